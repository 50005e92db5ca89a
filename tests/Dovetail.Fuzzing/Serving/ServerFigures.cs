using System.Globalization;

namespace Dovetail.Fuzzing.Serving;

/// <summary>What a process holds, after all garbage was collected. Mappings, threads and descriptors are Linux's to say, and 0 elsewhere.</summary>
/// <param name="Heap">The bytes of .NET's heap.</param>
/// <param name="Resident">The bytes of memory that are resident.</param>
internal sealed record ServerFigures(long Heap, long Resident, long Mappings, long Threads, long Descriptors)
{
    /// <summary>This process's.</summary>
    public static ServerFigures Now()
    {
        for (var i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        return new ServerFigures(
            GC.GetTotalMemory(forceFullCollection: true),
            Environment.WorkingSet,
            OperatingSystem.IsLinux() ? File.ReadLines("/proc/self/maps").LongCount() : 0,
            OperatingSystem.IsLinux() ? Directory.GetDirectories("/proc/self/task").Length : 0,
            OperatingSystem.IsLinux() ? Directory.GetFileSystemEntries("/proc/self/fd").Length : 0);
    }

    /// <summary>Reads what <see cref="ToLine"/> wrote.</summary>
    public static ServerFigures Parse(string line)
    {
        var numbers = line.Split(' ').Select(number => long.Parse(number, CultureInfo.InvariantCulture)).ToArray();
        return new ServerFigures(numbers[0], numbers[1], numbers[2], numbers[3], numbers[4]);
    }

    /// <summary>The numbers, for <see cref="Parse"/>.</summary>
    public string ToLine() => string.Create(CultureInfo.InvariantCulture, $"{Heap} {Resident} {Mappings} {Threads} {Descriptors}");

    /// <summary>What is more than it was by more than a settled server's figures vary; null for nothing.</summary>
    public string? GrowthSince(ServerFigures before) =>
        Heap > before.Heap + before.Heap / 5 + (4 << 20) ? "the heap has grown"
        : Resident > before.Resident + before.Resident / 4 + (32 << 20) ? "resident memory has grown"
        : Mappings > before.Mappings + before.Mappings / 10 + 50 ? "mappings have grown"
        : Threads > before.Threads + 4 ? "threads have grown"
        : Descriptors > before.Descriptors + 4 ? "descriptors have grown"
        : null;

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"heap {Heap / 1e6:F1} MB, resident {Resident / 1e6:F0} MB, {Mappings} mappings, {Threads} threads, {Descriptors} descriptors");
}
