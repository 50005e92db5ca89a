using Dovetail.CanonicalAbi;
using Dovetail.Runtime;
using Dovetail.Wit.Abi;
using Dovetail.Wit.Types;

namespace Dovetail.Resources;

/// <summary>
/// A resource type of one instance, or of the host. Each object is a type of its own, compared by identity.
/// </summary>
internal sealed class RuntimeResourceType
{
    private RuntimeResourceType(string name, ComponentState? implementer, FunctionReference? destructor,
        Type? hostType, Action<object>? drop, FlatType representation = FlatType.I32)
    {
        (Name, Implementer, Destructor, HostType, Drop, StaticType) = (name, implementer, destructor, hostType, drop, new ResourceType(name));
        Representation = representation;
    }

    /// <summary>
    /// What error contexts are of, which stand in the same tables as handles to resources: a type of its own, so that neither is taken for the
    /// other.
    /// </summary>
    public static RuntimeResourceType ErrorContext { get; } = new("error-context", null, null, typeof(ErrorContext), null);

    /// <summary>The name in messages.</summary>
    public string Name { get; }

    /// <summary>The instance that defines the type; null for a host's.</summary>
    public ComponentState? Implementer { get; }

    /// <summary>
    /// Called with the representation when the last owner drops it, <c>[i32] -> []</c> or <c>[i64] -> []</c>; null where nothing is to be
    /// done.
    /// </summary>
    public FunctionReference? Destructor { get; }

    /// <summary>What the representation of a guest's resource is: i32 or i64.</summary>
    public FlatType Representation { get; }

    /// <summary>The C# type of a host's resources; null for a guest's.</summary>
    public Type? HostType { get; }

    /// <summary>
    /// Called with the C# object when a guest that owns it drops it; null where nothing is to be done.
    /// </summary>
    public Action<object>? Drop { get; }

    /// <summary>What stands for this type where types are checked that are known before anything runs.</summary>
    public ResourceType StaticType { get; }

    /// <summary>Whether the host defines the type.</summary>
    public bool IsHost => Implementer is null;

    /// <summary>The type that an instance's <c>resource</c> definition makes.</summary>
    public static RuntimeResourceType OfGuest(
        string name, ComponentState implementer, FunctionReference? destructor, FlatType representation = FlatType.I32) =>
        new(name, implementer, destructor, null, null, representation);

    /// <summary>A type of the host whose resources are objects of <paramref name="type"/>.</summary>
    public static RuntimeResourceType OfHost(string name, Type type, Action<object>? drop) =>
        new(name, null, null, type, drop);
}

/// <summary>What a handle stands for: the number that a guest gave its resource, or the host's object.</summary>
/// <param name="Rep">The representation of a guest's resource.</param>
/// <param name="Object">The host's object; null for a guest's.</param>
internal readonly record struct ResourceRep(ulong Rep, object? Object = null)
{
    /// <summary>
    /// The representation as the implementer gets it in the place of a handle that borrows, which is a number of 32 bits whatever its type says
    /// (CanonicalABI.md, <c>lower_borrow</c>, <c>flatten_type</c>).
    /// </summary>
    /// <exception cref="UnsupportedException">It has more: there is no way to pass it.</exception>
    public uint Flat => Rep <= uint.MaxValue ? (uint)Rep : throw new UnsupportedException("cm64");
}
