using Dovetail.Wasm.Text;

namespace Dovetail.Wasm.Modules.Printing;

/// <summary>What the index spaces of a module are called in its text.</summary>
internal sealed class ModuleIds
{
    private readonly NameSection _names;
    private readonly Dictionary<int, IdSpace> _fields = [];
    private int _writtenInside;

    public ModuleIds(ModuleDefinition module, NameSection names)
    {
        _names = names;
        var imports = new int[5];
        foreach (var import in module.Imports)
        {
            imports[(int)import.Type.Kind()]++;
        }
        Types = new IdSpace("type", names.Of(NamePart.Types), module.Types.Length);
        Functions = Space(ExternKind.Function, "func", NamePart.Functions, module.Functions.Length);
        Tables = Space(ExternKind.Table, "table", NamePart.Tables, module.Tables.Length);
        Memories = Space(ExternKind.Memory, "memory", NamePart.Memories, module.Memories.Length);
        Globals = Space(ExternKind.Global, "global", NamePart.Globals, module.Globals.Length);
        Tags = Space(ExternKind.Tag, "tag", NamePart.Tags, module.Tags.Length);
        Elements = new IdSpace("elem", names.Of(NamePart.Elements), module.Elements.Length);
        Data = new IdSpace("data", names.Of(NamePart.Data), module.Data.Length);

        IdSpace Space(ExternKind kind, string keyword, NamePart part, int defined) =>
            new(keyword, names.Of(part), imports[(int)kind] + (long)defined);
    }

    public IdSpace Types { get; }

    public IdSpace Functions { get; }

    public IdSpace Tables { get; }

    public IdSpace Memories { get; }

    public IdSpace Globals { get; }

    public IdSpace Tags { get; }

    public IdSpace Elements { get; }

    public IdSpace Data { get; }

    /// <summary>How many names have been written where they belong.</summary>
    public int Written => Types.Written + Functions.Written + Tables.Written + Memories.Written + Globals.Written + Tags.Written
        + Elements.Written + Data.Written + _fields.Values.Sum(fields => fields.Written) + _writtenInside;

    public IdSpace Of(ExternKind kind) => kind switch
    {
        ExternKind.Function => Functions,
        ExternKind.Table => Tables,
        ExternKind.Memory => Memories,
        ExternKind.Global => Globals,
        _ => Tags,
    };

    /// <summary>The fields of the structure type at <paramref name="type"/>.</summary>
    public IdSpace Fields(int type, int count)
    {
        if (!_fields.TryGetValue(type, out var fields))
        {
            var names = _names.Of(NamePart.Fields, type);
            if (names.Count == 0)
            {
                return IdSpace.Empty;
            }
            _fields.Add(type, fields = new IdSpace("field", names, count));
        }
        return fields;
    }

    /// <summary>The fields of a type that has been written; none for a type that is no structure.</summary>
    public IdSpace Fields(int type) => _fields.GetValueOrDefault(type, IdSpace.Empty);

    /// <summary>The parameters and locals of a function.</summary>
    public IdSpace Locals(int function, long count) => Inside(NamePart.Locals, "local", function, count);

    /// <summary>The labels of a function, in the order in which their blocks begin.</summary>
    public IdSpace Labels(int function) => Inside(NamePart.Labels, "label", function, int.MaxValue);

    /// <summary>Counts the names that a function's own index spaces have written.</summary>
    public void Leave(IdSpace locals, IdSpace labels) => _writtenInside += locals.Written + labels.Written;

    private IdSpace Inside(NamePart part, string keyword, int function, long count)
    {
        var names = _names.Of(part, function);
        return names.Count == 0 ? IdSpace.Empty : new IdSpace(keyword, names, count);
    }
}
