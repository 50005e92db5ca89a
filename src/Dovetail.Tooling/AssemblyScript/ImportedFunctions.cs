using System.Collections.Immutable;
using Dovetail.Tooling.AssemblyScript.Shapes;
using Dovetail.Tooling.Emission;
using Dovetail.Tooling.New;
using Dovetail.Wasm.Modules;
using Dovetail.Wit.Abi;
using Dovetail.Wit.Resolution;

namespace Dovetail.Tooling.AssemblyScript;

/// <summary>Emits functions for what the program imports: lift the arguments, call the world's function, lower the result.</summary>
/// <remarks>
/// <para>
/// An import's first name says the interface: by its full name, with the version or without, as <c>@external</c> gives it, or by its label alone, which
/// is what asc makes of the name of the source file. A function of the world itself goes by any first name that is no interface's.
/// </para>
/// <para>The program roots the arguments of a call as long as it lasts. Temporaries that they need are freed when it returns.</para>
/// </remarks>
internal sealed class ImportedFunctions(
    ScriptModule program, WitWorld world, ScriptDeclarations declarations, ShapeBuilder shapes, AdapterCode adapter)
{
    private const string WorldModule = "$root";

    public ImmutableDictionary<(string Module, string Name), string>.Builder Supplies { get; } =
        ImmutableDictionary.CreateBuilder<(string, string), string>();

    // What the world has functions for as they are.
    private readonly HashSet<(string Module, string Name)> _forwarded = [];

    public void Emit()
    {
        var offered = WorldFunctions.In(world.Imports);
        var errors = new ErrorList();
        foreach (var (import, type) in program.Imports)
        {
            if (Supplies.ContainsKey((import.Module, import.Name)) || _forwarded.Contains((import.Module, import.Name)))
            {
                continue;
            }
            if (ScriptModule.IsAbort(import, type))
            {
                Supply(import, adapter.Module.Define("abort", type, code => code.Unreachable()));
            }
            else if (DropOf(import) is { } module)
            {
                Forward(import, type, module, import.Name);
            }
            else
            {
                errors.Try(() => Emit(import, type, Find(import, offered)));
            }
        }
        errors.ThrowIfAny();
    }

    private static PlacedFunction Find(Import import, ImmutableArray<PlacedFunction> offered)
    {
        List<PlacedFunction> inInterface = [.. offered.Where(function => function.Item is { } item && Names(item).Contains(import.Module))];
        var candidates = inInterface.Count > 0 ? inInterface : offered.Where(function => function.Item is null);
        List<PlacedFunction> found = [.. candidates.Where(function => NamesOf(function.Function).Contains(import.Name))];
        if (found is [var only])
        {
            return only;
        }
        var problem = found.Count == 0
            ? "the world does not import that"
            : $"it may be any of {string.Join(", ", found.Select(function => function.Path))}: name the interface in full with `@external`";
        var known = offered.IsEmpty ? "no function" : string.Join(", ", offered.Select(function => function.Path));
        throw new InvalidException($"the module imports `{import.Module}.{import.Name}`, and {problem}; it imports {known}{Remedy(import)}");
    }

    // What asc's library imports has another way out.
    private static string Remedy(Import import) => import switch
    {
        { Module: "env", Name: "abort" } => ". `--use abort=` compiles without it",
        { Module: "env", Name: "trace" } => ". `--use trace=` compiles without it",
        { Module: "env", Name: "seed" } => ". Math.random needs it: seed with `NativeMath.seedRandom`, or take random numbers from an import of the world",
        { Name: var name } when name.StartsWith("console.", StringComparison.Ordinal) || name.StartsWith("Date.", StringComparison.Ordinal) =>
            ". It is the library's for browsers; a component imports what it needs by its world",
        _ => "",
    };

    private static IEnumerable<string> Names(WorldInterface item)
    {
        yield return item.Name;
        if (item.Interface.FullName is { } name && item.Label is null)
        {
            yield return name.Path;
        }
        foreach (var spelling in Spellings.Of(item.Label ?? item.Interface.Name!))
        {
            yield return spelling;
        }
    }

    private static IEnumerable<string> NamesOf(WitFunction function) => function.Kind switch
    {
        FunctionKind.Freestanding => Spellings.Of(function.Name),
        FunctionKind.Constructor => [function.Name, .. Spellings.Of($"new-{function.Resource!.Name}")],
        _ => [function.Name, .. Spellings.Of($"{function.Resource!.Name}-{function.Label}")],
    };

    /// <summary>The interface whose resource an import drops, as a module's name; null where it drops none.</summary>
    private string? DropOf(Import import) => world.Imports.OfType<WorldInterface>()
        .FirstOrDefault(item => Names(item).Contains(import.Module)
            && item.Interface.Types.Any(type => type.Resource is not null && import.Name == $"[resource-drop]{type.Name}"))?.Name;

    private void Emit(Import import, FunctionType type, PlacedFunction placed)
    {
        var function = placed.Function;
        if (function.IsAsync)
        {
            throw new UnsupportedException($"asynchronous functions that AssemblyScript imports: {placed.Path}");
        }
        adapter.Path = placed.Path;
        var signature = declarations.Imports.GetValueOrDefault((import.Module, import.Name));
        if (signature is not null && signature.Parameters.Length != type.Parameters.Length)
        {
            throw new InvalidException($"`{import.Module}.{import.Name}` has {type.Parameters.Length} parameters in the module and "
                + $"{signature.Parameters.Length} in the declarations: these are another module's");
        }
        var parameters = function.Parameters.Select((parameter, i) =>
            shapes.Build(parameter.Type, signature is not null && i < signature.Parameters.Length ? signature.Parameters[i] : null,
                new TypePath($"{placed.Path}, parameter `{parameter.Name}`", $"{function.Name}-{parameter.Name}"), makes: false)).ToImmutableArray();
        var result = function.Result is null ? null
            : shapes.Build(function.Result, signature?.Result, new TypePath($"{placed.Path}, result", $"{function.Name}-result"), makes: true);
        var expected = new FunctionType(
            [.. parameters.Select(parameter => parameter.Storage.CoreType())], result is null ? [] : [result.Storage.CoreType()]);
        if (!expected.Equals(type))
        {
            var declared = signature is null ? "" : $" ({signature})";
            throw new InvalidException(
                $"the world has {placed.Path} as {function.Type}, which is {expected} for AssemblyScript; the module imports `{import.Module}.{import.Name}` as {type}{declared}");
        }
        var flat = Flattening.FlattenFunctype(function.Type, AbiContext.Lower);
        var lowered = new FunctionType(FlatValues.Of(flat.Parameters), FlatValues.Of(flat.Results));
        var module = placed.Item?.Name ?? WorldModule;
        if (parameters.All(IsAsItIs) && result is null or ScalarShape)
        {
            Forward(import, type, module, function.Name);
            return;
        }
        var callee = adapter.Module.Import(module, function.Name, lowered);
        Supply(import, adapter.Module.Define($"import {module}.{function.Name}", type, code => Emit(code, function, parameters, result, callee)));
    }

    private void Emit(CodeBuilder code, WitFunction function, ImmutableArray<Shape> parameters, Shape? result, EmittedFunction callee)
    {
        var isSpilled = Flattening.FlattenParameters(function.Type).IsDefault;
        var isFlatResult = result is null || result.Flat is { IsDefault: false, Length: <= Flattening.MAX_FLAT_RESULTS };
        var hasTemporaries = isSpilled || parameters.Any(parameter => parameter.NeedsTemporaries);
        var (mark, area) = (code.Local(ValType.I32), code.Local(ValType.I32));
        if (hasTemporaries)
        {
            adapter.PushMark(code);
            code.Set(mark);
        }
        if (!isFlatResult)
        {
            code.Call(adapter.Area(result!.Size)).Set(area);
        }
        PushArguments(code, parameters, isSpilled);
        if (!isFlatResult)
        {
            code.Get(area);
        }
        code.Call(callee);
        var value = result is null ? -1 : LowerResult(code, result, isFlatResult, area);
        if (hasTemporaries)
        {
            code.Get(mark).Call(adapter.Release);
        }
        if (result is not null)
        {
            code.Get(value);
        }
    }

    private void PushArguments(CodeBuilder code, ImmutableArray<Shape> parameters, bool isSpilled)
    {
        var offsets = new CanonicalFields();
        var block = isSpilled ? code.Local(ValType.I32) : -1;
        if (isSpilled)
        {
            var size = (uint)parameters.Aggregate(0UL, (end, parameter) => Layout.AlignTo(end, Layout.Alignment(parameter.Type)) + parameter.Size);
            code.Const(size).Call(adapter.Temporary).Set(block);
        }
        for (var i = 0; i < parameters.Length; i++)
        {
            if (isSpilled)
            {
                parameters[i].LiftMemory(adapter, code, i, block, offsets.Add(parameters[i].Type));
            }
            else
            {
                parameters[i].LiftFlat(adapter, code, i);
            }
        }
        if (isSpilled)
        {
            code.Get(block);
        }
    }

    private int LowerResult(CodeBuilder code, Shape result, bool isFlat, int area)
    {
        var value = code.Local(result.Storage.CoreType());
        if (isFlat)
        {
            int[] flat = [.. result.Flat.Select(code.Local)];
            foreach (var local in flat)
            {
                code.Set(local);
            }
            result.LowerFlat(adapter, code, flat);
        }
        else
        {
            result.LowerMemory(adapter, code, area, 0);
        }
        code.Set(value);
        return value;
    }

    // Small integers may have more bits than they should.
    private static bool IsAsItIs(Shape shape) => shape is ScalarShape && shape.Size >= sizeof(int);

    private void Forward(Import import, FunctionType type, string module, string name)
    {
        if ((module, name) == (import.Module, import.Name))
        {
            _forwarded.Add((module, name));
            return;
        }
        Supply(import, adapter.Module.Define($"import {import.Module}.{import.Name}", type, code =>
        {
            for (var i = 0; i < type.Parameters.Length; i++)
            {
                code.Get(i);
            }
            code.Call(adapter.Module.Import(module, name, type));
        }));
    }

    private void Supply(Import import, EmittedFunction function)
    {
        var name = $"{import.Module}.{import.Name}";
        Supplies.Add((import.Module, import.Name), name);
        adapter.Module.Export(name, function);
    }
}
