using Dovetail.Tooling.Emission;
using Dovetail.Wasm.Components;
using Dovetail.Wasm.Modules;

namespace Dovetail.Tooling.New;

/// <summary>
/// What a module imports that can be made only when the module is there already, as a lowered function that uses its memory. It gets
/// functions of a first module instead, which call what stands in a table; a last module fills the table.
/// </summary>
internal sealed class Indirection
{
    private const string TableName = "$imports";
    private const string MemoryName = "$memory";
    private const string GetBase = "$get-tls-base";
    private const string SetBase = "$set-tls-base";

    private readonly ComponentFields _fields;
    private readonly List<(FunctionType Type, Func<int> Actual)> _slots = [];
    private MemoryType? _memory;
    private ValType? _threadLocalBase;
    private int _instance = -1;

    public Indirection(ComponentFields fields) => _fields = fields;

    /// <summary>Makes a place for a function that is there only when all modules are.</summary>
    /// <param name="type">Its type.</param>
    /// <param name="actual">Gives its index, when it is asked for at last.</param>
    /// <returns>The place, for <see cref="Function"/>.</returns>
    public int Add(FunctionType type, Func<int> actual)
    {
        _slots.Add((type, actual));
        return _slots.Count - 1;
    }

    /// <summary>Makes a memory for modules that import one.</summary>
    public void AddMemory(MemoryType type) => _memory ??= type;

    /// <summary>Makes a variable for the base of what is a thread's own.</summary>
    public void AddThreadLocalBase(ValType type) => _threadLocalBase ??= type;

    /// <summary>Instantiates the first module, if anything needs it.</summary>
    public void Begin()
    {
        if (_slots.Count == 0 && _memory is null && _threadLocalBase is null)
        {
            return;
        }
        var module = new ModuleBuilder();
        for (var i = 0; i < _slots.Count; i++)
        {
            var type = _slots[i].Type;
            var body = new CodeBuilder().Parameters(type).Const(i).CallIndirect(module.Type(type));
            module.Export(Label(i), ExternKind.Function, module.AddFunction(type, [], body));
        }
        if (_slots.Count > 0)
        {
            module.AddTable(Table);
            module.Export(TableName, ExternKind.Table, 0);
        }
        if (_memory is { } memory)
        {
            module.AddMemory(memory);
            module.Export(MemoryName, ExternKind.Memory, 0);
        }
        if (_threadLocalBase is { } address)
        {
            var variable = module.AddGlobal(new GlobalType(address, true), address == ValType.I64 ? new CodeBuilder().Const64(0) : new CodeBuilder().Const(0));
            module.Export(GetBase, ExternKind.Function, module.AddFunction(new FunctionType([], [address]), [], new CodeBuilder().GetGlobal(variable)));
            module.Export(SetBase, ExternKind.Function, module.AddFunction(
                new FunctionType([address], []), [], new CodeBuilder().Get(0).SetGlobal(variable)));
        }
        _instance = _fields.AddCoreInstance(new CoreInstantiate(_fields.AddModule(module.Build()), []));
    }

    /// <summary>The function that stands for what has a place.</summary>
    public int Function(int slot) => _fields.CoreExport(Sort.CoreFunction, _instance, Label(slot));

    /// <summary>The memory that was made.</summary>
    public int Memory => _fields.CoreExport(Sort.CoreMemory, _instance, MemoryName);

    /// <summary>What reads or sets the base of what is a thread's own.</summary>
    public int ThreadLocalBase(bool isSet) => _fields.CoreExport(Sort.CoreFunction, _instance, isSet ? SetBase : GetBase);

    /// <summary>Fills the table; then calls <paramref name="initializers"/>, now that all they may call is there.</summary>
    /// <param name="initializers">Core functions without parameters and results.</param>
    public void End(IReadOnlyList<int> initializers)
    {
        if (_slots.Count == 0 && initializers.Count == 0)
        {
            return;
        }
        var module = new ModuleBuilder();
        var arguments = new List<CoreInstantiateArgument>();
        var functions = _slots.Select((slot, i) => module.ImportFunction("actual", Label(i), slot.Type)).ToList();
        var nothing = new FunctionType([], []);
        var calls = initializers.Select((_, i) => module.ImportFunction("initialize", Label(i), nothing)).ToList();
        if (functions.Count > 0)
        {
            module.Import("shim", TableName, Table);
            module.FillTable(functions);
            arguments.Add(new CoreInstantiateArgument("actual", Instance(_slots.Select(slot => slot.Actual()))));
            arguments.Add(new CoreInstantiateArgument("shim", _instance));
        }
        if (calls.Count > 0)
        {
            module.Start = module.AddFunction(nothing, [], calls.Aggregate(new CodeBuilder(), (body, call) => body.Call(call)));
            arguments.Add(new CoreInstantiateArgument("initialize", Instance(initializers)));
        }
        _fields.AddCoreInstance(new CoreInstantiate(_fields.AddModule(module.Build()), [.. arguments]));
    }

    private TableType Table => new(ValType.FuncRef, new Limits((ulong)_slots.Count, (ulong)_slots.Count));

    private int Instance(IEnumerable<int> functions) =>
        _fields.AddCoreInstance(new CoreInlineExports([.. functions.Select((index, i) => new InlineExport(Label(i), Sort.CoreFunction, index)).ToList()]));

    private static string Label(int slot) => slot.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
