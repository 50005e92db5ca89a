using Dovetail.CanonicalAbi;
using Dovetail.Resources;

namespace Dovetail;

/// <summary>A resource that a guest made, in the hands of the host: owned, or lent for the time of a call.</summary>
/// <remarks>
/// An owned one is dropped by <see cref="Dispose"/>, which runs the guest's destructor; passing it to a guest as
/// <c>own</c> gives it away. It cannot outlive its store: with the store disposed it is gone, and using it says so. One that is
/// forgotten is dropped at the end of the next call into its store after the garbage collector has found it.
/// Belongs to the store's thread.
/// </remarks>
public sealed class GuestResource : IDisposable
{
    private readonly ulong rep;
    private readonly Store store;
    private readonly ForgottenDrop? forgotten;
    private State state;
    private int lends;

    internal GuestResource(RuntimeResourceType type, ulong rep, Store store, bool isOwned)
    {
        (Type, this.rep, this.store) = (type, rep, store);
        store.HandsOutResources = true;
        state = isOwned ? State.Owned : State.Borrowed;
        forgotten = isOwned && type.Destructor is not null ? new ForgottenDrop(store, type, rep) : null;
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
    public bool IsOwned => state == State.Owned && !store.IsDisposed;

    internal RuntimeResourceType Type { get; }

    internal Store Store => store;

    /// <summary>
    /// Drops an owned resource: the guest's destructor runs; at the end of the outermost call where the guest is running now. Does nothing
    /// for any other, nor where nothing can run any more: the store is disposed or cancelled, or a trap has locked the instance.
    /// </summary>
    /// <exception cref="InvalidOperationException">The resource is lent to a call that has not ended, or another thread
    /// uses the store; it is still owned.</exception>
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
        Destructors.Drop(store, Type, rep);
        End(State.Dropped);
    }

    /// <summary>The type and the state, for messages.</summary>
    public override string ToString() => $"resource `{TypeName}` ({state switch
    {
        State.Owned or State.Borrowed when store.IsDisposed => "gone with its store",
        State.Owned => "owned",
        State.Borrowed => "borrowed",
        State.GivenAway => "given away",
        State.Dropped => "dropped",
        _ => "the loan has ended",
    }})";

    /// <summary>The representation, for passing the resource on as <c>borrow</c> until the call ends.</summary>
    internal ulong Lend(CallScope scope)
    {
        ThrowUnlessUsable();
        lends++;
        scope.AddView(this);
        return rep;
    }

    /// <summary>The representation, for passing the resource on as <c>own</c>: from now on it is the guest's.</summary>
    internal ulong GiveAway()
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
        End(State.GivenAway);
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

    private void End(State last)
    {
        state = last;
        forgotten?.Dispose();
    }

    /// <summary>Lets the store drop a resource that the host forgot. A finalizer runs no guest: it only queues the drop.</summary>
    private sealed class ForgottenDrop(Store store, RuntimeResourceType type, ulong rep) : IDisposable
    {
        ~ForgottenDrop() => store.DropLater(type, rep);

        public void Dispose() => GC.SuppressFinalize(this);
    }
}
