using Dovetail.CanonicalAbi;
using Dovetail.Resources;

namespace Dovetail.Bindings;

/// <summary>
/// A handle as a C# object: a host's own, or a <see cref="GuestResource"/> (CanonicalABI.md, <c>lift_own</c> to
/// <c>lower_borrow</c>).
/// </summary>
internal sealed class ResourceCodec<T>(int slot, bool isOwn) : Codec<T>(4, 4, 1)
{
    public override T Load(in LiftLowerContext cx, ulong address) => Lift(cx, cx.LoadU32(address));

    public override void Store(in LiftLowerContext cx, ulong address, T value) => cx.StoreU32(address, Lower(cx, value));

    public override T LiftFlat(in LiftLowerContext cx, ref FlatReader flat) => Lift(cx, (uint)flat.Next());

    public override void LowerFlat(in LiftLowerContext cx, ref FlatWriter flat, T value) => flat.Add(Lower(cx, value));

    private T Lift(in LiftLowerContext cx, uint index)
    {
        var resource = isOwn ? HostHandles.LiftOwn(cx, index, slot) : HostHandles.LiftBorrow(cx, index, slot);
        return typeof(T) == typeof(WitValue) ? (T)(object)WitValue.Resource(resource) : (T)resource;
    }

    private uint Lower(in LiftLowerContext cx, T value)
    {
        var resource = value is WitValue wit ? wit.AsResource()
            : value ?? throw new ArgumentNullException(nameof(value), "a resource cannot be null");
        return isOwn ? HostHandles.LowerOwn(cx, resource, slot) : HostHandles.LowerBorrow(cx, resource, slot);
    }
}

/// <summary>Handles at the host's edge.</summary>
internal static class HostHandles
{
    public static object LiftOwn(in LiftLowerContext cx, uint index, int slot)
    {
        var type = cx.Side.Resources[slot];
        var rep = cx.Side.Instance.Handles.TakeOwn(index, type);
        return rep.Object ?? new GuestResource(type, rep.Rep, cx.Side.Instance.Store, isOwned: true);
    }

    public static object LiftBorrow(in LiftLowerContext cx, uint index, int slot)
    {
        var type = cx.Side.Resources[slot];
        var handles = cx.Side.Instance.Handles;
        var rep = handles.Get(index, type);
        cx.Scope!.AddLender(handles, index);
        if (rep.Object is not null)
        {
            return rep.Object;
        }
        var view = new GuestResource(type, rep.Rep, cx.Side.Instance.Store, isOwned: false);
        cx.Scope.AddView(view);
        return view;
    }

    public static uint LowerOwn(in LiftLowerContext cx, object resource, int slot)
    {
        var type = cx.Side.Resources[slot];
        return cx.Side.Instance.Handles.AddOwn(type, type.IsHost
            ? new ResourceRep(0, Checked(type, resource))
            : new ResourceRep(Guest(type, resource).GiveAway()));
    }

    public static uint LowerBorrow(in LiftLowerContext cx, object resource, int slot)
    {
        var type = cx.Side.Resources[slot];
        if (type.IsHost)
        {
            return cx.Side.Instance.Handles.AddBorrow(type, new ResourceRep(0, Checked(type, resource)), cx.Scope!);
        }
        var rep = new ResourceRep(Guest(type, resource).Lend(cx.Scope!));
        // The implementer sees its own representation, without a handle.
        return type.Implementer == cx.Side.Instance ? rep.Flat : cx.Side.Instance.Handles.AddBorrow(type, rep, cx.Scope!);
    }

    private static object Checked(RuntimeResourceType type, object resource) =>
        type.HostType!.IsInstanceOfType(resource)
        ? resource
        : throw new ArgumentException(
            $"expected a {type.HostType} for the resource `{type.Name}`, found {resource.GetType()}");

    private static GuestResource Guest(RuntimeResourceType type, object resource) => resource switch
    {
        GuestResource guest when guest.Type == type => guest,
        GuestResource guest => throw new ArgumentException(
            $"expected a resource `{type.Name}` of this instance, found {guest}, which is of another type or instance"),
        _ => throw new ArgumentException(
            $"expected the {nameof(GuestResource)} `{type.Name}`, found {resource.GetType()}"),
    };
}
