using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Dovetail.Wit.Types;

namespace Dovetail.Wasm.Components.Types;

/// <summary>An import or export: its name and type.</summary>
internal readonly record struct NamedExtern(string Name, ComponentExternType Type)
{
    private readonly ImmutableArray<ExternAttribute> _attributes;

    /// <summary>What is said of it beside its name, which is no part of its type.</summary>
    public ImmutableArray<ExternAttribute> Attributes
    {
        get => _attributes.IsDefault ? [] : _attributes;
        init => _attributes = value.IsDefaultOrEmpty ? default : value;
    }
}

/// <summary>
/// An abstract resource type, and where the one that it stands for is found: the names to follow from the imports or
/// exports of a component, or from the exports of an instance.
/// </summary>
internal readonly record struct BoundResource(ResourceType Resource, ImmutableArray<string> Path);

/// <summary>Imports or exports in order, with a look-up by name. Names compare as strings.</summary>
internal sealed class ExternList
{
    private readonly Dictionary<string, int> _byName;

    public ExternList(ImmutableArray<NamedExtern> items)
    {
        Items = items;
        _byName = new Dictionary<string, int>(items.Length, StringComparer.Ordinal);
        for (var i = 0; i < items.Length; i++)
        {
            _byName[items[i].Name] = i;
        }
        Size = TypeSize.Of(items.Select(item => item.Type.Size));
    }

    public ImmutableArray<NamedExtern> Items { get; }

    /// <summary>How large the types of the items are together.</summary>
    public TypeSize Size { get; }

    public bool TryGet(string name, [NotNullWhen(true)] out ComponentExternType? type)
    {
        type = _byName.TryGetValue(name, out var index) ? Items[index].Type : null;
        return type is not null;
    }
}

/// <summary>The type of an instance.</summary>
/// <param name="exports">The exports; types stand before what refers to them.</param>
/// <param name="bound">
/// The abstract resource types that the exports introduce. They stand for other ones with every instance: who gives the
/// type to an instance replaces them (<see cref="Substitution.Open(InstanceType, out
/// ImmutableArray{BoundResource})"/>), and the type of an actual instance has none.
/// </param>
internal sealed class InstanceType(ImmutableArray<NamedExtern> exports, ImmutableArray<BoundResource> bound) : TypeNode
{
    private InstanceType(ExternList exports, ImmutableArray<BoundResource> bound)
        : this([], bound) => Exports = exports;

    public ExternList Exports { get; } = new(exports);

    public ImmutableArray<BoundResource> Bound { get; } = bound;

    public override TypeSize Size => Exports.Size.Nest();

    public override string Kind => "instance type";

    public override TypeNode Rename() => new InstanceType(Exports, Bound) { Original = this };
}

/// <summary>The type of a component.</summary>
/// <param name="imports">The imports; types stand before what refers to them.</param>
/// <param name="exports">The exports, likewise.</param>
/// <param name="boundImports">The abstract resource types that the imports introduce, which arguments replace.</param>
/// <param name="boundExports">
/// The abstract resource types that the exports introduce: other ones with every instance.
/// </param>
internal sealed class ComponentType(
    ImmutableArray<NamedExtern> imports,
    ImmutableArray<NamedExtern> exports,
    ImmutableArray<BoundResource> boundImports,
    ImmutableArray<BoundResource> boundExports) : TypeNode
{
    private ComponentType(
        ExternList imports,
        ExternList exports,
        ImmutableArray<BoundResource> boundImports,
        ImmutableArray<BoundResource> boundExports)
        : this([], [], boundImports, boundExports) => (Imports, Exports) = (imports, exports);

    public ExternList Imports { get; } = new(imports);

    public ExternList Exports { get; } = new(exports);

    public ImmutableArray<BoundResource> BoundImports { get; } = boundImports;

    public ImmutableArray<BoundResource> BoundExports { get; } = boundExports;

    public override TypeSize Size => TypeSize.Of([Imports.Size, Exports.Size]).Nest();

    public override string Kind => "component type";

    public override TypeNode Rename() => new ComponentType(Imports, Exports, BoundImports, BoundExports) { Original = this };
}
