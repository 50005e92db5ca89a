using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Dovetail.Bindings;
using Dovetail.Resources;
using Dovetail.Runtime;

namespace Dovetail.CanonicalAbi;

/// <summary>
/// One side of a call: a component instance with its options, and what the type's resources are there. Immutable.
/// </summary>
/// <param name="instance">The instance whose memory and handles are used.</param>
/// <param name="options">The options of the <c>canon</c>.</param>
/// <param name="resources">The runtime types of the function's resources, by their slots in the plan.</param>
/// <param name="isHostEdge">Whether the other side is the host, which some messages tell.</param>
internal sealed class AbiSide(ComponentState instance, CanonicalOptions options, RuntimeResourceType[] resources,
    bool isHostEdge)
{
    public readonly ComponentState Instance = instance;
    public readonly CanonicalOptions Options = options;
    public readonly RuntimeResourceType[] Resources = resources;
    public readonly bool IsHostEdge = isHostEdge;

    /// <summary>The memory. Validation has seen to it that a type that needs one has one.</summary>
    public readonly Memory Memory = options.Memory!;

    /// <summary>The bit of a length that says UTF-16 in <c>latin1+utf16</c> (CanonicalABI.md, <c>utf16_tag</c>).</summary>
    public readonly ulong Utf16Tag = options.Utf16Tag;

    /// <summary>Whether what is copied costs fuel.</summary>
    public readonly bool MetersFuel = instance.Store.Engine.Options.MetersFuel;
}

/// <summary>
/// What lifting and lowering work with (CanonicalABI.md, "Lifting and Lowering Context"): a side, and the call's scope
/// of borrows.
/// </summary>
/// <remarks>
/// All of linear memory is touched through <see cref="Dovetail.Memory.Slice"/>, which checks each access. A span is
/// good until the next
/// <see cref="Reallocate"/>: that runs the guest, which may grow its memory, but never move it.
/// </remarks>
internal readonly struct LiftLowerContext(AbiSide side, CallScope? scope)
{
    /// <summary>The longest string or list, in bytes, that is read.</summary>
    public const uint MAX_BYTE_LENGTH = (1 << 28) - 1;

    public readonly AbiSide Side = side;

    /// <summary>The scope; null where the function's type has no borrow.</summary>
    public readonly CallScope? Scope = scope;

    public Store Store => Side.Instance.Store;

    /// <summary>The first byte of a range that is checked here, for code that stays inside.</summary>
    /// <exception cref="TrapException">The range does not lie within the memory.</exception>
    public ref byte Block(ulong address, uint size) =>
        ref MemoryMarshal.GetReference(Side.Memory.Slice(address, checked((int)size)));

    /// <summary>As <see cref="Block"/>, for parameters or results, whose alignment is checked as well.</summary>
    public ref byte ValuesBlock(ulong address, uint size, uint alignment)
    {
        CheckValues(address, size, alignment);
        return ref Block(address, size);
    }

    public Span<byte> Bytes(ulong address, uint length) => Side.Memory.Slice(address, checked((int)length));

    public byte LoadU8(ulong address) => Side.Memory.Slice(address, 1)[0];

    public ushort LoadU16(ulong address) => BinaryPrimitives.ReadUInt16LittleEndian(Side.Memory.Slice(address, 2));

    public uint LoadU32(ulong address) => BinaryPrimitives.ReadUInt32LittleEndian(Side.Memory.Slice(address, 4));

    public ulong LoadU64(ulong address) => BinaryPrimitives.ReadUInt64LittleEndian(Side.Memory.Slice(address, 8));

    public void StoreU8(ulong address, byte value) => Side.Memory.Slice(address, 1)[0] = value;

    public void StoreU16(ulong address, ushort value) =>
        BinaryPrimitives.WriteUInt16LittleEndian(Side.Memory.Slice(address, 2), value);

    public void StoreU32(ulong address, uint value) =>
        BinaryPrimitives.WriteUInt32LittleEndian(Side.Memory.Slice(address, 4), value);

    public void StoreU64(ulong address, ulong value) =>
        BinaryPrimitives.WriteUInt64LittleEndian(Side.Memory.Slice(address, 8), value);

    /// <summary>Writes the address and the length of a string or a list.</summary>
    public void StoreRange(ulong address, GuestRange range, bool isWide)
    {
        if (isWide)
        {
            StoreU64(address, range.Begin);
            StoreU64(address + 8, range.Length);
        }
        else
        {
            StoreU32(address, (uint)range.Begin);
            StoreU32(address + 4, (uint)range.Length);
        }
    }

    /// <summary>Reads an integer of 1, 2 or 4 bytes: a discriminant, or flags.</summary>
    public uint LoadInt(ulong address, uint size) => size switch
    {
        1 => LoadU8(address),
        2 => LoadU16(address),
        _ => LoadU32(address),
    };

    /// <summary>Writes an integer of 1, 2 or 4 bytes.</summary>
    public void StoreInt(ulong address, uint value, uint size)
    {
        switch (size)
        {
            case 1: StoreU8(address, (byte)value); break;
            case 2: StoreU16(address, (ushort)value); break;
            default: StoreU32(address, value); break;
        }
    }

    /// <summary>Checks the place of parameters or results in memory.</summary>
    public void CheckValues(ulong address, uint size, uint alignment)
    {
        if ((address & (alignment - 1)) != 0)
        {
            AbiTraps.Unaligned();
        }
        if (!Side.Memory.Contains(address, size))
        {
            AbiTraps.OutOfBounds(AbiBlock.Values, Side.IsHostEdge);
        }
    }

    /// <summary>Checks the place of a list: its length in bytes, its alignment, its bounds.</summary>
    public void CheckList(ulong address, ulong count, uint elementSize, uint alignment)
    {
        // A count of 32 bits times a size of 28 does not wrap.
        var bytes = count <= uint.MaxValue ? count * elementSize : ulong.MaxValue;
        if (bytes > MAX_BYTE_LENGTH)
        {
            AbiTraps.OutOfBounds(AbiBlock.List, Side.IsHostEdge);
        }
        if ((address & (alignment - 1)) != 0)
        {
            AbiTraps.Unaligned();
        }
        if (!Side.Memory.Contains(address, bytes))
        {
            AbiTraps.OutOfBounds(AbiBlock.List, Side.IsHostEdge);
        }
    }

    /// <summary>
    /// Counts what a lift passes on: a guest's memory may name the same bytes again and again.
    /// </summary>
    public void Charge(long bytes)
    {
        if ((Side.Instance.ValueBytesLeft -= bytes) < 0)
        {
            AbiTraps.ValueBytes(Side.Instance, Side.IsHostEdge);
        }
        if (Side.MetersFuel)
        {
            FuelOperations.ChargeBytes(bytes, Side.Instance.Store);
        }
    }

    /// <summary>Lets the host stop long work on a list, between two of its elements: each may itself be long.</summary>
    public void Poll()
    {
        if (Store.InterruptFlag != 0)
        {
            Traps.Interrupted(Store);
        }
    }

    public ulong Allocate(uint alignment, uint size, AbiBlock block) => Reallocate(0, 0, alignment, size, block);

    /// <summary>
    /// Calls the guest's <c>realloc</c> and checks what it returns. The guest cannot call out meanwhile.
    /// </summary>
    public ulong Reallocate(ulong old, uint oldSize, uint alignment, uint newSize, AbiBlock block)
    {
        var instance = Side.Instance;
        if (Side.MetersFuel && Side.IsHostEdge)
        {
            FuelOperations.ChargeBytes(newSize, instance.Store);
        }
        instance.MayLeave = false;
        var address = CoreCalls.Realloc(Side.Options.Realloc!, Side.Options.Pointer, old, oldSize, alignment, newSize);
        instance.MayLeave = true;
        if ((address & (alignment - 1)) != 0)
        {
            AbiTraps.ReallocUnaligned(Side.IsHostEdge);
        }
        if (!Side.Memory.Contains(address, newSize))
        {
            AbiTraps.ReallocOutOfBounds(block, Side.IsHostEdge);
        }
        return address;
    }
}
