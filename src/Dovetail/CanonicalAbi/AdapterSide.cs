using Dovetail.Resources;
using Dovetail.Runtime;
using Dovetail.Wit.Abi;

namespace Dovetail.CanonicalAbi;

/// <summary>One side of a call between components: the instance, and what its <c>canon</c> names. Belongs to the store's thread.</summary>
internal sealed class AdapterSide
{
    public readonly ComponentState Instance;

    /// <summary>The memory. Validation has seen to it that a type that needs one has one.</summary>
    public readonly Memory Memory;

    /// <summary>
    /// What values are copied from once all of them are lifted: the memory, or where the other side's <c>realloc</c> could change that,
    /// what was there when it was checked.
    /// </summary>
    public readonly Memory Source;

    public readonly FunctionReference? Realloc;

    /// <summary>How wide addresses and lengths are.</summary>
    public readonly PointerType Pointer;

    /// <summary>The bit of a length that says UTF-16 in <c>latin1+utf16</c>.</summary>
    public readonly ulong Utf16Tag;

    /// <summary>The runtime types of the function's resources, by their slots in this side's plan.</summary>
    public readonly RuntimeResourceType[] Resources;

    /// <summary>Whether what the instance passes to the other costs something.</summary>
    public readonly bool CountsCopies;

    // Whether what was checked must be kept, and whether either.
    private readonly bool isShared;
    private readonly bool isWatched;

    /// <param name="isShared">Whether the other side's code can write to this side's memory.</param>
    public AdapterSide(ComponentState instance, CanonicalOptions options, RuntimeResourceType[] resources, bool isShared)
    {
        (Instance, Memory, Realloc, Resources) = (instance, options.Memory!, options.Realloc, resources);
        (Pointer, Utf16Tag) = (options.Pointer, options.Utf16Tag);
        this.isShared = isShared && options.Memory is not null;
        Source = this.isShared ? Snapshot.Of(options.Memory!) : Memory;
        CountsCopies = instance.Store.Engine.Options.MetersFuel || instance.Budget?.MaxValueBytes is not null;
        isWatched = CountsCopies || this.isShared;
    }

    /// <summary>Begins to count what a call makes the instance pass to the other.</summary>
    public void BeginCopies() => Instance.ValueBytesLeft = Instance.Budget?.MaxValueBytes ?? long.MaxValue;

    /// <summary>
    /// Counts a string or list that was checked and will be copied, where that costs something, and keeps it where it could change before: a
    /// guest's memory may name the same bytes again and again.
    /// </summary>
    public void Lifted(ulong address, ulong length)
    {
        if (isWatched)
        {
            Watch(address, length);
        }
    }

    /// <summary>Keeps what lies in a range that was checked, where it could change before it is copied.</summary>
    public void Keep(ulong address, ulong length)
    {
        if (isShared)
        {
            Snapshot.Keep(Memory, Source, address, length);
        }
    }

    private void Watch(ulong address, ulong length)
    {
        if (CountsCopies)
        {
            Charge((long)length);
        }
        Keep(address, length);
    }

    private void Charge(long bytes)
    {
        if ((Instance.ValueBytesLeft -= bytes) < 0)
        {
            AbiTraps.ValueBytes(Instance, isHostEdge: false);
        }
        if (Instance.Store.Engine.Options.MetersFuel)
        {
            FuelOperations.ChargeBytes(bytes, Instance.Store);
        }
    }
}

/// <summary>
/// A memory beside another, in which bytes lie at the same addresses: what was lifted out of a component that calls itself. The
/// specification lifts all values before it lowers the first, and <c>realloc</c>, which runs in between, may then write over their source.
/// </summary>
internal static class Snapshot
{
    /// <summary>A memory for what is kept of <paramref name="memory"/>; it takes no bytes yet.</summary>
    public static Memory Of(Memory memory) =>
        new(memory.Store, memory.DeclaredType with { Limits = memory.DeclaredType.Limits with { Minimum = 0 } });

    /// <summary>Copies a range that lies inside <paramref name="memory"/>.</summary>
    /// <exception cref="TrapException">The store has no room for it.</exception>
    public static void Keep(Memory memory, Memory kept, ulong address, ulong length)
    {
        if (!kept.Contains(address, length) && kept.GrowInside((ulong)(memory.PageCount - kept.PageCount)) < 0)
        {
            AbiTraps.NoRoomForSnapshot();
        }
        AdapterMemory.Copy(memory, address, kept, address, length);
    }
}
