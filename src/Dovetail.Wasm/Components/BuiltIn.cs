namespace Dovetail.Wasm.Components;

/// <summary>
/// The core functions that the canonical ABI defines (Explainer.md, "Canonical Built-ins"). Their values are their binary codes.
/// </summary>
public enum BuiltIn : byte
{
    /// <summary><c>resource.new</c>: makes a handle from a representation.</summary>
    ResourceNew = 0x02,
    /// <summary><c>resource.drop</c>: drops a handle.</summary>
    ResourceDrop = 0x03,
    /// <summary><c>resource.rep</c>: gives the representation behind a handle.</summary>
    ResourceRep = 0x04,
    /// <summary><c>task.cancel</c>: confirms that the task was cancelled.</summary>
    TaskCancel = 0x05,
    /// <summary><c>subtask.cancel</c>: asks a subtask to end early.</summary>
    SubtaskCancel = 0x06,
    /// <summary><c>task.return</c>: gives the result of the task to its caller.</summary>
    TaskReturn = 0x09,
    /// <summary><c>context.get</c>: reads a slot of the thread's context.</summary>
    ContextGet = 0x0a,
    /// <summary><c>context.set</c>: writes a slot of the thread's context.</summary>
    ContextSet = 0x0b,
    /// <summary><c>thread.yield</c>: lets others run.</summary>
    ThreadYield = 0x0c,
    /// <summary><c>subtask.drop</c>: drops a subtask that has ended.</summary>
    SubtaskDrop = 0x0d,
    /// <summary><c>stream.new</c>: makes both ends of a stream.</summary>
    StreamNew = 0x0e,
    /// <summary><c>stream.read</c>: reads from a stream.</summary>
    StreamRead = 0x0f,
    /// <summary><c>stream.write</c>: writes to a stream.</summary>
    StreamWrite = 0x10,
    /// <summary><c>stream.cancel-read</c>: ends a read early.</summary>
    StreamCancelRead = 0x11,
    /// <summary><c>stream.cancel-write</c>: ends a write early.</summary>
    StreamCancelWrite = 0x12,
    /// <summary><c>stream.drop-readable</c>: drops the readable end of a stream.</summary>
    StreamDropReadable = 0x13,
    /// <summary><c>stream.drop-writable</c>: drops the writable end of a stream.</summary>
    StreamDropWritable = 0x14,
    /// <summary><c>future.new</c>: makes both ends of a future.</summary>
    FutureNew = 0x15,
    /// <summary><c>future.read</c>: reads a future.</summary>
    FutureRead = 0x16,
    /// <summary><c>future.write</c>: writes a future.</summary>
    FutureWrite = 0x17,
    /// <summary><c>future.cancel-read</c>: ends a read early.</summary>
    FutureCancelRead = 0x18,
    /// <summary><c>future.cancel-write</c>: ends a write early.</summary>
    FutureCancelWrite = 0x19,
    /// <summary><c>future.drop-readable</c>: drops the readable end of a future.</summary>
    FutureDropReadable = 0x1a,
    /// <summary><c>future.drop-writable</c>: drops the writable end of a future.</summary>
    FutureDropWritable = 0x1b,
    /// <summary><c>error-context.new</c>: makes an error context of a message.</summary>
    ErrorContextNew = 0x1c,
    /// <summary><c>error-context.debug-message</c>: gives the message of an error context.</summary>
    ErrorContextDebugMessage = 0x1d,
    /// <summary><c>error-context.drop</c>: drops an error context.</summary>
    ErrorContextDrop = 0x1e,
    /// <summary><c>waitable-set.new</c>: makes a set of waitables.</summary>
    WaitableSetNew = 0x1f,
    /// <summary><c>waitable-set.wait</c>: waits for an event of a set.</summary>
    WaitableSetWait = 0x20,
    /// <summary><c>waitable-set.poll</c>: gives an event of a set, if there is one.</summary>
    WaitableSetPoll = 0x21,
    /// <summary><c>waitable-set.drop</c>: drops an empty set.</summary>
    WaitableSetDrop = 0x22,
    /// <summary><c>waitable.join</c>: puts a waitable into a set, or takes it out.</summary>
    WaitableJoin = 0x23,
    /// <summary><c>backpressure.inc</c>: keeps new calls waiting.</summary>
    BackpressureInc = 0x24,
    /// <summary><c>backpressure.dec</c>: undoes one <see cref="BackpressureInc"/>.</summary>
    BackpressureDec = 0x25,
    /// <summary><c>thread.index</c>: gives the index of the thread.</summary>
    ThreadIndex = 0x26,
    /// <summary><c>thread.new-indirect</c>: makes a suspended thread.</summary>
    ThreadNewIndirect = 0x27,
    /// <summary><c>thread.resume-later</c>: lets a suspended thread run some time.</summary>
    ThreadResumeLater = 0x28,
    /// <summary><c>thread.suspend</c>: suspends the thread.</summary>
    ThreadSuspend = 0x29,
    /// <summary><c>thread.suspend-then-resume</c>: suspends the thread and runs another one.</summary>
    ThreadSuspendThenResume = 0x2a,
    /// <summary><c>thread.yield-then-resume</c>: yields to another thread.</summary>
    ThreadYieldThenResume = 0x2b,
    /// <summary><c>thread.suspend-then-promote</c>: suspends the thread and runs another one, if that is ready.</summary>
    ThreadSuspendThenPromote = 0x2c,
    /// <summary><c>thread.yield-then-promote</c>: yields to another thread, if that is ready.</summary>
    ThreadYieldThenPromote = 0x2d,
    /// <summary><c>thread.spawn-ref</c>: starts a thread, of a function by reference.</summary>
    ThreadSpawnRef = 0x40,
    /// <summary><c>thread.spawn-indirect</c>: starts a thread, of a function in a table.</summary>
    ThreadSpawnIndirect = 0x41,
    /// <summary><c>thread.available-parallelism</c>: gives how many threads can run at once.</summary>
    ThreadAvailableParallelism = 0x42,
}
