using System.Collections.Immutable;

namespace Dovetail.Wasm.Components;

/// <summary>What stands behind the name or the code of a built-in; see <see cref="CanonBuiltIn"/>.</summary>
public enum BuiltInImmediate : byte
{
    /// <summary><see cref="CanonBuiltIn.Type"/>.</summary>
    Type,
    /// <summary><see cref="CanonBuiltIn.CoreType"/>.</summary>
    CoreType,
    /// <summary><see cref="CanonBuiltIn.Table"/>.</summary>
    Table,
    /// <summary><see cref="CanonBuiltIn.Memory"/>; in text, <c>(memory …)</c>.</summary>
    Memory,
    /// <summary><see cref="CanonBuiltIn.ValueType"/>.</summary>
    ValueType,
    /// <summary><see cref="CanonBuiltIn.Slot"/>.</summary>
    Slot,
    /// <summary><see cref="CanonBuiltIn.Result"/>; in text, <c>(result …)</c> or nothing.</summary>
    Result,
    /// <summary><see cref="CanonBuiltIn.Options"/>.</summary>
    Options,
    /// <summary><see cref="CanonBuiltIn.Flag"/>; in text, <c>async</c> or nothing.</summary>
    Async,
    /// <summary><see cref="CanonBuiltIn.Flag"/>; in text, <c>cancellable</c> or nothing.</summary>
    Cancellable,
    /// <summary><see cref="CanonBuiltIn.Flag"/>; in text, <c>shared</c> or nothing.</summary>
    Shared,
}

/// <summary>A built-in as it is written.</summary>
/// <param name="BuiltIn">Which; its value is its binary code.</param>
/// <param name="Text">Its name in the text format.</param>
/// <param name="Feature">The gated feature that it belongs to; none for those of resources.</param>
/// <param name="Immediates">What follows the name or the code, in this order in either format.</param>
public sealed record BuiltInRow(
    BuiltIn BuiltIn, string Text, ComponentFeatures Feature, ImmutableArray<BuiltInImmediate> Immediates);

/// <summary>
/// All built-ins (Binary.md and Explainer.md, "Canonical Definitions"): the one table that reading and writing, binary and text,
/// go by.
/// </summary>
public static class BuiltInTable
{
    /// <summary>The rows, by rising codes.</summary>
    public static ImmutableArray<BuiltInRow> Rows { get; } =
    [
        new(BuiltIn.ResourceNew, "resource.new", ComponentFeatures.None, [BuiltInImmediate.Type]),
        new(BuiltIn.ResourceDrop, "resource.drop", ComponentFeatures.None, [BuiltInImmediate.Type]),
        new(BuiltIn.ResourceRep, "resource.rep", ComponentFeatures.None, [BuiltInImmediate.Type]),
        new(BuiltIn.TaskCancel, "task.cancel", ComponentFeatures.Async, []),
        new(BuiltIn.SubtaskCancel, "subtask.cancel", ComponentFeatures.Async, [BuiltInImmediate.Async]),
        new(BuiltIn.TaskReturn, "task.return", ComponentFeatures.Async, [BuiltInImmediate.Result, BuiltInImmediate.Options]),
        new(BuiltIn.ContextGet, "context.get", ComponentFeatures.Async, [BuiltInImmediate.ValueType, BuiltInImmediate.Slot]),
        new(BuiltIn.ContextSet, "context.set", ComponentFeatures.Async, [BuiltInImmediate.ValueType, BuiltInImmediate.Slot]),
        new(BuiltIn.ThreadYield, "thread.yield", ComponentFeatures.Async, [BuiltInImmediate.Cancellable]),
        new(BuiltIn.SubtaskDrop, "subtask.drop", ComponentFeatures.Async, []),
        new(BuiltIn.StreamNew, "stream.new", ComponentFeatures.Async, [BuiltInImmediate.Type]),
        new(BuiltIn.StreamRead, "stream.read", ComponentFeatures.Async, [BuiltInImmediate.Type, BuiltInImmediate.Options]),
        new(BuiltIn.StreamWrite, "stream.write", ComponentFeatures.Async, [BuiltInImmediate.Type, BuiltInImmediate.Options]),
        new(BuiltIn.StreamCancelRead, "stream.cancel-read", ComponentFeatures.Async, [BuiltInImmediate.Type, BuiltInImmediate.Async]),
        new(BuiltIn.StreamCancelWrite, "stream.cancel-write", ComponentFeatures.Async, [BuiltInImmediate.Type, BuiltInImmediate.Async]),
        new(BuiltIn.StreamDropReadable, "stream.drop-readable", ComponentFeatures.Async, [BuiltInImmediate.Type]),
        new(BuiltIn.StreamDropWritable, "stream.drop-writable", ComponentFeatures.Async, [BuiltInImmediate.Type]),
        new(BuiltIn.FutureNew, "future.new", ComponentFeatures.Async, [BuiltInImmediate.Type]),
        new(BuiltIn.FutureRead, "future.read", ComponentFeatures.Async, [BuiltInImmediate.Type, BuiltInImmediate.Options]),
        new(BuiltIn.FutureWrite, "future.write", ComponentFeatures.Async, [BuiltInImmediate.Type, BuiltInImmediate.Options]),
        new(BuiltIn.FutureCancelRead, "future.cancel-read", ComponentFeatures.Async, [BuiltInImmediate.Type, BuiltInImmediate.Async]),
        new(BuiltIn.FutureCancelWrite, "future.cancel-write", ComponentFeatures.Async, [BuiltInImmediate.Type, BuiltInImmediate.Async]),
        new(BuiltIn.FutureDropReadable, "future.drop-readable", ComponentFeatures.Async, [BuiltInImmediate.Type]),
        new(BuiltIn.FutureDropWritable, "future.drop-writable", ComponentFeatures.Async, [BuiltInImmediate.Type]),
        new(BuiltIn.ErrorContextNew, "error-context.new", ComponentFeatures.ErrorContext, [BuiltInImmediate.Options]),
        new(BuiltIn.ErrorContextDebugMessage, "error-context.debug-message", ComponentFeatures.ErrorContext, [BuiltInImmediate.Options]),
        new(BuiltIn.ErrorContextDrop, "error-context.drop", ComponentFeatures.ErrorContext, []),
        new(BuiltIn.WaitableSetNew, "waitable-set.new", ComponentFeatures.Async, []),
        new(BuiltIn.WaitableSetWait, "waitable-set.wait", ComponentFeatures.Async, [BuiltInImmediate.Cancellable, BuiltInImmediate.Memory]),
        new(BuiltIn.WaitableSetPoll, "waitable-set.poll", ComponentFeatures.Async, [BuiltInImmediate.Cancellable, BuiltInImmediate.Memory]),
        new(BuiltIn.WaitableSetDrop, "waitable-set.drop", ComponentFeatures.Async, []),
        new(BuiltIn.WaitableJoin, "waitable.join", ComponentFeatures.Async, []),
        new(BuiltIn.BackpressureInc, "backpressure.inc", ComponentFeatures.Async, []),
        new(BuiltIn.BackpressureDec, "backpressure.dec", ComponentFeatures.Async, []),
        new(BuiltIn.ThreadIndex, "thread.index", ComponentFeatures.Threading, []),
        new(BuiltIn.ThreadNewIndirect, "thread.new-indirect", ComponentFeatures.Threading, [BuiltInImmediate.CoreType, BuiltInImmediate.Table]),
        new(BuiltIn.ThreadResumeLater, "thread.resume-later", ComponentFeatures.Threading, []),
        new(BuiltIn.ThreadSuspend, "thread.suspend", ComponentFeatures.Threading, [BuiltInImmediate.Cancellable]),
        new(BuiltIn.ThreadSuspendThenResume, "thread.suspend-then-resume", ComponentFeatures.Threading, [BuiltInImmediate.Cancellable]),
        new(BuiltIn.ThreadYieldThenResume, "thread.yield-then-resume", ComponentFeatures.Threading, [BuiltInImmediate.Cancellable]),
        new(BuiltIn.ThreadSuspendThenPromote, "thread.suspend-then-promote", ComponentFeatures.Threading, [BuiltInImmediate.Cancellable]),
        new(BuiltIn.ThreadYieldThenPromote, "thread.yield-then-promote", ComponentFeatures.Threading, [BuiltInImmediate.Cancellable]),
        new(BuiltIn.ThreadSpawnRef, "thread.spawn-ref", ComponentFeatures.SharedEverythingThreads, [BuiltInImmediate.Shared, BuiltInImmediate.CoreType]),
        new(BuiltIn.ThreadSpawnIndirect, "thread.spawn-indirect", ComponentFeatures.SharedEverythingThreads, [BuiltInImmediate.Shared, BuiltInImmediate.CoreType, BuiltInImmediate.Table]),
        new(BuiltIn.ThreadAvailableParallelism, "thread.available-parallelism", ComponentFeatures.SharedEverythingThreads, [BuiltInImmediate.Shared]),
    ];

    private static readonly BuiltInRow?[] s_byCode = ByCode();

    private static readonly Dictionary<string, BuiltInRow> s_byText = Rows.ToDictionary(row => row.Text, StringComparer.Ordinal);

    /// <summary>The row of a built-in.</summary>
    public static BuiltInRow Of(BuiltIn builtIn) => Find((byte)builtIn) ?? throw new ArgumentOutOfRangeException(nameof(builtIn));

    /// <summary>The row with a binary code; null where there is none.</summary>
    public static BuiltInRow? Find(byte code) => code < s_byCode.Length ? s_byCode[code] : null;

    /// <summary>The row with a name in text; null where there is none.</summary>
    public static BuiltInRow? Find(string text) => s_byText.GetValueOrDefault(text);

    private static BuiltInRow?[] ByCode()
    {
        var rows = new BuiltInRow?[(int)Rows[^1].BuiltIn + 1];
        foreach (var row in Rows)
        {
            rows[(int)row.BuiltIn] = row;
        }
        return rows;
    }
}
