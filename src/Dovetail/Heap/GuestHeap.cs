using System.Globalization;

namespace Dovetail.Heap;

/// <summary>
/// Keeps a store's garbage-collected heap within a limit, about. .NET doesn't say how much of its heap one guest holds; so this looks at a random
/// sample of what the guest allocated: weak references tell how much of the sample is still alive, and so of the whole.
/// </summary>
/// <remarks>
/// Every object of at least a sample's size is in the sample itself. When the estimate passes the limit, what died is taken out; when that does
/// not suffice, garbage is collected, and if less than an eighth of the limit is free then, the guest traps: it would collect again
/// and again. Randomness keeps a guest from letting just the sampled objects die. Used inside the store only.
/// </remarks>
internal sealed class GuestHeap
{
    private const int LargestPeriod = 64 << 10;
    private const int Samples = 1024;

    private readonly long _most;
    private readonly int _period;
    private List<(WeakReference<object> Value, long Bytes)>? _sample;
    private long _estimate;

    // No period is drawn before the first object, which is a sample of itself alone: most guests have none.
    private long _drawn;
    private long _untilSample;

    /// <param name="most">The limit in bytes.</param>
    internal GuestHeap(long most)
    {
        _most = most;
        _period = (int)Math.Clamp(most / Samples, 256, LargestPeriod);
    }

    /// <summary>About how many bytes the guest holds, garbage that was not yet collected included.</summary>
    internal long Estimate => _estimate + SinceSample;

    private long SinceSample => _drawn - _untilSample;

    /// <summary>Makes sure that there is room for one object of <paramref name="bytes"/>; comes before it is made.</summary>
    /// <exception cref="TrapException">There is not (<see cref="TrapCode.LimitReached"/>).</exception>
    internal void Reserve(long bytes)
    {
        if (bytes >= _period && bytes > _most - Estimate)
            MakeRoom(bytes);
    }

    /// <summary>Counts an object that was made.</summary>
    internal void Enter(object value, long bytes)
    {
        if ((_untilSample -= bytes) < 0)
            Sample(value, bytes);
    }

    /// <summary>The guest holds nothing any more.</summary>
    internal void Clear()
    {
        (_sample, _estimate) = (null, 0);
        _drawn = _untilSample = 0;
    }

    private void Sample(object value, long bytes)
    {
        if (bytes >= _period)
        {
            _untilSample += bytes;
            Add(value, bytes);
            return;
        }
        bytes = SinceSample;
        DrawPeriod();
        if (bytes > _most - _estimate)
            MakeRoom(bytes);
        Add(value, bytes);
    }

    private void Add(object value, long bytes)
    {
        _estimate += bytes;
        (_sample ??= []).Add((new WeakReference<object>(value), bytes));
    }

    private void DrawPeriod() => _drawn = _untilSample = Random.Shared.Next(_period / 2, _period + (_period / 2));

    private void MakeRoom(long bytes)
    {
        Prune();
        if (bytes <= _most - Estimate)
            return;
        GC.Collect();
        Prune();
        if (bytes > _most - Estimate || Estimate > _most - (_most / 8))
        {
            throw new TrapException(TrapCode.LimitReached, string.Create(CultureInfo.InvariantCulture,
                $"the garbage-collected heap of {_most} bytes"));
        }
    }

    private void Prune()
    {
        _estimate = 0;
        if (_sample is null)
            return;
        _sample.RemoveAll(entry => !entry.Value.TryGetTarget(out _));
        foreach (var (_, size) in _sample)
            _estimate += size;
    }
}
