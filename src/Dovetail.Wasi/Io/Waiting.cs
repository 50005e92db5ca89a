namespace Dovetail.Wasi.Io;

/// <summary>How a guest waits: a fast pass over what it waits for, and where nothing is ready its thread is blocked until something is, or the guest must stop.</summary>
internal static class Waiting
{
    /// <summary>Blocks until it is ready.</summary>
    public static void Block(this Store store, IReadiness readiness)
    {
        while (!readiness.IsReady)
        {
            if (readiness.ReadyIn is { } time)
                store.Wait(Never, time);
            else
                store.Wait(readiness.WhenReadyAsync);
        }
    }

    /// <summary>Blocks until one at least is ready; the indices of all that are.</summary>
    public static uint[] Poll(this Store store, IReadiness[] pollables)
    {
        var ready = Ready(pollables);
        while (ready.Length == 0)
        {
            WaitForAny(store, pollables);
            ready = Ready(pollables);
        }
        return ready;
    }

    private static ValueTask Never(CancellationToken cancellation) => new(new TaskCompletionSource().Task);

    private static uint[] Ready(IReadiness[] pollables)
    {
        var ready = new List<uint>();
        for (var i = 0; i < pollables.Length; i++)
        {
            if (pollables[i].IsReady)
                ready.Add((uint)i);
        }
        return [.. ready];
    }

    // The losers are cancelled, so that nothing stays behind in what was waited for.
    private static void WaitForAny(Store store, IReadiness[] pollables)
    {
        var first = new TaskCompletionSource();
        var shortest = Timeout.InfiniteTimeSpan;
        using var losers = new CancellationTokenSource();
        try
        {
            foreach (var pollable in pollables)
            {
                if (pollable.ReadyIn is { } time)
                {
                    shortest = shortest == Timeout.InfiniteTimeSpan || time < shortest ? time : shortest;
                    continue;
                }
                var ready = pollable.WhenReadyAsync(losers.Token).AsTask();
                if (ready.IsCompleted)
                    return;
                _ = ready.ContinueWith(static (_, first) => ((TaskCompletionSource)first!).TrySetResult(), first,
                    CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            }
            store.Wait(_ => new ValueTask(first.Task), shortest);
        }
        finally
        {
            losers.Cancel();
        }
    }
}
