using System.Collections.Immutable;
using Dovetail.Wit.Types;

namespace Dovetail.Wit.Resolution;

/// <summary>What may own types: an interface or a world.</summary>
public abstract class WitTypeOwner
{
    private protected WitTypeOwner()
    {
    }
}

/// <summary>A type with a name. Immutable, compared by identity.</summary>
public sealed class WitTypeDefinition
{
    internal WitTypeDefinition(string name, WitTypeOwner owner, TypeBody body)
    {
        (Name, Owner, Body) = (name, owner, body);
        Resource = body switch
        {
            ResourceBody => new ResourceType(name),
            AliasBody { Target: NamedUse { Definition: var target } } => target.Resource,
            _ => null,
        };
        Type = Resource is null ? body.Describe()! : new OwnType(Resource);
    }

    /// <summary>The label.</summary>
    public string Name { get; }

    /// <summary>The interface or world that it is a member of.</summary>
    public WitTypeOwner Owner { get; }

    /// <summary>What the name stands for.</summary>
    public TypeBody Body { get; }

    /// <summary>The type without names; for a resource a handle that owns one.</summary>
    public WitType Type { get; }

    /// <summary>The resource that this is, by this or another name; null for any other type.</summary>
    public ResourceType? Resource { get; }

    /// <summary>What the text says of it; null where that is nothing.</summary>
    public string? Docs { get; internal init; }

    /// <summary>The feature gates; null where there is none.</summary>
    public Stability? Stability { get; internal init; }

    /// <summary>The external id, any text; null where there is none.</summary>
    public string? ExternalId { get; internal init; }

    /// <summary>The definition of another interface that a <c>use</c> brought here; null where it is defined here.</summary>
    public WitTypeDefinition? Used =>
        Body is AliasBody { Target: NamedUse { Definition: var target } } && target.Owner != Owner ? target : null;

    /// <inheritdoc/>
    public override string ToString() => Name;
}

/// <summary>What a type's name stands for. Derived types form a closed hierarchy.</summary>
public abstract record TypeBody
{
    private protected TypeBody()
    {
    }

    /// <summary>The type without names; null for a resource.</summary>
    internal abstract WitType? Describe();
}

/// <summary>Another type.</summary>
/// <param name="Target">That type.</param>
public sealed record AliasBody(TypeUse Target) : TypeBody
{
    internal override WitType Describe() => Target.Type;
}

/// <summary>A field of a record.</summary>
/// <param name="Name">The label.</param>
/// <param name="Type">The type of its value.</param>
/// <param name="Docs">What the text says of it; null where that is nothing.</param>
public readonly record struct WitField(string Name, TypeUse Type, string? Docs);

/// <summary>A record.</summary>
/// <param name="Fields">The fields, in order. A component needs one at least.</param>
public sealed record RecordBody(ImmutableArray<WitField> Fields) : TypeBody
{
    internal override WitType Describe() => new RecordType([.. Fields.Select(f => new RecordField(f.Name, f.Type.Type))]);
}

/// <summary>A case of a variant.</summary>
/// <param name="Name">The label.</param>
/// <param name="Type">The type of its value; null where it has none.</param>
/// <param name="Docs">What the text says of it; null where that is nothing.</param>
public readonly record struct WitCase(string Name, TypeUse? Type, string? Docs);

/// <summary>A variant.</summary>
/// <param name="Cases">The cases, at least one.</param>
public sealed record VariantBody(ImmutableArray<WitCase> Cases) : TypeBody
{
    internal override WitType Describe() => new VariantType([.. Cases.Select(c => new VariantCase(c.Name, c.Type?.Type))]);
}

/// <summary>A name of an enumeration or of flags.</summary>
/// <param name="Name">The label.</param>
/// <param name="Docs">What the text says of it; null where that is nothing.</param>
public readonly record struct WitLabel(string Name, string? Docs);

/// <summary>An enumeration.</summary>
/// <param name="Cases">The names, at least one.</param>
public sealed record EnumBody(ImmutableArray<WitLabel> Cases) : TypeBody
{
    internal override WitType Describe() => new EnumType([.. Cases.Select(c => c.Name)]);
}

/// <summary>A set of named bits.</summary>
/// <param name="Flags">The names, from the lowest bit up. A component takes 1 to 32.</param>
public sealed record FlagsBody(ImmutableArray<WitLabel> Flags) : TypeBody
{
    internal override WitType Describe() => new FlagsType([.. Flags.Select(f => f.Name)]);
}

/// <summary>A resource.</summary>
public sealed record ResourceBody : TypeBody
{
    internal override WitType? Describe() => null;
}
