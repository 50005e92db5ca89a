using System.Runtime.ExceptionServices;

namespace Dovetail.Runtime;

/// <summary>
/// Runs the compiler where it has room. A function may be called first when little of the stack is left, and neither our compiler nor the JIT
/// check it: the JIT's recursion follows what it compiles, in native code.
/// </summary>
internal static class RoomyStack
{
    private const int ThreadBytes = 64 << 20;

    // What compiling a function takes that is not large, many times over.
    private const uint Room = 768 << 10;

    // Above this many bytes of code the room of no ordinary thread is trusted.
    private const int LargeFunction = 8 << 10;

    /// <summary>Runs <paramref name="compile"/>, here or on a thread of its own; what it throws is thrown here.</summary>
    /// <param name="codeBytes">The bytes of the largest function that is compiled, in WebAssembly or CIL.</param>
    internal static void Run(Action compile, int codeBytes)
    {
        if (codeBytes <= LargeFunction && ThreadContext.Current.HasRoom(Room))
        {
            compile();
            return;
        }
        ExceptionDispatchInfo? failure = null;
        RunOnThreads(1, () =>
        {
            try
            {
                compile();
            }
            catch (Exception e)
            {
                failure = ExceptionDispatchInfo.Capture(e);
            }
        });
        failure?.Throw();
    }

    /// <summary>
    /// Runs <paramref name="work"/>, which must not throw, on some new threads at the same time, and waits for all. Where the system gives no more, they are
    /// fewer, but one at least.
    /// </summary>
    /// <param name="start">Starts a thread, or throws as <see cref="Thread.Start()"/> does, which it is unless given.</param>
    /// <exception cref="OutOfMemoryException">The system gives none.</exception>
    internal static void RunOnThreads(int count, Action work, Action<Thread>? start = null)
    {
        var threads = new List<Thread>();
        while (threads.Count < count && TryStart(work, start, isNeeded: threads.Count == 0) is { } thread)
            threads.Add(thread);
        foreach (var thread in threads)
            thread.Join();
    }

    /// <summary>
    /// Runs <paramref name="work"/> here and <paramref name="other"/>, which must not throw, on a new thread at the same time, and waits for both. Where the
    /// system gives no thread, <paramref name="other"/> does not run.
    /// </summary>
    /// <inheritdoc cref="RunOnThreads" path="/param[@name='start']"/>
    internal static void RunBeside(Action work, Action other, Action<Thread>? start = null)
    {
        var thread = TryStart(other, start, isNeeded: false);
        try
        {
            work();
        }
        finally
        {
            thread?.Join();
        }
    }

    private static Thread? TryStart(Action work, Action<Thread>? start, bool isNeeded)
    {
        var thread = new Thread(() => work(), ThreadBytes) { IsBackground = true, Name = "Dovetail compiler" };
        try
        {
            if (start is null)
                thread.Start();
            else
                start(thread);
            return thread;
        }
        catch (OutOfMemoryException) when (!isNeeded)
        {
            return null;
        }
    }
}
