using System.Globalization;

namespace Dovetail.Runtime;

/// <summary>
/// The bytes of memories and elements of tables that a store has, or an instance of a component with all inside of it, and how many it may have. Used inside
/// the store only.
/// </summary>
/// <param name="around">What this is a part of, and counts there too; null for a store's.</param>
/// <param name="owner">Whose budget it is, for messages.</param>
internal sealed class SpaceBudget(SpaceBudget? around, long maxMemoryBytes, long maxTableElements, string owner)
{
    /// <summary>The bytes of all memories.</summary>
    internal long MemoryBytes { get; private set; }

    /// <summary>The elements of all tables.</summary>
    internal long TableElements { get; private set; }

    /// <summary>Enters bytes of a memory, or with a negative number gives them back; false when there may not be so many.</summary>
    internal bool TryAddMemory(long bytes)
    {
        if (bytes > maxMemoryBytes - MemoryBytes || around?.TryAddMemory(bytes) == false)
            return false;
        MemoryBytes += bytes;
        return true;
    }

    /// <summary>Enters elements of a table, or with a negative number gives them back; false when there may not be so many.</summary>
    internal bool TryAddElements(long count)
    {
        if (count > maxTableElements - TableElements || around?.TryAddElements(count) == false)
            return false;
        TableElements += count;
        return true;
    }

    /// <summary>Returns to an earlier state. What is around must return to its own.</summary>
    internal void Restore(long memoryBytes, long tableElements) => (MemoryBytes, TableElements) = (memoryBytes, tableElements);

    /// <summary>The refusal of a memory that does not fit, here or around.</summary>
    internal LimitException MemoryExceeded(long bytes) => bytes > maxMemoryBytes - MemoryBytes || around is null
        ? Exceeded(owner, "memory bytes", maxMemoryBytes) : around.MemoryExceeded(bytes);

    /// <summary>The refusal of a table that does not fit, here or around.</summary>
    internal LimitException ElementsExceeded(long count) => count > maxTableElements - TableElements || around is null
        ? Exceeded(owner, "table elements", Math.Min(maxTableElements, Array.MaxLength)) : around.ElementsExceeded(count);

    /// <summary>The refusal of what exceeds a limit.</summary>
    internal static LimitException Exceeded(string owner, string limit, long most) =>
        new(limit, string.Create(CultureInfo.InvariantCulture, $"{owner} has reached its limit of {limit} ({most})"));
}
