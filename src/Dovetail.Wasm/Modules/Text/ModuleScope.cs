using System.Collections.Immutable;
using Dovetail.Wasm.Text;

namespace Dovetail.Wasm.Modules.Text;

/// <summary>What a module defines so far: its index spaces and its types. It lives while one module is parsed.</summary>
internal sealed class ModuleScope
{
    private readonly List<SubType> _types = [];
    private readonly List<RecursiveGroup> _groups = [];
    private readonly Dictionary<FunctionType, int> _functionTypes = [];
    private readonly List<(int Offset, int Text)> _places = [];

    public IndexSpace Types { get; } = new("type");

    public IndexSpace Functions { get; } = new("function");

    public IndexSpace Tables { get; } = new("table");

    public IndexSpace Memories { get; } = new("memory");

    public IndexSpace Globals { get; } = new("global");

    public IndexSpace Tags { get; } = new("tag");

    public IndexSpace Elements { get; } = new("elem segment");

    public IndexSpace Data { get; } = new("data segment");

    /// <summary>The names of the fields of each structure type, by its index.</summary>
    public Dictionary<int, IndexSpace> Fields { get; } = [];

    /// <summary>Whether code names a data segment, for which their number must be known before.</summary>
    public bool NamesData { get; private set; }

    /// <summary>Takes the data segment of an instruction.</summary>
    public int TakeData(TokenCursor cursor)
    {
        NamesData = true;
        return Data.Take(cursor);
    }

    /// <summary>Where the next definition or code stands in the binary that the text stands for.</summary>
    public int Offset { get; private set; }

    /// <summary>The offset behind what comes next, <paramref name="length"/> bytes.</summary>
    public void Advance(int length) => Offset = checked(Offset + length);

    /// <summary>Remembers that the binary's <paramref name="offset"/> comes from this place of the text; in rising order.</summary>
    public void Mark(int offset, Token token) => _places.Add((offset, token.Start));

    /// <summary>Gives a definition that is no code an offset of its own.</summary>
    public int MarkDefinition(Token token)
    {
        Mark(Offset, token);
        Advance(1);
        return Offset - 1;
    }

    public ImmutableArray<(int Offset, int Text)> Places() => [.. _places];

    /// <summary>Adds the types of a group, whose indices are the next ones.</summary>
    public void AddGroup(IReadOnlyList<SubType> group)
    {
        if (group is [{ IsFinal: true, Supertype: null, Composite: FunctionType function }])
        {
            _functionTypes.TryAdd(function, _types.Count);
        }
        _groups.Add(new RecursiveGroup(_types.Count, group.Count));
        _types.AddRange(group);
    }

    /// <summary>The index of the first type that is <paramref name="type"/> and no more; it is added if there is none.</summary>
    public int IndexOf(FunctionType type)
    {
        if (!_functionTypes.TryGetValue(type, out var index))
        {
            index = Types.Define();
            AddGroup([new SubType(true, null, type)]);
        }
        return index;
    }

    /// <summary>The function type at <paramref name="index"/>, null where there is none (which is for the validator to say).</summary>
    public FunctionType? FunctionAt(int index) =>
        (uint)index < (uint)_types.Count ? _types[index].Composite as FunctionType : null;

    public ImmutableArray<SubType> AllTypes() => [.. _types];

    public ImmutableArray<RecursiveGroup> AllGroups() => [.. _groups];

    public IndexSpace SpaceOf(ExternKind kind) => kind switch
    {
        ExternKind.Function => Functions,
        ExternKind.Table => Tables,
        ExternKind.Memory => Memories,
        ExternKind.Global => Globals,
        _ => Tags,
    };

    /// <summary>The kind of definition or import that a keyword names, null where it names none.</summary>
    public static ExternKind? KindOf(ReadOnlySpan<char> keyword) => keyword switch
    {
        "func" => ExternKind.Function,
        "table" => ExternKind.Table,
        "memory" => ExternKind.Memory,
        "global" => ExternKind.Global,
        "tag" => ExternKind.Tag,
        _ => null,
    };
}
