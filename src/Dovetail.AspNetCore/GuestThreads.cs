// CA1001: a semaphore whose wait handle nobody asks for holds nothing.
#pragma warning disable CA1001

using System.Collections.Concurrent;

namespace Dovetail.AspNetCore;

/// <summary>Bounds how many guests run at a time, and keeps them from starving those who carry the requests of others.</summary>
/// <remarks>
/// A guest keeps the thread of .NET's pool that its request came on. While it runs only for moments that is what the pool is for; one that waits for some milliseconds, or computes for
/// many, is counted by a thread that watches, and the pool is allowed another thread in its place.
/// </remarks>
internal sealed class GuestThreads
{
    // A machine that is busy keeps guests from running for as long as the second of these before they count as those that compute: threads beside them would make it busier.
    private static readonly TimeSpan _moment = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan _long = TimeSpan.FromMilliseconds(100);
    private static readonly Lock _pool = new();
    private static int _extra;
    private static int _base;

    private readonly GuestTurn[] _turns;
    private readonly ConcurrentBag<GuestTurn> _free;
    private readonly SemaphoreSlim _room;
    private readonly int _mostQueued;
    private int _queued;
    private int _watching;

    public GuestThreads(int most, int mostQueued)
    {
        _turns = [.. Enumerable.Range(0, most).Select(_ => new GuestTurn())];
        _free = [.. _turns];
        _room = new SemaphoreSlim(most, most);
        _mostQueued = mostQueued;
    }

    /// <summary>How many guests run.</summary>
    public int Active => _turns.Length - _room.CurrentCount;

    /// <summary>How many requests wait.</summary>
    public int Queued => Volatile.Read(ref _queued);

    /// <summary>Waits for a turn; null where too many wait already.</summary>
    public ValueTask<GuestTurn?> EnterAsync(CancellationToken cancellation)
    {
        if (_room.Wait(0, CancellationToken.None))
            return new ValueTask<GuestTurn?>(Begin());
        if (Interlocked.Increment(ref _queued) <= _mostQueued)
            return WaitAsync(cancellation);
        Interlocked.Decrement(ref _queued);
        return new ValueTask<GuestTurn?>((GuestTurn?)null);
    }

    /// <summary>A turn has ended.</summary>
    public void Exit(GuestTurn turn)
    {
        turn.End();
        _free.Add(turn);
        _room.Release();
    }

    private async ValueTask<GuestTurn?> WaitAsync(CancellationToken cancellation)
    {
        try
        {
            await _room.WaitAsync(cancellation).ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Decrement(ref _queued);
        }
        return Begin();
    }

    private GuestTurn Begin()
    {
        GuestTurn? turn;
        while (!_free.TryTake(out turn))
            Thread.Yield();
        turn.Start();
        if (Volatile.Read(ref _watching) == 0 && Interlocked.Exchange(ref _watching, 1) == 0)
            new Thread(Watch) { IsBackground = true, Name = "Dovetail guest watch" }.Start();
        return turn;
    }

    // Ends when nothing has run for a second; the next guest begins it again.
    private void Watch()
    {
        var (mine, idle) = (0, 0);
        while (idle < 200)
        {
            Thread.Sleep(_moment);
            var now = Environment.TickCount64;
            var (running, slow) = (0, 0);
            foreach (var turn in _turns)
            {
                if (turn.TimeAt(now) is not { } time)
                    continue;
                running++;
                if (time >= _long.TotalMilliseconds || (time >= _moment.TotalMilliseconds && turn.IsWaiting))
                    slow++;
            }
            idle = running == 0 ? idle + 1 : 0;
            if (slow != mine)
                Allow(slow - mine);
            mine = slow;
        }
        Volatile.Write(ref _watching, 0);
    }

    private static void Allow(int more)
    {
        lock (_pool)
        {
            ThreadPool.GetMinThreads(out var workers, out var ports);
            if (_extra == 0)
                _base = workers;
            _extra += more;
            ThreadPool.SetMinThreads(_base + _extra, ports);
        }
    }
}

/// <summary>The turn of a guest that runs. Safe from many threads.</summary>
internal sealed class GuestTurn
{
    private long _since;
    private Thread? _thread;

    /// <summary>Whether the guest's thread waits now, as far as the runtime knows.</summary>
    public bool IsWaiting => Volatile.Read(ref _thread) is { } thread && (thread.ThreadState & ThreadState.WaitSleepJoin) != 0;

    /// <summary>How long it has run, in milliseconds; null where nobody has the turn.</summary>
    /// <param name="now">See <see cref="Environment.TickCount64"/>.</param>
    public long? TimeAt(long now) => Volatile.Read(ref _since) is var since and not 0 ? now - since : null;

    /// <summary>It begins, on this thread.</summary>
    public void Start()
    {
        Volatile.Write(ref _thread, Thread.CurrentThread);
        Volatile.Write(ref _since, Environment.TickCount64);
    }

    /// <summary>It has ended.</summary>
    public void End()
    {
        Volatile.Write(ref _since, 0);
        Volatile.Write(ref _thread, null);
    }
}
