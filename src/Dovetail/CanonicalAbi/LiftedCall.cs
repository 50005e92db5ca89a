using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using Dovetail.Bindings;
using Dovetail.Runtime;

namespace Dovetail.CanonicalAbi;

/// <summary>A lifted function as a delegate calls it: what the emitted method is closed over. Immutable.</summary>
/// <param name="codecs">The codecs that the method calls.</param>
internal sealed class LiftedCall(LiftedFunction function, Codec[] codecs)
{
    // Read by emitted code.
    internal readonly FunctionReference Core = function.Core;
    internal readonly FunctionReference? PostReturn = function.Options.PostReturn;
    internal readonly AbiSide Side = function.HostSide;
    internal readonly Codec[] Codecs = codecs;

    private readonly LiftedFunction function = function;
    private readonly Store store = function.Instance.Store;
    private readonly ComponentState[] entered = function.Instance.FromHost;
    private readonly ComponentState? root = function.Instance.FromHost is [var only] ? only : null;
    private readonly int frameSize = function.FrameSize;

    /// <summary>
    /// Enters the store and the instance. Like the two that follow it is small enough to become part of the emitted method: a call of its own for
    /// each of them would cost as much as all they do.
    /// </summary>
    /// <returns>Not <see cref="Entry.Refused"/>.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Entry Enter(LiftedCall call)
    {
        var outermost = call.store.Enter(call.frameSize);
        if (call.root is not { } root)
        {
            call.EnterMany(outermost);
        }
        else if (root.MayEnter)
        {
            root.MayEnter = false;
        }
        else
        {
            call.Refuse(outermost);
        }
        return outermost ? Entry.Outermost : Entry.Nested;
    }

    /// <summary>The call has returned.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Leave(LiftedCall call, Entry entry)
    {
        if (call.root is { } root)
        {
            root.MayEnter = true;
        }
        else
        {
            ComponentState.Leave(call.entered);
        }
        if (entry == Entry.Outermost)
        {
            call.store.Exit();
        }
    }

    /// <summary>The call has ended with <paramref name="fault"/>: throws what the host shall see.</summary>
    /// <param name="entry"><see cref="Entry.Refused"/> where entering was what failed.</param>
    /// <param name="isLowering">Whether it happened before the function was called.</param>
    /// <param name="arguments">The arguments, for the trap to show.</param>
    [DoesNotReturn]
    internal static void Fail(LiftedCall call, Entry entry, Exception fault, bool isLowering, CallScope? scope, object?[] arguments)
    {
        if (entry == Entry.Refused)
        {
            ExceptionDispatchInfo.Throw(fault);
        }
        call.function.Fail(fault, isLowering, entry == Entry.Outermost, scope, arguments);
    }

    /// <summary>From here on results are lifted: begins to count what they take in the host.</summary>
    internal static void BeginLift(LiftedCall call) => call.function.Instance.BeginLift();

    /// <summary>The guest must have dropped its borrows, and may not call out while it frees what its results took.</summary>
    internal static void BeginPostReturn(LiftedCall call) => call.function.Instance.MayLeave = false;

    /// <summary>It has.</summary>
    internal static void EndPostReturn(LiftedCall call) => call.function.Instance.MayLeave = true;

    private void EnterMany(bool outermost)
    {
        if (!ComponentState.TryEnter(entered))
        {
            Refuse(outermost);
        }
    }

    [DoesNotReturn]
    private void Refuse(bool outermost)
    {
        if (outermost)
        {
            store.Exit();
        }
        AbiTraps.CannotEnter(function.Instance);
    }
}
