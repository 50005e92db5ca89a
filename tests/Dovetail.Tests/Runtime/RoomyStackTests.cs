// CA2201: the runtime's own exception is what is played here.
#pragma warning disable CA2201

using Dovetail.Runtime;

namespace Dovetail.Tests.Runtime;

/// <summary>What the compiler does where the system gives few threads, or none.</summary>
public sealed class RoomyStackTests
{
    private int _threads;

    [Fact]
    public void Work_beside_which_no_thread_starts_is_done_alone()
    {
        var (works, others) = (0, 0);
        RoomyStack.RunBeside(() => works++, () => others++, Start);
        Assert.Equal((1, 0), (works, others));
        _threads = 1;
        RoomyStack.RunBeside(() => works++, () => others++, Start);
        Assert.Equal((2, 1), (works, others));
    }

    [Fact]
    public void Work_on_several_threads_is_done_on_those_that_start()
    {
        var ran = 0;
        _threads = 2;
        RoomyStack.RunOnThreads(3, () => Interlocked.Increment(ref ran), Start);
        Assert.Equal(2, ran);
        Assert.Throws<OutOfMemoryException>(() => RoomyStack.RunOnThreads(3, () => Interlocked.Increment(ref ran), Start));
        RoomyStack.RunOnThreads(3, () => Interlocked.Increment(ref ran));
        Assert.Equal(5, ran);
    }

    // As the system does when it has no more.
    private void Start(Thread thread)
    {
        if (_threads-- <= 0)
            throw new OutOfMemoryException();
        thread.Start();
    }
}
