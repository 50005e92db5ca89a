using System.Globalization;

namespace Dovetail.Runtime;

/// <summary>
/// The process-wide account of mappings and reserved bytes. It refuses by name, long before the kernel would: a process that
/// runs out of mappings cannot even compile a method any more, and .NET then ends it.
/// </summary>
/// <remarks>What other parts of the process map is not seen; a quarter of the mappings is left for them.</remarks>
internal sealed class MemoryAccount
{
    private const long DefaultMapCount = 65_530;
    private long _mappings;
    private long _bytes;

    private readonly Func<bool>? _giveBack;

    /// <param name="giveBack">Frees what nobody uses now, before the account refuses; whether there was anything.</param>
    internal MemoryAccount(long maxMappings, long maxBytes, Func<bool>? giveBack = null) =>
        (MaxMappings, MaxBytes, _giveBack) = (maxMappings, maxBytes, giveBack);

    /// <summary>The account of this process.</summary>
    internal static MemoryAccount Process { get; } = new(ReadMapCount() / 4 * 3, IntPtr.Size == 8 ? 1L << 46 : 1L << 30, MemoryPool.ClearAll);

    /// <summary>How many mappings may be held at once.</summary>
    internal long MaxMappings { get; }

    /// <summary>How many bytes of address space may be held at once.</summary>
    internal long MaxBytes { get; }

    /// <summary>The mappings held now.</summary>
    internal long Mappings => Volatile.Read(ref _mappings);

    /// <summary>The bytes of address space held now.</summary>
    internal long Bytes => Volatile.Read(ref _bytes);

    /// <summary>Enters mappings and bytes before they are asked from the system.</summary>
    /// <exception cref="LimitException">The account has no room for them.</exception>
    internal void Charge(long mappings, long bytes)
    {
        var refusal = TryCharge(mappings, bytes);
        if (refusal is not null)
        {
            // Whatever it gave back: another thread may just have done so.
            _giveBack?.Invoke();
            refusal = TryCharge(mappings, bytes);
        }
        if (refusal is not null)
            throw refusal;
    }

    /// <summary>Takes out what was given back to the system.</summary>
    internal void Credit(long mappings, long bytes)
    {
        Interlocked.Add(ref _mappings, -mappings);
        Interlocked.Add(ref _bytes, -bytes);
    }

    private LimitException? TryCharge(long mappings, long bytes)
    {
        if (Interlocked.Add(ref _mappings, mappings) > MaxMappings)
        {
            Interlocked.Add(ref _mappings, -mappings);
            return Full("memory mappings", MaxMappings);
        }
        if (Interlocked.Add(ref _bytes, bytes) > MaxBytes)
        {
            Credit(mappings, bytes);
            return Full("reserved memory", MaxBytes);
        }
        return null;
    }

    private static LimitException Full(string limit, long most) => new(limit, string.Create(
        CultureInfo.InvariantCulture,
        $"the process has reached its limit of {limit} ({most}); dispose stores that are not needed, or declare smaller memories"));

    private static long ReadMapCount()
    {
        const string path = "/proc/sys/vm/max_map_count";
        try
        {
            if (OperatingSystem.IsLinux() && long.TryParse(File.ReadAllText(path), CultureInfo.InvariantCulture, out var count))
                return Math.Max(count, 1024);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A sandbox without /proc: the kernel's default.
        }
        return DefaultMapCount;
    }
}
