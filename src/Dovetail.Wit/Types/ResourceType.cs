using System.Runtime.CompilerServices;

namespace Dovetail.Wit.Types;

/// <summary>A resource type. Each object is a type of its own: compared by identity, never by name.</summary>
/// <param name="name">
/// What messages call it: the name it was imported, exported or declared by; null while it has none.
/// </param>
public sealed class ResourceType(string? name = null)
{
    /// <summary>What messages call it; <c>resource</c> where it was never named.</summary>
    public string Name => GivenName ?? "resource";

    /// <summary>The name given, if any. Set at most once, while its component is validated.</summary>
    internal string? GivenName { get; set; } = name;

    /// <inheritdoc/>
    public override string ToString() => Name;
}

/// <summary>A handle that owns a resource.</summary>
/// <param name="Resource">The type of the resource.</param>
public sealed record OwnType(ResourceType Resource)
    : WitType(TypeFacts.Start(TypeTag.Own).Add(RuntimeHelpers.GetHashCode(Resource)) with { ContainsResource = true })
{
    /// <summary>The type of the resource.</summary>
    public ResourceType Resource { get; } = Resource;

    /// <inheritdoc/>
    public bool Equals(OwnType? other) => other is not null && ReferenceEquals(Resource, other.Resource);

    /// <inheritdoc/>
    public override int GetHashCode() => Facts.Hash;

    internal override void Print(TypePrinter to) => to.Text("own<").Text(Resource.Name).Text(">");
}

/// <summary>A handle to a resource that is lent for the time of a call. It can be in parameters only.</summary>
/// <param name="Resource">The type of the resource.</param>
public sealed record BorrowType(ResourceType Resource)
    : WitType(TypeFacts.Start(TypeTag.Borrow).Add(RuntimeHelpers.GetHashCode(Resource)) with
    {
        ContainsResource = true,
        ContainsBorrow = true,
    })
{
    /// <summary>The type of the resource.</summary>
    public ResourceType Resource { get; } = Resource;

    /// <inheritdoc/>
    public bool Equals(BorrowType? other) => other is not null && ReferenceEquals(Resource, other.Resource);

    /// <inheritdoc/>
    public override int GetHashCode() => Facts.Hash;

    internal override void Print(TypePrinter to) => to.Text("borrow<").Text(Resource.Name).Text(">");
}
