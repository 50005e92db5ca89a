using System.Diagnostics.CodeAnalysis;
using Dovetail.Resources;
using Dovetail.Runtime;
using Dovetail.Wasm.Components.Validation;
using Dovetail.Wit.Abi;

namespace Dovetail.CanonicalAbi;

/// <summary>
/// The core functions <c>resource.new</c>, <c>resource.drop</c> and <c>resource.rep</c> of an instance.
/// </summary>
[RequiresDynamicCode("Emits the call's edge at run time.")]
internal static class ResourceBuiltins
{
    /// <summary>The core function, on <paramref name="type"/>, of an instance.</summary>
    /// <param name="stub">The one for functions of <see cref="TypeOf"/>.</param>
    public static FunctionReference Make(ResourceBuiltin builtin, RuntimeResourceType type, ComponentState instance, CoreStub stub) =>
        stub.Reference(builtin switch
        {
            ResourceBuiltin.New => new ResourceNew(type, instance),
            ResourceBuiltin.Drop => new ResourceDrop(type, instance),
            _ => new ResourceGetRep(type, instance),
        });

    /// <summary>
    /// The core type: <c>resource.new</c> is <c>[rep] -> [i32]</c>, <c>resource.drop</c> <c>[i32] -> []</c>, <c>resource.rep</c> <c>[i32] -> [rep]</c>.
    /// </summary>
    public static FlatFunctionType TypeOf(ResourceBuiltin builtin, FlatType representation) => builtin switch
    {
        ResourceBuiltin.New => new([representation], [FlatType.I32]),
        ResourceBuiltin.Drop => CanonLower.Drop,
        _ => new([FlatType.I32], [representation]),
    };
}

/// <summary>Makes a handle that owns (CanonicalABI.md, <c>canon_resource_new</c>).</summary>
internal sealed class ResourceNew(RuntimeResourceType type, ComponentState instance) : LoweredFunction(instance.Store)
{
    protected override void Run(ref FlatFrame frame)
    {
        if (!instance.MayLeave)
        {
            AbiTraps.CannotLeave();
        }
        frame[0] = instance.Handles.AddOwn(type, new ResourceRep(type.Representation == FlatType.I32 ? (uint)frame[0] : frame[0]));
    }
}

/// <summary>
/// Gives a resource's representation to its implementer (CanonicalABI.md, <c>canon_resource_rep</c>).
/// </summary>
internal sealed class ResourceGetRep(RuntimeResourceType type, ComponentState instance)
    : LoweredFunction(instance.Store)
{
    protected override void Run(ref FlatFrame frame) => frame[0] = instance.Handles.Get((uint)frame[0], type).Rep;
}

/// <summary>
/// Drops a handle, and with one that owns the resource (CanonicalABI.md, <c>canon_resource_drop</c>).
/// </summary>
internal sealed class ResourceDrop : LoweredFunction, ICallEdge
{
    private readonly RuntimeResourceType type;
    private readonly ComponentState instance;
    private readonly ComponentState[] entered;

    public ResourceDrop(RuntimeResourceType type, ComponentState instance)
        : base(instance.Store)
    {
        (this.type, this.instance) = (type, instance);
        entered = type.Implementer?.EnteringSet(instance) ?? [];
        if (entered.Length > 0)
        {
            instance.CallEdges.Add(this);
            Number = Store.NextCallEdge();
        }
    }

    public ComponentState CalleeInstance => type.Implementer!;

    public string Path => $"[resource-drop]{type.Name}";

    public int Number { get; }

    public string? Arguments => null;

    protected override void Run(ref FlatFrame frame)
    {
        if (!instance.MayLeave)
        {
            AbiTraps.CannotLeave();
        }
        if (!instance.Handles.Drop((uint)frame[0], type, out var rep))
        {
            return;
        }
        if (type.IsHost)
        {
            DropHost(rep.Object!);
        }
        else
        {
            // The destructor is lifted like any export, so its instance is entered even where there is none to call.
            ComponentState.Enter(entered);
            if (entered.Length > 0)
            {
                type.Implementer!.EnteredBy = Number;
            }
            if (type.Destructor is { } destructor)
            {
                CoreCalls.Drop(destructor, type.Representation, rep.Rep);
            }
            ComponentState.Leave(entered);
        }
    }

    private void DropHost(object resource)
    {
        Exception? fault = null;
        try
        {
            type.Drop?.Invoke(resource);
        }
        catch (Exception exception)
        {
            fault = exception;
        }
        if (fault is not null)
        {
            throw fault is TrapException or HostException or GuestExitException
                ? fault
                : new HostException($"[resource-drop]{type.Name}", fault);
        }
    }
}

/// <summary>Drops all handles of an instance that borrow: for a guest that keeps none beyond a call.</summary>
internal sealed class DropBorrows(ComponentState instance) : LoweredFunction(instance.Store)
{
    protected override void Run(ref FlatFrame frame) => instance.Handles.DropBorrows();
}
