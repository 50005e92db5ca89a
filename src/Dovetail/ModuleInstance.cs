using System.Diagnostics.CodeAnalysis;
using Dovetail.Runtime;
using Dovetail.Wasm.Modules;

namespace Dovetail;

/// <summary>
/// An instance of a core module, and the context of its functions. Belongs to one thread at a time, with its store, and keeps the
/// module's code.
/// </summary>
public sealed class ModuleInstance : FunctionOwner
{
    // The index spaces, imports first. Emitted code reads these fields.
    internal Memory[] Memories = [];
    internal Table[] Tables = [];
    internal Global[] Globals = [];
    internal Tag[] Tags = [];

    /// <summary>The first memory again, one step nearer for the code that reads it at every call.</summary>
    internal Memory? Memory0;

    // Numbers that only this module's code sees: the first few of its globals that are neither imported nor exported. An i32 is
    // zero-extended, an f32 or f64 its bits. `Compilation.GlobalPlace` says which global lies where.
    internal long Slot0;
    internal long Slot1;
    internal long Slot2;
    internal long Slot3;
    internal long Slot4;
    internal long Slot5;
    internal long Slot6;
    internal long Slot7;

    /// <summary>The functions; a defined one is null until a reference to it is asked for by <see cref="Reference"/>.</summary>
    internal FunctionReference?[] Functions = [];

    /// <summary>The module's types, canonical in the engine.</summary>
    internal CanonicalType[] Types;

    /// <summary>The data segments, once it is instantiated; one that was dropped is empty.</summary>
    internal ReadOnlyMemory<byte>[] DataSegments = null!;

    /// <summary>The element segments; one that was dropped is empty.</summary>
    internal object?[][] ElementSegments = [];

    private HashSet<int>? _linked;

    internal ModuleInstance(Store store, Module module)
        : base(store) => (Module, Types) = (module, module.Types);

    /// <summary>The module that this is an instance of.</summary>
    public Module Module { get; }

    /// <summary>An exported function as a typed delegate, see <see cref="Function.CreateDelegate{TDelegate}()"/>.</summary>
    /// <exception cref="ArgumentException">There is no such export, or the types do not fit.</exception>
    public TDelegate GetFunction<TDelegate>(string name)
        where TDelegate : Delegate => GetFunction(name).CreateDelegate<TDelegate>(name);

    /// <summary>An exported function.</summary>
    /// <exception cref="ArgumentException">There is no such export.</exception>
    public Function GetFunction(string name) => new(Get<FunctionReference>(name, "function"));

    /// <summary>An exported memory.</summary>
    /// <exception cref="ArgumentException">There is no such export.</exception>
    public Memory GetMemory(string name) => Get<Memory>(name, "memory");

    /// <summary>An exported table.</summary>
    /// <exception cref="ArgumentException">There is no such export.</exception>
    public Table GetTable(string name) => Get<Table>(name, "table");

    /// <summary>An exported global.</summary>
    /// <exception cref="ArgumentException">There is no such export.</exception>
    public Global GetGlobal(string name) => Get<Global>(name, "global");

    /// <summary>An exported tag.</summary>
    /// <exception cref="ArgumentException">There is no such export.</exception>
    public Tag GetTag(string name) => Get<Tag>(name, "tag");

    /// <summary>An export: a <see cref="FunctionReference"/>, <see cref="Memory"/>, <see cref="Table"/>, <see cref="Global"/> or <see cref="Tag"/>.</summary>
    internal bool TryGetExport(string name, [NotNullWhen(true)] out object? export)
    {
        export = Module.Exports.TryGetValue(name, out var entry) ? Resolve(entry) : null;
        return export is not null;
    }

    /// <summary>A reference to the function at <paramref name="index"/>, the same object each time.</summary>
    internal FunctionReference Reference(int index) => Functions[index] ??= Module.CreateReference(this, index);

    /// <summary>Has the function at <paramref name="index"/> compiled, unless it is, and its reference point to its code.</summary>
    internal FunctionReference Resolve(int index)
    {
        var reference = Reference(index);
        if (reference.Owner is not LazyFunction)
            return reference;
        var (code, defined) = (Module.Code, index - Module.ImportedFunctions);
        code.Prepare(defined);
        var unit = code.UnitOf(defined);
        if (!IsLinked(unit))
            Link(unit);
        reference.Resolve(code.Pointer(defined), this);
        return reference;
    }

    /// <summary>See <see cref="FunctionReference.Prepare"/>, for a reference whose owner this is.</summary>
    internal void Prepare(FunctionReference reference)
    {
        if (!Module.Code.IsLazy)
            reference.Resolve(Module.Code.PreparedPointer(reference.Index - Module.ImportedFunctions), this);
    }

    /// <summary>Whether what a unit of the module calls has references here.</summary>
    internal bool IsLinked(int unit) => _linked?.Contains(unit) == true;

    private void Link(int unit)
    {
        foreach (var callee in Module.Code.CalleesOf(unit))
            Reference(callee);
        (_linked ??= []).Add(unit);
    }

    /// <summary>Sets one of the slots.</summary>
    internal void SetSlot(int slot, long bits)
    {
        switch (slot)
        {
            case 0: Slot0 = bits; break;
            case 1: Slot1 = bits; break;
            case 2: Slot2 = bits; break;
            case 3: Slot3 = bits; break;
            case 4: Slot4 = bits; break;
            case 5: Slot5 = bits; break;
            case 6: Slot6 = bits; break;
            default: Slot7 = bits; break;
        }
    }

    private T Get<T>(string name, string kind)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!TryGetExport(name, out var export))
            throw new ArgumentException($"the module exports no {kind} `{name}`; it exports {ExportNames()}", nameof(name));
        return export as T ?? throw new ArgumentException($"the export `{name}` is not a {kind}", nameof(name));
    }

    private string ExportNames() => Module.Exports.Count == 0 ? "nothing" : string.Join(", ", Module.Exports.Keys.Select(key => $"`{key}`"));

    /// <summary>What an export of the module is in this instance.</summary>
    internal object? Resolve(Export export) => export.Kind switch
    {
        ExternKind.Function => Reference(export.Index),
        ExternKind.Table => Tables[export.Index],
        ExternKind.Memory => Memories[export.Index],
        ExternKind.Global => Globals[export.Index],
        ExternKind.Tag => Tags[export.Index],
        _ => null,
    };
}
