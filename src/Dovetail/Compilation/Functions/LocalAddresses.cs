using Dovetail.Compilation.Cil;

namespace Dovetail.Compilation.Functions;

/// <summary>
/// The locals of the guest that were used as addresses: each, until it is set again, has its value as a number of 64 bits in a local of its
/// own, and is known to be inside a memory as far as it was checked. Accesses of fields of one structure so cost one check, or few.
/// </summary>
/// <remarks>
/// Where paths meet, what was found since they parted is taken back; at the head of a loop everything is forgotten. The verifier knows only the last
/// facts of a path, so that a check that lies many branches back does not count any more.
/// </remarks>
/// <param name="isOff">Whether nothing is to be known, since the verifier could not follow.</param>
internal sealed class LocalAddresses(CilBuilder builder, bool isOff)
{
    private const int MostEntries = 400;

    // Each branch proves one fact at most; the verifier looks back 64.
    private const int MostBranches = 48;

    private readonly Dictionary<int, Entry> _entries = [];
    private readonly ArrayBuilder<Change> _log = new(8);
    private readonly Dictionary<int, int> _holders = [];
    private int _generation;

    /// <summary>Whether anything can be known.</summary>
    public bool IsOn => !isOff;

    /// <summary>A place in the log, for <see cref="Join"/>.</summary>
    public (int Generation, int Length) Mark => (_generation, _log.Count);

    /// <summary>What is known of a local; null where it was not used as an address since it was set.</summary>
    public Entry? Find(int local) => _entries.GetValueOrDefault(local);

    /// <summary>Says that <paramref name="address"/>, a rented local, has the local's value, which is at most <paramref name="max"/>.</summary>
    public Entry Add(int local, int address, ulong max)
    {
        if (_log.Count >= MostEntries)
            Forget();
        var entry = new Entry(local, address, max);
        _entries.Add(local, entry);
        _log.Add(new Change(entry, default, true));
        Hold(address);
        return entry;
    }

    /// <summary>Whether so many bytes of the memory behind the address are known to be there.</summary>
    public bool IsChecked(Entry entry, int memory, long size) =>
        entry.Checked.Memory == memory && entry.Checked.Size >= size && builder.BranchCount - entry.Checked.At <= MostBranches;

    /// <summary>Says that they are.</summary>
    public void SetChecked(Entry entry, int memory, long size)
    {
        _log.Add(new Change(entry, entry.Checked, false));
        entry.Checked = new Check(memory, size, builder.BranchCount);
    }

    /// <summary>The local was set.</summary>
    public void Set(int local)
    {
        if (_entries.Remove(local, out var entry))
            Release(entry.Address);
    }

    /// <summary>Keeps what was known at the mark and still holds.</summary>
    public void Join((int Generation, int Length) mark)
    {
        if (mark.Generation != _generation)
        {
            Forget();
            return;
        }
        for (var i = _log.Count - 1; i >= mark.Length; i--)
        {
            var (entry, before, isNew) = _log[i];
            entry.Checked = before;
            if (isNew && _entries.GetValueOrDefault(entry.Local) == entry)
                Set(entry.Local);
        }
        _log.CutTo(mark.Length);
    }

    /// <summary>Forgets everything.</summary>
    public void Forget()
    {
        foreach (var entry in _entries.Values)
            Release(entry.Address);
        _entries.Clear();
        _log.CutTo(0);
        _generation++;
    }

    /// <summary>Someone more reads the rented local.</summary>
    public void Hold(int address) => _holders[address] = _holders.GetValueOrDefault(address) + 1;

    /// <summary>Someone reads it no more; it is given back after the last.</summary>
    public void Release(int address)
    {
        var holders = _holders[address] - 1;
        _holders[address] = holders;
        if (holders == 0)
            builder.ReturnLocal(address);
    }

    /// <summary>A local and its address.</summary>
    internal sealed class Entry(int local, int address, ulong max)
    {
        public int Local => local;

        /// <summary>The rented local with the value as a number of 64 bits.</summary>
        public int Address => address;

        /// <summary>The largest it can be, as far as it was known then.</summary>
        public ulong Max => max;

        public Check Checked { get; set; }
    }

    /// <summary>How many bytes were checked, and how many branches there were before.</summary>
    internal readonly record struct Check(int Memory, long Size, int At);

    private readonly record struct Change(Entry Entry, Check Before, bool IsNew);
}
