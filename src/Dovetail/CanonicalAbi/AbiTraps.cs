using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Dovetail.Resources;

namespace Dovetail.CanonicalAbi;

/// <summary>
/// The traps of the canonical ABI, in the specification suite's words; those differ between a host's edge and a
/// component's.
/// </summary>
internal static class AbiTraps
{
    [DoesNotReturn]
    public static void CannotEnter(ComponentState instance) => throw (instance.Root.MissingFeature is { } feature
        ? new UnsupportedException(feature)
        : new TrapException(TrapCode.CannotEnterComponent,
            (instance.Path.Length == 0 ? "" : $" `{instance.Path}`")
            + (instance.Root.FirstTrap is { } first ? $": an earlier trap has locked it ({first}); {instance.Outlook}" : "")));

    [DoesNotReturn]
    public static void CannotLeave() => throw new TrapException(TrapCode.CannotLeaveComponent);

    [DoesNotReturn]
    public static void Unaligned() => throw new TrapException(TrapCode.UnalignedPointer);

    [DoesNotReturn]
    public static void OutOfBounds(AbiBlock block, bool isHostEdge) => throw (block switch
    {
        AbiBlock.String => new TrapException(TrapCode.StringOutOfBounds,
            isHostEdge ? "pointer/length out of bounds of memory" : "content out-of-bounds"),
        AbiBlock.List => new TrapException(TrapCode.ListOutOfBounds,
            isHostEdge ? "pointer/length out of bounds of memory" : "content out-of-bounds"),
        _ => new TrapException(TrapCode.MemoryOutOfBounds),
    });

    [DoesNotReturn]
    public static void ReallocUnaligned(bool isHostEdge) =>
        throw new TrapException(isHostEdge ? TrapCode.ReallocUnaligned : TrapCode.UnalignedPointer);

    [DoesNotReturn]
    public static void ReallocOutOfBounds(AbiBlock block, bool isHostEdge)
    {
        if (isHostEdge || block == AbiBlock.Values)
        {
            throw new TrapException(TrapCode.ReallocOutOfBounds);
        }
        OutOfBounds(block, isHostEdge);
    }

    [DoesNotReturn]
    public static void InvalidEncoding(string what) => throw new TrapException(TrapCode.InvalidStringEncoding, what);

    [DoesNotReturn]
    public static void InvalidChar(uint value) => throw new TrapException(TrapCode.InvalidCharacter, Number(value));

    [DoesNotReturn]
    public static void InvalidDiscriminant(uint value) =>
        throw new TrapException(TrapCode.InvalidDiscriminant, Number(value));

    [DoesNotReturn]
    public static void UnknownHandle(uint index) => throw new TrapException(TrapCode.UnknownHandle, Number(index));

    [DoesNotReturn]
    public static void WrongType(uint index, RuntimeResourceType expected, RuntimeResourceType found) =>
        throw new TrapException(
        TrapCode.HandleTypeMismatch,
        $"{Number(index)} used with the wrong type, expected {Kind(expected)} but found "
        + $"{Different(expected, found)}{Kind(found)}{Names(expected, found)}");

    [DoesNotReturn]
    public static void NotOwned(uint index) => throw new TrapException(
        TrapCode.HandleTypeMismatch, $"{Number(index)} is of a borrowed resource where an owned one is expected");

    [DoesNotReturn]
    public static void Lent() => throw new TrapException(TrapCode.OwnedHandleBorrowed);

    [DoesNotReturn]
    public static void BorrowsRemain() => throw new TrapException(TrapCode.BorrowsRemain);

    [DoesNotReturn]
    public static void HandleTableFull(string owner, int most) =>
        throw new TrapException(TrapCode.LimitReached, $"handles of one component instance{Of(owner)}, {Number((uint)most)}");

    [DoesNotReturn]
    public static void ValueBytes(ComponentState instance, bool isHostEdge) => throw new TrapException(TrapCode.LimitReached,
        $"bytes that the values of one call{Of(instance.Path)} take{(isHostEdge ? " in the host" : "")}, {instance.MaxValueBytes.ToString(CultureInfo.InvariantCulture)}");

    private static string Of(string path) => path.Length == 0 ? "" : $" (`{path}`)";

    [DoesNotReturn]
    public static void NoRoomForSnapshot() =>
        throw new TrapException(TrapCode.LimitReached, "bytes of memory for what a component passes to itself");

    private static string Kind(RuntimeResourceType type) =>
        type.IsHost ? "host-defined resource" : "guest-defined resource";

    private static string Different(RuntimeResourceType expected, RuntimeResourceType found) =>
        expected.IsHost == found.IsHost ? "a different " : "";

    private static string Names(RuntimeResourceType expected, RuntimeResourceType found) =>
        $" (`{expected.Name}`, `{found.Name}`)";

    private static string Number(uint value) => value.ToString(CultureInfo.InvariantCulture);
}

/// <summary>What a block of memory is for, which decides the words when it lies outside.</summary>
internal enum AbiBlock : byte
{
    /// <summary>Parameters or results that are passed through memory.</summary>
    Values,
    List,
    String,
}
