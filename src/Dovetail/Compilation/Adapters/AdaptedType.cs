using System.Collections.Immutable;
using Dovetail.Wit.Abi;

namespace Dovetail.Compilation.Adapters;

/// <summary>
/// A value type as an adapter sees it: how values lie on the source's side and on the target's, and what is to be done with them.
/// Names, and which resources there are, are left behind: adapters for like types are one. Made by <see cref="AdaptedTypes"/>, in which
/// each exists once; so a type that shares its parts stays as small as it is. Derived types form a closed hierarchy. Immutable.
/// </summary>
internal abstract class AdaptedType(AdaptedLayout layout)
{
    /// <summary>The position in the order in which types were made.</summary>
    public int Id { get; } = layout.Id;

    /// <summary>Size and alignment in the source's memory.</summary>
    public TypeLayout Source { get; } = layout.Source;

    /// <summary>Size and alignment in the target's memory.</summary>
    public TypeLayout Target { get; } = layout.Target;

    /// <summary>How many flat values there are; 0 where they are too many to be passed flat.</summary>
    public int FlatCount { get; } = layout.FlatCount;

    /// <summary>Whether lifting can trap, or does anything but read.</summary>
    public bool NeedsLift { get; init; }

    /// <summary>Whether there is a string or list in it.</summary>
    public bool HasPointers { get; init; }

    /// <summary>Whether a value that was lifted is lowered by copying its bytes, all of them.</summary>
    public bool IsRaw { get; init; }

    /// <summary>About how many instructions lifting or lowering takes where it is written out: a part that is large is called.</summary>
    public int Weight { get; init; }
}

/// <summary>What all types have: a number, their layout on both sides, and how many flat values they are.</summary>
internal sealed record AdaptedLayout(int Id, TypeLayout Source, TypeLayout Target, int FlatCount);

/// <summary>A number.</summary>
internal sealed class AdaptedNumber(AdaptedLayout layout, FlatType flat, uint size, bool isSigned) : AdaptedType(layout)
{
    /// <summary>The core type it is passed as.</summary>
    public FlatType Flat { get; } = flat;

    public uint Size { get; } = size;

    public bool IsSigned { get; } = isSigned;
}

/// <summary>A bool.</summary>
internal sealed class AdaptedBool(AdaptedLayout layout) : AdaptedType(layout);

/// <summary>A char: a Unicode scalar value.</summary>
internal sealed class AdaptedChar(AdaptedLayout layout) : AdaptedType(layout);

/// <summary>Flags. Bits that no label has are left behind.</summary>
internal sealed class AdaptedFlags(AdaptedLayout layout, uint mask) : AdaptedType(layout)
{
    public uint Mask { get; } = mask;
}

/// <summary>A string.</summary>
internal sealed class AdaptedString(AdaptedLayout layout) : AdaptedType(layout);

/// <summary>A list of any length.</summary>
internal sealed class AdaptedList(AdaptedLayout layout, AdaptedType element) : AdaptedType(layout)
{
    public AdaptedType Element { get; } = element;
}

/// <summary>The fields of a record or tuple, each at its offset.</summary>
internal sealed class AdaptedFields(
    AdaptedLayout layout, ImmutableArray<AdaptedType> fields, ImmutableArray<uint> sourceOffsets, ImmutableArray<uint> targetOffsets)
    : AdaptedType(layout)
{
    public ImmutableArray<AdaptedType> Fields { get; } = fields;

    public ImmutableArray<uint> SourceOffsets { get; } = sourceOffsets;

    public ImmutableArray<uint> TargetOffsets { get; } = targetOffsets;
}

/// <summary>A list of fixed length.</summary>
internal sealed class AdaptedArray(AdaptedLayout layout, AdaptedType element, uint length) : AdaptedType(layout)
{
    public AdaptedType Element { get; } = element;

    public uint Length { get; } = length;
}

/// <summary>A variant, enum, option or result.</summary>
internal sealed class AdaptedVariant(
    AdaptedLayout layout, ImmutableArray<AdaptedType?> cases, uint discriminantSize, uint sourceOffset, uint targetOffset)
    : AdaptedType(layout)
{
    /// <summary>The payload of each case; null where it has none.</summary>
    public ImmutableArray<AdaptedType?> Cases { get; } = cases;

    /// <summary>1, 2 or 4 bytes.</summary>
    public uint DiscriminantSize { get; } = discriminantSize;

    /// <summary>Where payloads lie in the source's memory.</summary>
    public uint SourceOffset { get; } = sourceOffset;

    /// <summary>Where payloads lie in the target's memory.</summary>
    public uint TargetOffset { get; } = targetOffset;
}

/// <summary>What a handle stands for.</summary>
internal enum AdaptedHandleKind : byte
{
    Own, Borrow, ErrorContext,
}

/// <summary>A handle: out of one table, into the other. Slots mean nothing for an error context.</summary>
internal sealed class AdaptedHandle(AdaptedLayout layout, int sourceSlot, int targetSlot, AdaptedHandleKind kind) : AdaptedType(layout)
{
    /// <summary>The resource type's slot in the source's plan.</summary>
    public int SourceSlot { get; } = sourceSlot;

    /// <summary>The resource type's slot in the target's plan.</summary>
    public int TargetSlot { get; } = targetSlot;

    public AdaptedHandleKind Kind { get; } = kind;
}
