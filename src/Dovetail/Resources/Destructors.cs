using Dovetail.CanonicalAbi;
using Dovetail.Runtime;
using Dovetail.Tracing;

namespace Dovetail.Resources;

/// <summary>Runs the destructors of resources that the host owned.</summary>
/// <remarks>
/// To the guest it is a call from the host: its instance is entered, and a trap locks it. Where that may not be now, because the instance runs or
/// the stack is used up, the drop waits for the end of the store's outermost call.
/// </remarks>
internal static class Destructors
{
    /// <summary>Drops now if that may be, else later; never where the instance cannot run any more.</summary>
    /// <exception cref="InvalidOperationException">Another thread uses the store; nothing was done.</exception>
    /// <exception cref="TrapException">The destructor trapped.</exception>
    public static void Drop(Store store, RuntimeResourceType type, ulong rep)
    {
        if (type.Destructor is not { } destructor || type.Implementer!.Root.FirstTrap is not null)
        {
            return;
        }
        bool outermost;
        try
        {
            outermost = store.Enter(destructor.FrameSize);
        }
        catch (ObjectDisposedException)
        {
            return;
        }
        catch (TrapException)
        {
            store.DropLater(type, rep);
            return;
        }
        Exception? fault = null;
        if (ComponentState.MayEnterAll(type.Implementer.FromHost))
        {
            fault = Run(type, rep);
        }
        else
        {
            store.DropLater(type, rep);
        }
        if (outermost)
        {
            store.Exit();
        }
        if (fault is not null)
        {
            throw fault;
        }
    }

    /// <summary>Runs a destructor inside the store. What it ended with locks its instance, and is given back.</summary>
    public static Exception? Run(RuntimeResourceType type, ulong rep)
    {
        var instance = type.Implementer!;
        Exception fault;
        try
        {
            ComponentState.Enter(instance.FromHost);
            CoreCalls.Drop(type.Destructor!, type.Representation, rep);
            ComponentState.Leave(instance.FromHost);
            return null;
        }
        catch (Exception exception)
        {
            fault = exception;
        }
        fault = Faults.AtEdge(Faults.AtLift(fault));
        (fault as TrapException)?.Passed([CallChain.In(instance, $"[resource-drop]{type.Name}", $"{rep}")], instance.Outlook);
        instance.Trapped(fault);
        return fault;
    }
}
