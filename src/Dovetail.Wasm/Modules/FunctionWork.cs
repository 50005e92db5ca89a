using System.Runtime.ExceptionServices;

namespace Dovetail.Wasm.Modules;

/// <summary>
/// Works through the functions of a module on several threads, as if on one: the outcome depends neither on the number of threads nor on
/// who was faster, and what is thrown is what the function with the lowest index threw.
/// </summary>
/// <remarks>
/// Functions are handed out in order, so that when one fails, everything before it is done or being done. The calling thread takes part:
/// a thread pool with no thread to spare costs speed, and nothing waits for a helper that never came.
/// </remarks>
internal sealed class FunctionWork
{
    /// <summary>The memory bus is busy long before there are as many.</summary>
    private const int MaxThreads = 8;

    /// <summary>Bytes of code for which a second thread does not pay.</summary>
    private const int SmallCode = 64 * 1024;

    private readonly object _gate = new();
    private readonly Func<Action<int>> _newWorker;
    private readonly int _count;
    private readonly int _share;
    private int _next;
    private int _workers = 1;
    private int _failedAt = int.MaxValue;
    private ExceptionDispatchInfo? _failure;

    private FunctionWork(int count, int threads, Func<Action<int>> newWorker)
    {
        (_count, _newWorker) = (count, newWorker);
        _share = Math.Clamp(count / (threads * 32), 1, 64);
    }

    /// <summary>How many threads functions of so many <paramref name="bytes"/> together are worth.</summary>
    public static int ThreadsFor(long bytes) => bytes < SmallCode ? 1 : Math.Min(MaxThreads, Environment.ProcessorCount);

    /// <summary>Does the work for each index below <paramref name="count"/>; <paramref name="newWorker"/> is called once a thread.</summary>
    public static void Run(int count, int threads, Func<Action<int>> newWorker)
    {
        var work = new FunctionWork(count, threads, newWorker);
        if (threads > 1)
        {
            work.CallHelpers(threads - 1);
        }
        work.TakeShares();
        work.Leave();
        work.WaitForHelpers();
        work._failure?.Throw();
    }

    // By itself, so that a small module does not wait for the thread pool's assembly.
    private void CallHelpers(int count)
    {
        for (var i = 0; i < count; i++)
        {
            ThreadPool.UnsafeQueueUserWorkItem(static work => work.Help(), this, preferLocal: false);
        }
    }

    /// <summary>A helper that comes when everybody has left finds nothing to do.</summary>
    private void Help()
    {
        lock (_gate)
        {
            if (_workers == 0)
            {
                return;
            }
            _workers++;
        }
        TakeShares();
        Leave();
    }

    private void Leave()
    {
        lock (_gate)
        {
            if (--_workers == 0)
            {
                Monitor.PulseAll(_gate);
            }
        }
    }

    private void WaitForHelpers()
    {
        lock (_gate)
        {
            while (_workers > 0)
            {
                Monitor.Wait(_gate);
            }
        }
    }

    private void TakeShares()
    {
        var index = 0;
        try
        {
            var work = _newWorker();
            while ((index = Interlocked.Add(ref _next, _share) - _share) < _count)
            {
                for (var end = Math.Min(index + _share, _count); index < end; index++)
                {
                    if (index > Volatile.Read(ref _failedAt))
                    {
                        return;
                    }
                    work(index);
                }
            }
        }
        catch (Exception error)
        {
            Fail(index, error);
        }
    }

    private void Fail(int index, Exception error)
    {
        lock (_gate)
        {
            if (index < _failedAt)
            {
                _failedAt = index;
                _failure = ExceptionDispatchInfo.Capture(error);
            }
        }
    }
}
