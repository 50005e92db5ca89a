using Dovetail.CanonicalAbi;

namespace Dovetail.Resources;

/// <summary>
/// The handles of one component instance (CanonicalABI.md, "Table State"): dense, with a free list, index 0 never used.
/// </summary>
/// <remarks>
/// Freed indices are used again, last freed first, as the specification says. Waitables and streams, when they come,
/// are entries of the same table.
/// </remarks>
/// <param name="most">How many handles the instance may have, at most <see cref="MAX_LENGTH"/>.</param>
/// <param name="owner">What messages call the instance.</param>
internal sealed class HandleTable(int most = HandleTable.MAX_LENGTH, string owner = "")
{
    /// <summary>The greatest index.</summary>
    public const int MAX_LENGTH = (1 << 28) - 1;

    // Many instances never have a handle.
    private static readonly Entry[] None = new Entry[1];

    // Room for more entries is not worth keeping once the table is cleared.
    private const int MostKept = 64;

    private Entry[] entries = None;
    private int length = 1;
    private int firstFree;

    /// <summary>How many handles there are.</summary>
    public int Count { get; private set; }

    /// <summary>Makes a handle that owns.</summary>
    public uint AddOwn(RuntimeResourceType type, ResourceRep rep) => Add(new Entry { Type = type, Rep = rep });

    /// <summary>Makes a handle to an error context.</summary>
    public uint AddErrorContext(ErrorContext context) => AddOwn(RuntimeResourceType.ErrorContext, new ResourceRep(0, context));

    /// <summary>The error context that a handle stands for.</summary>
    public ErrorContext GetErrorContext(uint index) => (ErrorContext)Get(index, RuntimeResourceType.ErrorContext).Object!;

    /// <summary>Makes a handle that borrows until the end of <paramref name="scope"/>'s call.</summary>
    public uint AddBorrow(RuntimeResourceType type, ResourceRep rep, CallScope scope)
    {
        var index = Add(new Entry { Type = type, Rep = rep, Scope = scope });
        scope.BorrowCount++;
        return index;
    }

    /// <summary>
    /// What a handle of <paramref name="type"/> stands for; of whatever handle, as <c>resource.rep</c> wants.
    /// </summary>
    public ResourceRep Get(uint index, RuntimeResourceType type) => At(index, type).Rep;

    /// <summary>
    /// Takes a handle that owns, and is not lent, out of the table (CanonicalABI.md, <c>lift_own</c>).
    /// </summary>
    public ResourceRep TakeOwn(uint index, RuntimeResourceType type)
    {
        ref var entry = ref At(index, type);
        if (entry.Lends != 0)
        {
            AbiTraps.Lent();
        }
        if (entry.Scope is not null)
        {
            AbiTraps.NotOwned(index);
        }
        var rep = entry.Rep;
        Free(index);
        return rep;
    }

    /// <summary>
    /// Takes a handle of any kind out of the table, as <c>resource.drop</c> does; true when it owned.
    /// </summary>
    public bool Drop(uint index, RuntimeResourceType type, out ResourceRep rep)
    {
        ref var entry = ref At(index, type);
        if (entry.Lends != 0)
        {
            AbiTraps.Lent();
        }
        rep = entry.Rep;
        var scope = entry.Scope;
        Free(index);
        if (scope is null)
        {
            return true;
        }
        scope.BorrowCount--;
        return false;
    }

    /// <summary>Takes all handles that borrow out of the table.</summary>
    public void DropBorrows()
    {
        for (var index = 1; index < length; index++)
        {
            if (entries[index].Scope is { } scope)
            {
                scope.BorrowCount--;
                Free((uint)index);
            }
        }
    }

    /// <summary>Makes it empty, as if no index had ever been used.</summary>
    public void Clear()
    {
        if (entries.Length > MostKept)
        {
            entries = None;
        }
        else
        {
            Array.Clear(entries);
        }
        (length, firstFree, Count) = (1, 0, 0);
    }

    /// <summary>
    /// Counts a loan of a handle, or its end. The handle exists: while it is lent it cannot be dropped.
    /// </summary>
    public void Lend(uint index, int change) => entries[index].Lends += change;

    /// <summary>One more than the greatest index that was ever used.</summary>
    public uint Length => (uint)length;

    /// <summary>The free indices, in the order in which they will be used again.</summary>
    public IEnumerable<uint> FreeIndices
    {
        get
        {
            for (var index = firstFree; index != 0; index = entries[index].NextFree)
            {
                yield return (uint)index;
            }
        }
    }

    /// <summary>What an index stands for, for who looks at the table from outside; false where it is free.</summary>
    public bool TryDescribe(uint index, out HandleDescription description)
    {
        ref var entry = ref entries[index];
        description = new HandleDescription(entry.Type, entry.Rep, entry.Scope is null, entry.Lends);
        return index != 0 && entry.Type is not null;
    }

    private ref Entry At(uint index, RuntimeResourceType type)
    {
        if (index >= (uint)length || entries[index].Type is not { } found)
        {
            AbiTraps.UnknownHandle(index);
            throw new System.Diagnostics.UnreachableException();
        }
        if (found != type)
        {
            AbiTraps.WrongType(index, type, found);
        }
        return ref entries[index];
    }

    private uint Add(Entry entry)
    {
        if (Count >= most)
        {
            AbiTraps.HandleTableFull(owner, most);
        }
        Count++;
        if (firstFree != 0)
        {
            var free = firstFree;
            firstFree = entries[free].NextFree;
            entries[free] = entry;
            return (uint)free;
        }
        if (length > MAX_LENGTH)
        {
            AbiTraps.HandleTableFull(owner, most);
        }
        if (length == entries.Length)
        {
            Array.Resize(ref entries, (int)Math.Min(MAX_LENGTH + 1L, Math.Max(8, length * 2L)));
        }
        entries[length] = entry;
        return (uint)length++;
    }

    private void Free(uint index)
    {
        Count--;
        entries[index] = new Entry { NextFree = firstFree };
        firstFree = (int)index;
    }

    private struct Entry
    {
        public RuntimeResourceType? Type;
        public ResourceRep Rep;
        public CallScope? Scope;
        public int Lends;
        public int NextFree;
    }
}

/// <summary>A handle as it stands in a table.</summary>
/// <param name="IsOwn">Whether it owns, or borrows.</param>
/// <param name="Lends">How many calls it is lent to.</param>
internal readonly record struct HandleDescription(RuntimeResourceType? Type, ResourceRep Rep, bool IsOwn, int Lends);
