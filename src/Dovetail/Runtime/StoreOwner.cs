using System.Runtime.CompilerServices;

namespace Dovetail.Runtime;

// Who is inside a store: one thread at a time, and it costs that thread two writes and no atomic instruction.
//
// A store is nearly always entered by the thread that was inside last. So a thread keeps a store that it leaves, and enters it again by setting a
// flag of its own and seeing that it still is the owner. Another thread that wants the store puts itself in the owner's place and only then looks at
// the flag. Whichever comes first, one sees the other, provided that neither looks before its own write is out. The owner has no barrier for that,
// because the other makes one for all threads of the process (Interlocked.MemoryBarrierProcessWide), which costs it microseconds, once per change.
//
// The flag is in an object per ownership, so that a thread which was about to enter, and takes its flag back, touches nothing of its successor's.
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

    private readonly ThreadContext? _thread;
    private readonly nuint _stack;
    private readonly nuint _stackBytes;

    internal Ownership(ThreadContext thread) =>
        (_thread, GuestBottom, (_stack, _stackBytes)) = (thread, thread.GuestBottom, thread.OwnStack);

    private Ownership()
    {
    }

    /// <summary>Whether some thread has it.</summary>
    internal bool IsOfThread => _thread is not null;

    /// <summary>Whether the calling thread, a local of which is at <paramref name="here"/>, is known to have it. False says nothing.</summary>
    internal bool IsAt(nuint here) => here - _stack < _stackBytes;

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

/// <summary>The lock of a store. A mutable structure: a field of the store.</summary>
internal struct StoreOwner()
{
    private readonly Lock _gate = new();
    private Ownership _owner = Ownership.None;

    // The owner while it is inside, which it finds here even if another thread is just trying to take its place.
    private Ownership _inside = Ownership.None;

    /// <summary>Whether a thread is inside.</summary>
    internal readonly bool IsEntered => Volatile.Read(in Volatile.Read(in _owner).IsInside);

    /// <summary>The lowest address that a guest's frames may reach on the thread that is inside.</summary>
    internal readonly nuint GuestBottom => _inside.GuestBottom;

    /// <summary>The calling thread enters. After <see cref="Entry.Outermost"/> <see cref="Exit"/> must follow.</summary>
    /// <param name="here">The address of a local of the caller.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Entry Enter(nuint here)
    {
        var owner = _owner;
        if (!owner.IsAt(here))
            return EnterSlowly(here);
        if (owner.IsInside)
            return Entry.Nested;
        // The order of these two accesses is what the top of the file is about.
        Volatile.Write(ref owner.IsInside, true);
        if (Volatile.Read(in _owner) != owner)
            return EnterAfter(owner, here);
        if (_inside != owner)
            _inside = owner;
        return Entry.Outermost;
    }

    /// <summary>The outermost call of the thread that is inside has ended.</summary>
    internal readonly void Exit() => Volatile.Write(ref _inside.IsInside, false);

    /// <summary>As <see cref="Exit"/>, and no thread enters any more.</summary>
    internal void Close()
    {
        lock (_gate)
            _owner = Ownership.Closed;
        Exit();
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
        var inside = _inside;
        return Volatile.Read(in inside.IsInside) && inside.IsMine(here);
    }

    // Another thread is in its place: the thread has nothing any more.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private Entry EnterAfter(Ownership lost, nuint here)
    {
        Volatile.Write(ref lost.IsInside, false);
        return EnterSlowly(here);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private Entry EnterSlowly(nuint here)
    {
        lock (_gate)
        {
            var owner = _owner;
            if (!owner.IsMine(here))
            {
                owner = new Ownership(ThreadContext.Current) { IsInside = true };
                if (!TryTakeOver(owner, here))
                    return Entry.Refused;
            }
            else if (owner.IsInside)
            {
                return Entry.Nested;
            }
            owner.IsInside = true;
            _inside = owner;
            return Entry.Outermost;
        }
    }

    // Under the gate. The first look spares a barrier when the owner has been inside for long.
    private bool TryTakeOver(Ownership successor, nuint here)
    {
        var owner = _owner;
        if (owner == Ownership.Closed || Volatile.Read(in owner.IsInside))
            return false;
        Volatile.Write(ref _owner, successor);
        if (owner.IsOfThread && !owner.IsMine(here))
            Interlocked.MemoryBarrierProcessWide();
        if (!Volatile.Read(in owner.IsInside))
            return true;
        Volatile.Write(ref _owner, owner);
        return false;
    }
}
