using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Dovetail.CanonicalAbi;
using Dovetail.Resources;
using Dovetail.Runtime;

namespace Dovetail;

/// <content>How a thread enters a store, and leaves it: at the edges of calls, and for short operations of the host.</content>
public sealed partial class Store
{
    /// <summary>
    /// The calling thread enters; true when it was outside, and then <see cref="Exit"/> must follow. The frame of what is called next
    /// must fit in <paramref name="frameSize"/> bytes of stack.
    /// </summary>
    internal bool Enter(int frameSize) => EnterQuickly(frameSize) is not null;

    /// <summary>
    /// As <see cref="Enter"/>, to become part of its caller: a call of its own would cost as much as it does. The ways that are slower are taken
    /// where another thread was inside last, this one is inside, more is to be done, or the stack is so short that the frame has to be looked at.
    /// </summary>
    /// <returns>What <see cref="ExitQuickly"/> must be given; null when the thread was inside.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Ownership? EnterQuickly(int frameSize)
    {
        var owner = Owner;
        // The JIT lays out first what stands first.
        if (CanBegin(owner))
        {
            if (TryBegin(owner) == 0)
            {
                SetStackLimit(owner);
                return owner;
            }
            CancelBegin(owner);
        }
        return EnterSlowly(frameSize);
    }

    /// <summary>The thread that was inside last.</summary>
    internal Ownership Owner => _owner.Current;

    /// <summary>The first step of entering quickly: whether the calling thread is <paramref name="owner"/>, is outside, and has stack enough for any frame.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    [SkipLocalsInit]
    internal static unsafe bool CanBegin(Ownership owner)
    {
        byte here;
        return owner.HasRoomAt((nuint)(&here)) && !owner.IsInside;
    }

    /// <summary>The second step. StoreOwner.cs begins with what these two accesses are about.</summary>
    /// <returns>0 when the thread is inside; otherwise <see cref="CancelBegin"/> must follow.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int TryBegin(Ownership owner)
    {
        Volatile.Write(ref owner.IsInside, true);
        return owner.Attention;
    }

    /// <summary>The thread is not inside after all.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void CancelBegin(Ownership owner) => Volatile.Write(ref owner.IsInside, false);

    /// <summary>The last step, once the thread is inside.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    [SkipLocalsInit]
    internal unsafe void SetStackLimit(Ownership owner)
    {
        byte here;
        StackLimit = nuint.Max(owner.GuestBottom, (nuint)(&here) - _maxStackBytes);
    }

    /// <summary>What remains where the quick way did not enter.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal unsafe Ownership? EnterSlowly(int frameSize)
    {
        byte local;
        var here = (nuint)(&local);
        switch (_owner.Enter(here))
        {
            case Entry.Outermost: return Begin(here, (nuint)frameSize);
            case Entry.Refused: ThrowNotFree(); break;
            default: break;
        }
        if (here < StackLimit + (nuint)frameSize)
            Refuse(null);
        return null;
    }

    /// <summary>The outermost call has ended, by whatever way.</summary>
    internal unsafe void Exit()
    {
        byte here;
        if (_owner.Reasons != 0)
            ExitSlowly();
        else
            _owner.Exit((nuint)(&here));
    }

    /// <summary>As <see cref="Exit"/>, to become part of its caller.</summary>
    /// <param name="owner">What <see cref="EnterQuickly"/> gave; nothing happens where that is null.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void ExitQuickly(Store store, Ownership? owner)
    {
        if (owner is not null)
        {
            if (owner.Attention == 0)
                Volatile.Write(ref owner.IsInside, false);
            else
                store.ExitSlowly();
        }
    }

    /// <summary>Enters for a short operation of the host that calls no guest, without a clock.</summary>
    internal unsafe Access Use()
    {
        byte here;
        switch (_owner.Enter((nuint)(&here)))
        {
            case Entry.Outermost: return new Access(this);
            case Entry.Nested: ThrowIfDisposed(); break;
            default: ThrowNotFree(); break;
        }
        return default;
    }

    private void Begin()
    {
        _interruption.Begin();
        if (InterruptFlag == 0)
            return;
        var reason = InterruptReason;
        Exit();
        ThrowIfDisposed();
        throw new TrapException(reason);
    }

    // The outermost call begins, on the thread that is inside.
    private Ownership Begin(nuint here, nuint frameSize)
    {
        var owner = _owner.Mine(here);
        StackLimit = nuint.Max(owner.GuestBottom, here - _maxStackBytes);
        if (_owner.Reasons != 0)
            Begin();
        if (here < StackLimit + frameSize)
            Refuse(owner);
        return owner;
    }

    // A store that is disposed has its flag set, and so comes here too.
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal void ExitSlowly()
    {
        End();
        Leave();
    }

    private void End()
    {
        _interruption.End();
        if (!_hasDeadline)
            _owner.Waive(Watched);
        // Each is a call of its own, with a deadline of its own. Nobody is there to be told of a fault: the instance is locked, and says so when it is called.
        while (InterruptFlag == 0 && Volatile.Read(ref _drops) is { } drops && drops.TryDequeue(out var drop))
        {
            if (!ComponentState.MayEnterAll(drop.Type.Implementer!.FromHost))
                continue;
            _interruption.Begin();
            _ = Destructors.Run(drop.Type, drop.Rep);
            _interruption.End();
        }
        // Interrupted meanwhile: the next call shall see to the rest.
        if (Volatile.Read(ref _drops) is { IsEmpty: false })
            _owner.Demand(Watched);
    }

    [DoesNotReturn]
    private void Refuse(Ownership? entered)
    {
        if (entered is not null)
            Exit();
        throw new TrapException(TrapCode.CallStackExhausted);
    }

    [DoesNotReturn]
    private void ThrowNotFree()
    {
        ThrowIfDisposed();
        throw new InvalidOperationException("the store is in use by another thread; a store and its instances belong to one thread at a time: "
            + "wait until the call has ended, or give each thread a store of its own");
    }

    /// <summary>Leaves the store at the end of a short operation.</summary>
    internal readonly ref struct Access(Store? store)
    {
        /// <summary>Leaves, if this operation was the outermost.</summary>
        public void Dispose() => store?.Leave();
    }

    private unsafe void Leave()
    {
        byte here;
        if (!_freeOnExit)
        {
            _owner.Exit((nuint)(&here));
            return;
        }
        _owner.Close();
        Free();
    }
}
