using System.Collections.Immutable;
using Dovetail.Wit.Types;

namespace Dovetail.Wasm.Components.Types;

/// <summary>
/// What a type index stands for. Types are equal by structure, but importing or exporting one makes another node of the
/// same structure: the node is the type's <em>name</em>, on which the rules of external visibility rest (Explainer.md,
/// "External Visibility of Types"). Nodes are compared by identity and never change.
/// </summary>
internal abstract class TypeNode
{
    /// <summary>How large the type is.</summary>
    public abstract TypeSize Size { get; }

    /// <summary>What an import or export made another name of; null for a type as it was defined.</summary>
    public TypeNode? Original { get; init; }

    /// <summary>Another node of the same structure: what an import or export of this one introduces.</summary>
    public abstract TypeNode Rename();

    /// <summary>What messages call this kind of type.</summary>
    public abstract string Kind { get; }
}

/// <summary>A value type.</summary>
/// <param name="type">The type with all names resolved.</param>
/// <param name="parts">
/// The nodes of its parts, in the order of the structure; null where a part is absent or an inline primitive.
/// </param>
/// <param name="resource">What an own or a borrow refers to.</param>
internal sealed class ValueNode(WitType type, ImmutableArray<ValueNode?> parts, ResourceNode? resource = null)
    : TypeNode
{
    public WitType Type { get; } = type;

    public ImmutableArray<ValueNode?> Parts { get; } = parts;

    public ResourceNode? Resource { get; } = resource;

    /// <summary>Whether the type must be imported or exported by name where a function uses it.</summary>
    public bool NeedsName => Type is RecordType or VariantType or EnumType or FlagsType;

    public override TypeSize Size => new(Type.Depth, Type.Facts.ExpandedSize);

    public override string Kind => "value type";

    public override TypeNode Rename() => new ValueNode(Type, Parts, Resource) { Original = this };
}

/// <summary>A resource type.</summary>
internal sealed class ResourceNode(ResourceType resource) : TypeNode
{
    public ResourceType Resource { get; } = resource;

    public override TypeSize Size => TypeSize.One;

    public override string Kind => "resource type";

    public override TypeNode Rename() => new ResourceNode(Resource) { Original = this };
}

/// <summary>A function type.</summary>
/// <param name="type">The type with all names resolved.</param>
/// <param name="parts">
/// The nodes of the parameters and, last, the result; null for inline primitives and where there is no result.
/// </param>
internal sealed class FunctionNode(WitFunctionType type, ImmutableArray<ValueNode?> parts) : TypeNode
{
    public WitFunctionType Type { get; } = type;

    public ImmutableArray<ValueNode?> Parts { get; } = parts;

    public override TypeSize Size { get; } = TypeSize.Of(parts.Select(part => part?.Size ?? TypeSize.One)).Nest();

    public override string Kind => "function type";

    public override TypeNode Rename() => new FunctionNode(Type, Parts) { Original = this };
}
