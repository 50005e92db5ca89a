namespace Dovetail.Runtime;

// Who is inside a store: one thread at a time, and it costs that thread two writes and no atomic instruction.
//
// A store is nearly always entered by the thread that was inside last. So a thread keeps a store that it leaves, and enters it again by setting a
// flag of its own and seeing that nothing demands its attention. Another thread that wants the store demands it, and only then looks at
// the flag. Whichever comes first, one sees the other, provided that neither looks before its own write is out. The owner has no barrier for that,
// because the other makes one for all threads of the process (Interlocked.MemoryBarrierProcessWide), which costs it microseconds, once per change.
//
// Flag and demand are in an object per ownership, so that a thread which was about to enter, and takes its flag back, touches nothing of its
// successor's; and a demand of a successor stays, whoever still holds the object. All else that a call must not overlook where it begins and ends
// is demanded in the same place, because one look is enough then.
//
// A thread knows itself by its stack, without looking at thread-local storage: no two threads have the same addresses at the same time, and a thread
// that ends while its flag is set does not exist. Where the system does not tell the bounds of a stack, or they are suspiciously wide, the slower way
// below asks for the thread's identity.

/// <summary>That a thread owns a store: how it is recognised, and whether it is inside.</summary>
internal sealed class Ownership
{
    /// <summary>Nobody's: what a store begins with.</summary>
    internal static readonly Ownership None = new();

    /// <summary>What is left of a store that is disposed.</summary>
    internal static readonly Ownership Closed = new();

    /// <summary>The lowest address that a guest's frames may reach on the thread.</summary>
    internal readonly nuint GuestBottom;

    /// <summary>Whether the thread is inside. It alone writes this.</summary>
    internal bool IsInside;

    /// <summary>
    /// Why the fast ways in and out are closed; 0 nearly always. The owner reads this after it has written <see cref="IsInside"/>; it is written under the lock's gate.
    /// </summary>
    internal volatile int Attention;

    private readonly ThreadContext? _thread;
    private readonly nuint _stack;
    private readonly nuint _stackBytes;

    // The part of the stack from which any function can be called: its frame fits, above what guests may use at most.
    private readonly nuint _roomy;
    private readonly nuint _roomyBytes;

    internal Ownership(ThreadContext thread)
    {
        (_thread, GuestBottom, (_stack, _stackBytes)) = (thread, thread.GuestBottom, thread.OwnStack);
        _roomy = nuint.Max(_stack, GuestBottom + ModuleCode.LargestFrame);
        var end = _stack + _stackBytes;
        _roomyBytes = end > _roomy ? end - _roomy : 0;
    }

    private Ownership()
    {
    }

    /// <summary>Whether some thread has it.</summary>
    internal bool IsOfThread => _thread is not null;

    /// <summary>Whether the calling thread, a local of which is at <paramref name="here"/>, is known to have it. False says nothing.</summary>
    internal bool IsAt(nuint here) => here - _stack < _stackBytes;

    /// <summary>As <see cref="IsAt"/>, and whether the frame of any function of a guest fits below.</summary>
    internal bool HasRoomAt(nuint here) => here - _roomy < _roomyBytes;

    /// <summary>Whether the calling thread, a local of which is at <paramref name="here"/>, has it.</summary>
    internal bool IsMine(nuint here) => IsAt(here) || _thread == ThreadContext.Current;
}

/// <summary>What entering a store came to.</summary>
internal enum Entry
{
    /// <summary>Another thread is inside, or the store is closed.</summary>
    Refused,
    /// <summary>The thread was inside already.</summary>
    Nested,
    /// <summary>The thread was outside.</summary>
    Outermost,
}

/// <summary>
/// The lock of a store: the slower ways. The fast one is part of <see cref="Store.EnterQuickly"/>. A mutable structure, a field of the store.
/// </summary>
internal struct StoreOwner()
{
    /// <summary>The owner.</summary>
    internal Ownership Current = Ownership.None;

    // That another thread has taken the owner's place, or tries to; beside the reasons of the store.
    private const int Contested = int.MinValue;

    private readonly Lock _gate = new();
    private volatile int _reasons;

    /// <summary>What <see cref="Demand"/> was given and <see cref="Waive"/> was not.</summary>
    internal readonly int Reasons => _reasons;

    /// <summary>Whether a thread is inside.</summary>
    internal readonly bool IsEntered => Volatile.Read(in Volatile.Read(in Current).IsInside);

    /// <summary>The calling thread enters. After <see cref="Entry.Outermost"/> <see cref="Exit"/> must follow.</summary>
    /// <param name="here">The address of a local of the caller.</param>
    internal Entry Enter(nuint here)
    {
        var owner = Current;
        if (owner.IsAt(here))
        {
            if (owner.IsInside)
                return Entry.Nested;
            Volatile.Write(ref owner.IsInside, true);
            if ((owner.Attention & Contested) == 0)
                return Entry.Outermost;
            Volatile.Write(ref owner.IsInside, false);
        }
        return EnterSlowly(here);
    }

    /// <summary>From now on the fast ways are closed. Safe from any thread.</summary>
    /// <param name="reasons">Bits, not the sign.</param>
    internal void Demand(int reasons)
    {
        lock (_gate)
        {
            _reasons |= reasons;
            Tell(Current);
        }
    }

    /// <summary>The opposite, as soon as no reasons are left.</summary>
    internal void Waive(int reasons)
    {
        lock (_gate)
        {
            _reasons &= ~reasons;
            Tell(Current);
        }
    }

    private Entry EnterSlowly(nuint here)
    {
        lock (_gate)
        {
            var owner = Current;
            if (!owner.IsMine(here))
            {
                owner = new Ownership(ThreadContext.Current) { IsInside = true };
                return TryTakeOver(owner, here) ? Entry.Outermost : Entry.Refused;
            }
            if (owner.IsInside)
                return Entry.Nested;
            owner.IsInside = true;
            return Entry.Outermost;
        }
    }

    /// <summary>The owner, which is the calling thread, and is inside.</summary>
    internal readonly Ownership Mine(nuint here)
    {
        var owner = Volatile.Read(in Current);
        if (owner.IsAt(here))
            return owner;
        // Another thread may just be trying to take its place, in vain; not while this one has the gate.
        lock (_gate)
            return Current;
    }

    /// <summary>The outermost call of the thread that is inside has ended.</summary>
    internal readonly void Exit(nuint here) => Volatile.Write(ref Mine(here).IsInside, false);

    /// <summary>The calling thread, which is outside, gives the store up, if it has it: whoever comes next need not ask it.</summary>
    internal unsafe void Release()
    {
        byte here;
        lock (_gate)
        {
            if (Current.IsOfThread && Current.IsMine((nuint)(&here)))
                _ = TryTakeOver(Ownership.None, (nuint)(&here));
        }
    }

    /// <summary>As <see cref="Exit"/>, and no thread enters any more.</summary>
    internal void Close()
    {
        lock (_gate)
        {
            if (Current.IsOfThread)
                Current.Attention = Contested;
            Volatile.Write(ref Current, Ownership.Closed);
        }
    }

    /// <summary>Closes it for all, if no thread is inside.</summary>
    internal bool TryClose(nuint here)
    {
        lock (_gate)
            return TryTakeOver(Ownership.Closed, here);
    }

    /// <summary>Whether the calling thread is inside.</summary>
    internal readonly bool IsEnteredByMe(nuint here)
    {
        lock (_gate)
            return Current.IsInside && Current.IsMine(here);
    }

    // Under the gate. The first look spares a barrier when the owner has been inside for long.
    private bool TryTakeOver(Ownership successor, nuint here)
    {
        var owner = Current;
        if (owner == Ownership.Closed || Volatile.Read(in owner.IsInside))
            return false;
        if (owner.IsOfThread)
        {
            owner.Attention = Contested;
            if (!owner.IsMine(here))
                Interlocked.MemoryBarrierProcessWide();
            if (Volatile.Read(in owner.IsInside))
            {
                Tell(owner);
                return false;
            }
        }
        Tell(successor);
        Volatile.Write(ref Current, successor);
        return true;
    }

    // Under the gate. What stands for no thread is shared by all stores.
    private readonly void Tell(Ownership owner)
    {
        if (owner.IsOfThread)
            owner.Attention = _reasons;
    }
}
