using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Dovetail.Compilation.Cil;
using Dovetail.Wasm.Instructions;

namespace Dovetail.Compilation.Caching;

/// <summary>
/// Numbers for entries of the catalogue that stay the same from one process to the next, made from their names: positions in the catalogue depend on
/// what a process did first. Only what functions of modules name has a number: entries that host calls and adapters are made of can't be
/// written down in a file. Safe from many threads.
/// </summary>
[RequiresDynamicCode("Compiles WebAssembly at run time.")]
internal static class CatalogueNames
{
    private static readonly Names<CatalogueMethod> Methods = new();
    private static readonly Names<CatalogueField> Fields = new();
    private static readonly Names<CilType> Types = new();

    // The methods of vector instructions come into the catalogue one by one as modules use them.
    private static readonly Lazy<bool> EnteredVectors = new(EnterVectors);

    static CatalogueNames()
    {
        AddFamily(typeof(RuntimeMembers));
        AddFamily(typeof(OperationMembers));
        AddFamily(typeof(SemanticsMembers));
        AddFamily(typeof(VectorMembers));
        AddFamily(typeof(FrameMembers));
        AddFamily(typeof(HeapMembers));
        foreach (var opcode in Enum.GetValues<Opcode>())
        {
            if (EmitTable.Rule(opcode).Method is { } method)
                Add(method);
        }
    }

    /// <summary>The number of a method; false where it has none.</summary>
    public static bool TryGetNumber(CatalogueMethod method, out uint number)
    {
        if (IsOfVectors(method))
            Add(method);
        return Methods.TryGetNumber(method, out number) || (EnteredVectors.Value && Methods.TryGetNumber(method, out number));
    }

    /// <summary>The number of a field; false where it has none.</summary>
    public static bool TryGetNumber(CatalogueField field, out uint number)
    {
        // Of the value tuples that guests return there are too many to be entered beforehand.
        if (field.Member.DeclaringType is { IsValueType: true } tuple && tuple.FullName!.StartsWith("System.ValueTuple`", StringComparison.Ordinal))
            Fields.Add(field, NameOf(field));
        return Fields.TryGetNumber(field, out number);
    }

    /// <summary>The number of a type; false where it has none.</summary>
    public static bool TryGetNumber(CilType type, out uint number)
    {
        Types.Add(type, NameOf(type));
        return Types.TryGetNumber(type, out number);
    }

    /// <summary>The method of a number; null where this process knows none.</summary>
    public static CatalogueMethod? MethodOf(uint number) => Methods.Find(number) ?? (EnteredVectors.Value ? Methods.Find(number) : null);

    /// <summary>The field of a number; null where this process knows none.</summary>
    public static CatalogueField? FieldOf(uint number) => Fields.Find(number);

    /// <summary>The type of a number; null where this process knows none.</summary>
    public static CilType? TypeOf(uint number) => Types.Find(number);

    private static bool EnterVectors()
    {
        foreach (var opcode in Enum.GetValues<Opcode>().Where(opcode => EmitTable.Rule(opcode).Kind == EmitKind.Vector))
        {
            var rule = VectorEmitTable.Rule(opcode);
            if (rule.Method is { } method)
                Add(method);
            if (rule.Then is { } then)
                Add(then);
        }
        AddFamily(typeof(ShuffleMembers));
        foreach (var cast in VectorMembers.AllCasts())
            Add(cast);
        return true;
    }

    // Functions of numbers and nothing else. Some are instances of generic methods, of which there are too many to be entered beforehand.
    private static bool IsOfVectors(CatalogueMethod method) =>
        method.Member.DeclaringType?.Namespace?.StartsWith("System.Runtime.Intrinsics", StringComparison.Ordinal) == true;

    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "What the emitter uses of a family is kept; the rest needs no number.")]
    private static void AddFamily(Type family)
    {
        const BindingFlags Static = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;
        foreach (var property in family.GetProperties(Static))
            AddValue(property.GetValue(null));
        foreach (var field in family.GetFields(Static))
            AddValue(field.GetValue(null));
    }

    private static void AddValue(object? value)
    {
        switch (value)
        {
            case CatalogueMethod method: Add(method); break;
            case CatalogueField field: Add(field); break;
            case CilType type: Add(type); break;
            case ImmutableArray<CatalogueMethod> methods: foreach (var each in methods) Add(each); break;
            case ImmutableArray<CatalogueField> fields: foreach (var each in fields) Add(each); break;
            default: break;
        }
    }

    private static void Add(CatalogueMethod method)
    {
        Methods.Add(method, $"{method.Member.DeclaringType}::{method.Member}{(method.NeverReturns ? "!" : "")}");
        foreach (var type in method.Parameters)
            Add(type);
        Add(method.Result);
    }

    private static void Add(CatalogueField field)
    {
        Fields.Add(field, NameOf(field));
        Add(field.Type);
    }

    private static void Add(CilType type) => Types.Add(type, NameOf(type));

    private static string NameOf(CatalogueField field) => $"{field.Member.DeclaringType}::{field.Member.Name}";

    private static string NameOf(CilType type) => type.Clr.ToString();

    /// <summary>Entries and their numbers. Of two that have one number none is used: functions that name them are compiled each time.</summary>
    private sealed class Names<T>
        where T : class
    {
        private readonly Lock _gate = new();
        private readonly Dictionary<T, uint> _numbers = [];
        private readonly Dictionary<uint, (string Name, T? Entry)> _entries = [];

        public void Add(T entry, string name)
        {
            lock (_gate)
            {
                if (_numbers.ContainsKey(entry))
                    return;
                var number = Hash(name);
                if (!_entries.TryGetValue(number, out var other))
                    _entries.Add(number, (name, entry));
                else if (other.Name != name)
                    _entries[number] = (other.Name, null);
                _numbers.Add(entry, number);
            }
        }

        public bool TryGetNumber(T entry, out uint number)
        {
            lock (_gate)
                return _numbers.TryGetValue(entry, out number) && _entries[number].Entry is not null;
        }

        public T? Find(uint number)
        {
            lock (_gate)
                return _entries.TryGetValue(number, out var found) ? found.Entry : null;
        }

        // FNV-1a.
        private static uint Hash(string name)
        {
            var hash = 2166136261u;
            foreach (var character in name)
                hash = (hash ^ character) * 16777619u;
            return hash;
        }
    }
}
