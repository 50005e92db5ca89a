using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Dovetail.Bindings;
using Dovetail.Runtime;

namespace Dovetail.CanonicalAbi;

/// <summary>What is different in functions of one type, and decides what is emitted for their calls.</summary>
/// <param name="IsRoot">Whether the instance has none around it.</param>
/// <param name="HasPostReturn">Whether there is something to be called once the result is read.</param>
internal readonly record struct LiftedForm(bool IsRoot, bool HasPostReturn)
{
    /// <summary>How many there are.</summary>
    public const int Count = 4;

    public int Index => (IsRoot ? 1 : 0) + (HasPostReturn ? 2 : 0);

    public static LiftedForm Of(LiftedFunction function) => new(function.Instance.Parent is null, function.Options.PostReturn is not null);
}

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
    private readonly ComponentState instance = function.Instance;

    private readonly ComponentState[] around = function.Instance.FromHost[1..];
    private readonly int frameSize = function.FrameSize;

    /// <summary>
    /// Enters the store and the instance; becomes part of the emitted method. <see cref="EnterAround"/> must follow where the instance is inside others,
    /// and then <see cref="Leave"/> or <see cref="Fail"/>.
    /// </summary>
    /// <returns>What these must be given: null where the call is nested in another.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Ownership? Enter(LiftedCall call)
    {
        var entry = call.store.EnterQuickly(call.frameSize);
        EnterInstance(call, entry);
        return entry;
    }

    /// <summary>As <see cref="Enter"/>, where <see cref="CanBegin"/> or <see cref="TryBegin"/> said no.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static Ownership? EnterSlowly(LiftedCall call)
    {
        var entry = call.store.EnterSlowly(call.frameSize);
        EnterInstance(call, entry);
        return entry;
    }

    /// <summary>The first of three steps that do what <see cref="Enter"/> does in the usual case alone: whom <see cref="TryBegin"/> may try for.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Ownership Owner(LiftedCall call) => call.store.Owner;

    /// <inheritdoc cref="Store.CanBegin"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool CanBegin(Ownership owner) => Store.CanBegin(owner);

    /// <summary>The second step: whether store and instance are open; if not, <see cref="CancelBegin"/> must follow.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool TryBegin(LiftedCall call, Ownership owner) => (Store.TryBegin(owner) | call.instance.EnteredBy) == 0;

    /// <inheritdoc cref="Store.CancelBegin"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void CancelBegin(Ownership owner) => Store.CancelBegin(owner);

    /// <summary>The last step: enters.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Begin(LiftedCall call, Ownership owner)
    {
        call.store.SetStackLimit(owner);
        call.instance.MayEnter = false;
    }

    /// <summary>Enters the instances around as well.</summary>
    internal static void EnterAround(LiftedCall call, Ownership? entry)
    {
        if (!ComponentState.TryEnter(call.around))
        {
            call.instance.MayEnter = true;
            call.Refuse(entry);
        }
    }

    /// <summary>The call has returned: leaves the instances around.</summary>
    internal static void LeaveAround(LiftedCall call) => ComponentState.Leave(call.around);

    /// <summary>The call has returned: leaves instance and store.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Leave(LiftedCall call, Ownership? entry)
    {
        call.instance.MayEnter = true;
        Store.ExitQuickly(call.store, entry);
    }

    /// <summary>As <see cref="Leave"/>, for the usual case alone; in another it leaves the instance only, and <see cref="LeaveSlowly"/> must follow.</summary>
    /// <returns>Whether the store was left.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool TryLeave(LiftedCall call, Ownership entry)
    {
        call.instance.MayEnter = true;
        if (entry.Attention == 0)
        {
            Volatile.Write(ref entry.IsInside, false);
            return true;
        }
        return false;
    }

    /// <inheritdoc cref="TryLeave"/>
    internal static void LeaveSlowly(LiftedCall call) => call.store.ExitSlowly();

    /// <summary>The call has ended with <paramref name="fault"/>: throws what the host shall see.</summary>
    /// <param name="isOutermost">Whether it entered the store.</param>
    /// <param name="isLowering">Whether it happened before the function was called.</param>
    /// <param name="arguments">The arguments, for the trap to show.</param>
    [DoesNotReturn]
    internal static void Fail(LiftedCall call, bool isOutermost, Exception fault, bool isLowering, CallScope? scope, object?[] arguments) =>
        call.function.Fail(fault, isLowering, isOutermost, scope, arguments);

    /// <summary>From here on results are lifted: begins to count what they take in the host.</summary>
    internal static void BeginLift(LiftedCall call) => call.function.Instance.BeginLift();

    /// <summary>The guest must have dropped its borrows, and may not call out while it frees what its results took.</summary>
    internal static void BeginPostReturn(LiftedCall call) => call.function.Instance.MayLeave = false;

    /// <summary>It has.</summary>
    internal static void EndPostReturn(LiftedCall call) => call.function.Instance.MayLeave = true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void EnterInstance(LiftedCall call, Ownership? entry)
    {
        if (!call.instance.MayEnter)
        {
            call.Refuse(entry);
        }
        call.instance.MayEnter = false;
    }

    [DoesNotReturn]
    private void Refuse(Ownership? entry)
    {
        Store.ExitQuickly(store, entry);
        AbiTraps.CannotEnter(instance);
    }
}
