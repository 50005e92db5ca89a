using Dovetail.Wasi.Clocks;

namespace Dovetail.Wasi.Filesystem.Memory;

/// <summary>A node of a filesystem in memory. Used under the lock of its filesystem.</summary>
internal abstract class MemoryNode(ulong number, DateTimeOffset now)
{
    public abstract DescriptorType Type { get; }

    public ulong Number { get; } = number;

    public abstract ulong Size { get; }

    /// <summary>In how many directories it is.</summary>
    public ulong Links { get; set; } = 1;

    public Datetime Accessed { get; set; } = Datetime.Of(now);

    public Datetime Modified { get; set; } = Datetime.Of(now);

    public Datetime Changed { get; set; } = Datetime.Of(now);

    public NodeStat Examine(ulong system) => new(new NodeIdentity(system, Number), new DescriptorStat(Type, Links, Size, Accessed, Modified, Changed));

    /// <summary>Its contents changed.</summary>
    public void Touch(DateTimeOffset now) => Modified = Changed = Datetime.Of(now);
}

/// <summary>A regular file.</summary>
internal sealed class MemoryFile(ulong number, DateTimeOffset now) : MemoryNode(number, now)
{
    private byte[] _bytes = [];
    private int _length;

    public override DescriptorType Type => DescriptorType.RegularFile;

    public override ulong Size => (ulong)_length;

    /// <summary>How many use it while it is open; with them and its links gone, its bytes are free.</summary>
    public int Opens { get; set; }

    /// <summary>For how many bytes there is memory: at most twice its size.</summary>
    public int Capacity => _bytes.Length;

    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _length);

    public int Read(Span<byte> bytes, long offset)
    {
        if (offset >= _length)
            return 0;
        var found = Bytes[(int)offset..];
        found = found[..Math.Min(found.Length, bytes.Length)];
        found.CopyTo(bytes);
        return found.Length;
    }

    public void Write(ReadOnlySpan<byte> bytes, int offset)
    {
        Resize(Math.Max(_length, offset + bytes.Length));
        bytes.CopyTo(_bytes.AsSpan(offset));
    }

    public void Resize(int length)
    {
        if (length > Capacity)
            Array.Resize(ref _bytes, (int)Math.Min(Math.Max(length, 2L * Capacity), Array.MaxLength));
        else if (length < Capacity / 2)
            Array.Resize(ref _bytes, length);
        else if (length < _length)
            _bytes.AsSpan(length, _length - length).Clear();
        _length = length;
    }
}

/// <summary>A symbolic link.</summary>
internal sealed class MemoryLink(ulong number, DateTimeOffset now, string target) : MemoryNode(number, now)
{
    public override DescriptorType Type => DescriptorType.SymbolicLink;

    public override ulong Size { get; } = (ulong)System.Text.Encoding.UTF8.GetByteCount(target);

    public string Target { get; } = target;
}

/// <summary>A directory. Its entries are in the order of their names, so that listings are deterministic.</summary>
internal sealed class MemoryFolder(ulong number, DateTimeOffset now) : MemoryNode(number, now)
{
    public override DescriptorType Type => DescriptorType.Directory;

    public override ulong Size => 0;

    public SortedDictionary<string, MemoryNode> Entries { get; } = new(StringComparer.Ordinal);

    /// <summary>The directory that it is in; null for the root, and for one that was removed.</summary>
    public MemoryFolder? Parent { get; set; }

    /// <summary>Whether it was removed, and nothing can be made in it any more.</summary>
    public bool IsRemoved { get; set; }
}
