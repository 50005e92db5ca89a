using Dovetail.Tooling.Emission;
using Dovetail.Wasm.Components;
using Dovetail.Wasm.Instructions;
using Dovetail.Wasm.Modules;

namespace Dovetail.Tooling.New;

/// <summary>The places at which a task hook is called, before and behind a function.</summary>
internal enum TaskPhase
{
    /// <summary>A function that runs to its end.</summary>
    Sync,
    /// <summary>The first part of a task that may wait.</summary>
    AsyncStart,
    /// <summary>A task that keeps its stack.</summary>
    AsyncStackful,
    /// <summary>A further part of a task, when an event is told.</summary>
    Callback,
    /// <summary>The initialisation of the module.</summary>
    Initialize,
    /// <summary>A destructor.</summary>
    Destructor,
    /// <summary>What is called when a result was read.</summary>
    PostReturn,
    /// <summary>The allocation of memory.</summary>
    Realloc,
}

/// <summary>
/// Functions of the modules as the component uses them. Where the main module exports a hook for tasks (<c>__wasm_task_hook</c>), each of them is
/// wrapped in calls of that, with a number that says what begins or ends.
/// </summary>
/// <remarks>
/// The numbers, before and behind: 0 and 1 a function that runs to its end; 2 a task that begins, 3 one that goes on, 4 one that waits, 5 one
/// that ends; 6 and 7 initialisation; 8 and 9 a destructor; 10 and 11 what is called when a result was read; 12 and 13 allocation.
/// </remarks>
internal sealed class TaskHooks(ComponentFields fields, string? hook, IReadOnlyList<int> instances)
{
    private readonly Dictionary<(int Part, string Name), int> _wrapped = [];

    /// <summary>Whether functions are wrapped, so that they are there only when all modules are.</summary>
    public bool Exist => hook is not null;

    /// <summary>Makes the wrapped functions, behind the instances of all modules.</summary>
    public void Wrap(IEnumerable<(CorePart Part, string Name, TaskPhase Phase)> functions)
    {
        if (hook is null)
        {
            return;
        }
        var module = new ModuleBuilder();
        var called = module.ImportFunction("0", hook, new FunctionType([ValType.I32], []));
        var distinct = functions.DistinctBy(function => (function.Part.Index, function.Name)).ToList();
        var imports = distinct.ConvertAll(function => module.ImportFunction(
            Label(function.Part.Index), function.Name, function.Part.Shape.Function(function.Name)!));
        for (var i = 0; i < distinct.Count; i++)
        {
            var (part, name, phase) = distinct[i];
            module.Export(Label(i), ExternKind.Function, Wrap(module, called, imports[i], part.Shape.Function(name)!, phase));
        }
        var arguments = distinct.Select(function => function.Part.Index).Append(0).Distinct().Order()
            .Select(part => new CoreInstantiateArgument(Label(part), instances[part]));
        var instance = fields.AddCoreInstance(new CoreInstantiate(fields.AddModule(module.Build()), [.. arguments]));
        for (var i = 0; i < distinct.Count; i++)
        {
            _wrapped.Add((distinct[i].Part.Index, distinct[i].Name), fields.CoreExport(Sort.CoreFunction, instance, Label(i)));
        }
    }

    /// <summary>A function as the component uses it.</summary>
    public int Function(CorePart part, string name) => _wrapped.TryGetValue((part.Index, name), out var index) ? index
        : fields.CoreExport(Sort.CoreFunction, instances[part.Index], name);

    private static int Wrap(ModuleBuilder module, int hook, int function, FunctionType type, TaskPhase phase)
    {
        var (before, behind) = phase switch
        {
            TaskPhase.Sync => (0, 1),
            TaskPhase.AsyncStart => (2, 4),
            TaskPhase.AsyncStackful => (2, 5),
            TaskPhase.Callback => (3, 4),
            TaskPhase.Initialize => (6, 7),
            TaskPhase.Destructor => (8, 9),
            TaskPhase.PostReturn => (10, 11),
            _ => (12, 13),
        };
        var body = new CodeBuilder().Const(before).Call(hook).Parameters(type).Call(function);
        if (phase is not (TaskPhase.AsyncStart or TaskPhase.Callback))
        {
            return module.AddFunction(type, [], body.Const(behind).Call(hook));
        }
        // The result says whether the task waits, or has ended (0).
        var result = type.Parameters.Length;
        body.Set(result).Const(behind).Const(5).Get(result).Op(Opcode.Select).Call(hook).Get(result);
        return module.AddFunction(type, [ValType.I32], body);
    }

    private static string Label(int number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
