using System.Globalization;
using System.Runtime.InteropServices;
using Dovetail.Runtime;

namespace Dovetail.Tests.Runtime;

/// <summary>What the compiler does where the system gives no threads. Alone, for it is the whole process that gets none.</summary>
[CollectionDefinition("address space", DisableParallelization = true)]
[Collection("address space")]
public sealed class RoomyStackTests
{
    [LinuxFact]
    public void Work_beside_which_no_thread_starts_is_done_alone()
    {
        var (works, others) = (0, 0);
        using (new FewThreads(0))
            RoomyStack.RunBeside(() => works++, () => others++);
        Assert.Equal((1, 0), (works, others));
        RoomyStack.RunBeside(() => works++, () => others++);
        Assert.Equal((2, 1), (works, others));
    }

    [LinuxFact]
    public void Work_on_several_threads_is_done_on_those_that_start()
    {
        var ran = 0;
        void Work()
        {
            Interlocked.Increment(ref ran);
            // The first is to have its stack still when the second is asked for.
            Thread.Sleep(100);
        }

        using (new FewThreads(1))
            RoomyStack.RunOnThreads(3, Work);
        Assert.Equal(1, ran);
        using (new FewThreads(0))
            Assert.Throws<OutOfMemoryException>(() => RoomyStack.RunOnThreads(3, Work));
        RoomyStack.RunOnThreads(3, Work);
        Assert.Equal(4, ran);
    }

    /// <summary>While it lives, the process has addresses for so many threads more, and for half a thread's stack beside.</summary>
    private sealed class FewThreads : IDisposable
    {
        private const int AddressSpace = 9;
        private const int StackBytes = 64 << 20;

        private readonly ManualResetEventSlim _end = new();
        private readonly List<Thread> _idle = [];
        private readonly Limit _before;

        public FewThreads(int count)
        {
            Assert.Equal(0, GetLimit(AddressSpace, out _before));
            LimitTo(0);
            // The C library keeps the stacks of threads that ended, for those to come.
            while (Start() is { } thread)
                _idle.Add(thread);
            LimitTo(count);
        }

        public void Dispose()
        {
            Assert.Equal(0, SetLimit(AddressSpace, _before));
            _end.Set();
            foreach (var thread in _idle)
                thread.Join();
            _end.Dispose();
        }

        private void LimitTo(int threads)
        {
            var pages = long.Parse(File.ReadAllText("/proc/self/statm").Split(' ')[0], CultureInfo.InvariantCulture);
            var limit = (pages * Environment.SystemPageSize) + (threads * (long)StackBytes) + (StackBytes / 2);
            Assert.Equal(0, SetLimit(AddressSpace, _before with { Soft = (nuint)limit }));
        }

        private Thread? Start()
        {
            var thread = new Thread(_end.Wait, StackBytes) { IsBackground = true };
            try
            {
                thread.Start();
                return thread;
            }
            catch (OutOfMemoryException)
            {
                return null;
            }
        }

        [DllImport("libc", EntryPoint = "getrlimit")]
        private static extern int GetLimit(int resource, out Limit limit);

        [DllImport("libc", EntryPoint = "setrlimit")]
        private static extern int SetLimit(int resource, in Limit limit);
    }

    private record struct Limit(nuint Soft, nuint Hard);
}
