using System.Collections.Immutable;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace Dovetail.Runtime;

/// <summary>What becomes of an exception that reaches the end of a call into a guest.</summary>
/// <remarks>
/// Exceptions of host functions arrive wrapped in <see cref="HostException"/>, so anything else was thrown by emitted code or by the
/// runtime on its behalf: a trap. A null reference is one only where emitted code itself met it: in the runtime it is a fault of Dovetail's.
/// Each is made afresh, because an exception holds the methods it passed through, and so would hold
/// the guest's code for as long as somebody keeps it.
/// </remarks>
internal static class Faults
{
    /// <summary>How many frames of the guest a trap shows.</summary>
    internal const int MaxFrames = 20;

    /// <summary>The name of the units that hold entries and thunks, which are no frames of a guest.</summary>
    internal const string EdgeUnit = "Dovetail.Edge";

    /// <summary>What the names of assemblies begin with that hold modules compiled ahead of time.</summary>
    internal const string ResidentUnit = "Dovetail.Resident.";

    /// <summary>The exception that the host sees.</summary>
    internal static Exception AtEdge(Exception fault) => fault switch
    {
        TrapException trap => new TrapException(trap.Code, trap.Detail, trap.Frames.IsEmpty ? FramesOf(fault) : trap.Frames) { Calls = trap.Calls },
        GuestThrow thrown => WasmException.Of(thrown, FramesOf(fault)),
        HostException host => new HostException(host.Origin, host.InnerException!),
        GuestExitException exit => new GuestExitException(exit.Code),
        DovetailException refusal => Afresh(refusal),
        _ when CodeOf(fault) is { } code => new TrapException(code, null, FramesOf(fault)),
        _ => Internal(fault),
    };

    /// <summary>A refusal again, as a new object.</summary>
    internal static DovetailException Afresh(DovetailException refusal) => refusal switch
    {
        LimitException limit => new LimitException(limit),
        UnsupportedException unsupported => new UnsupportedException(unsupported.Message, unsupported),
        _ => refusal,
    };

    /// <summary>
    /// What leaves a component's function instead of <paramref name="fault"/>: between components there are no exceptions of WebAssembly, so there
    /// they are traps (CanonicalABI.md, "canon lift").
    /// </summary>
    internal static Exception AtLift(Exception fault) => fault is GuestThrow ? UncaughtAt(fault) : fault;

    private static TrapException UncaughtAt(Exception fault) => new(TrapCode.UncaughtException, null, FramesOf(fault));

    // The faults that the processor or the runtime find by themselves; only code of guests and its helpers can have thrown them here.
    private static TrapCode? CodeOf(Exception fault) => fault switch
    {
        DivideByZeroException => TrapCode.IntegerDivideByZero,
        OverflowException => TrapCode.IntegerOverflow,
        NullReferenceException when IsOfGuest(fault) => TrapCode.NullReference,
        InsufficientExecutionStackException => TrapCode.CallStackExhausted,
        OutOfMemoryException => TrapCode.OutOfMemory,
        _ => null,
    };

    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "Emitted methods are not trimmed.")]
    private static bool IsOfGuest(Exception fault) =>
        new StackTrace(fault, false).GetFrame(0)?.GetMethod() is { } method && IsOfGuest(method);

    private static bool IsOfGuest(System.Reflection.MethodBase method) =>
        method.DeclaringType?.Assembly is { } unit && (unit.IsDynamic ? unit.GetName().Name != EdgeUnit
            : unit.GetName().Name!.StartsWith(ResidentUnit, StringComparison.Ordinal));

    private static UnreachableException Internal(Exception fault) =>
        new($"internal fault in a guest's code: {fault.GetType()}: {fault.Message} [{string.Join(", ", FramesOf(fault))}]");

    /// <summary>The emitted functions that <paramref name="fault"/> passed through, innermost first, by name.</summary>
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "Emitted methods are not trimmed; others are not shown.")]
    internal static ImmutableArray<string> FramesOf(Exception fault)
    {
        var frames = ImmutableArray.CreateBuilder<string>();
        foreach (var frame in new StackTrace(fault, false).GetFrames())
        {
            if (frame.GetMethod() is not { } method || !IsOfGuest(method))
                continue;
            frames.Add(FrameNames.Of(method));
            if (frames.Count == MaxFrames)
                break;
        }
        return frames.DrainToImmutable();
    }
}
