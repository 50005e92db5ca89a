using Dovetail.CanonicalAbi;
using Dovetail.Resources;
using Dovetail.Runtime;

namespace Dovetail;

/// <summary>A resource that a guest made, in the hands of the host: owned, or lent for the time of a call.</summary>
/// <remarks>
/// An owned one is dropped by <see cref="Dispose"/>, which runs the guest's destructor; passing it to a guest as
/// <c>own</c> gives it away. It cannot outlive its store: with the store disposed it is gone, and using it says so.
/// Belongs to the store's thread.
/// </remarks>
public sealed class GuestResource : IDisposable
{
    private readonly uint rep;
    private readonly Store store;
    private State state;
    private int lends;

    internal GuestResource(RuntimeResourceType type, uint rep, Store store, bool isOwned)
    {
        (Type, this.rep, this.store) = (type, rep, store);
        state = isOwned ? State.Owned : State.Borrowed;
    }

    private enum State
    {
        Owned,
        Borrowed,
        GivenAway,
        Dropped,
        LoanEnded,
    }

    /// <summary>The name of the resource's type.</summary>
    public string TypeName => Type.Name;

    /// <summary>Whether this owns the resource, and can still be used.</summary>
    public bool IsOwned => state == State.Owned;

    internal RuntimeResourceType Type { get; }

    /// <summary>
    /// Drops an owned resource: the guest's destructor runs. Does nothing for any other, or when the store is disposed.
    /// </summary>
    /// <exception cref="InvalidOperationException">The resource is lent to a call that has not ended, or another thread
    /// uses the store.</exception>
    /// <exception cref="TrapException">The destructor trapped.</exception>
    public void Dispose()
    {
        if (state != State.Owned)
        {
            return;
        }
        if (lends != 0)
        {
            throw new InvalidOperationException($"the resource `{TypeName}` is lent to a call that has not ended");
        }
        state = State.Dropped;
        if (Type.Implementer!.Root.FirstTrap is null)
        {
            RunDestructor(Type.Destructor);
        }
    }

    /// <summary>The type and the state, for messages.</summary>
    public override string ToString() => $"resource `{TypeName}` ({state switch
    {
        State.Owned => "owned",
        State.Borrowed => "borrowed",
        State.GivenAway => "given away",
        State.Dropped => "dropped",
        _ => "the loan has ended",
    }})";

    /// <summary>The representation, for passing the resource on as <c>borrow</c> until the call ends.</summary>
    internal uint Lend(CallScope scope)
    {
        ThrowUnlessUsable();
        lends++;
        scope.AddView(this);
        return rep;
    }

    /// <summary>The representation, for passing the resource on as <c>own</c>: from now on it is the guest's.</summary>
    internal uint GiveAway()
    {
        ThrowUnlessUsable();
        if (state != State.Owned)
        {
            throw new ArgumentException(
                $"the resource `{TypeName}` is only borrowed; a parameter `own<{TypeName}>` takes an owned one");
        }
        if (lends != 0)
        {
            throw new ArgumentException($"the resource `{TypeName}` is lent to a call that has not ended");
        }
        state = State.GivenAway;
        return rep;
    }

    /// <summary>A call that this was lent to, or for which it was borrowed, has ended.</summary>
    internal void EndLoan()
    {
        if (lends > 0)
        {
            lends--;
        }
        else if (state == State.Borrowed)
        {
            state = State.LoanEnded;
        }
    }

    private void ThrowUnlessUsable()
    {
        switch (state)
        {
            case State.GivenAway:
                throw new ObjectDisposedException(nameof(GuestResource),
                    $"the resource `{TypeName}` was given away to a guest");
            case State.Dropped:
                throw new ObjectDisposedException(nameof(GuestResource), $"the resource `{TypeName}` is dropped");
            case State.LoanEnded:
                throw new ObjectDisposedException(nameof(GuestResource),
                    $"the resource `{TypeName}` was borrowed for a call that has ended");
        }
    }

    private void RunDestructor(FunctionReference? destructor)
    {
        if (destructor is null)
        {
            return;
        }
        bool outermost;
        try
        {
            outermost = GuestCalls.Enter(destructor);
        }
        catch (ObjectDisposedException)
        {
            return;
        }
        Exception? fault = null;
        try
        {
            ComponentState.Enter(Type.Implementer!.FromHost);
            CoreCalls.Call(destructor, rep);
            ComponentState.Leave(Type.Implementer.FromHost);
        }
        catch (Exception exception)
        {
            fault = exception;
        }
        if (outermost)
        {
            GuestCalls.Exit(destructor);
        }
        if (fault is not null)
        {
            fault = Faults.AtLift(fault);
            Type.Implementer!.Trapped(fault);
            GuestCalls.Fail(fault);
        }
    }
}
