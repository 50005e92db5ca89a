using Dovetail.Wasi.Filesystem;

namespace Dovetail.Wasi.Preview1;

/// <summary>
/// The entries of a directory, <c>.</c> and <c>..</c> first, read again from any place by counting them. Who reads on from where the last read ended meets every entry that
/// is there all the time once, whatever is made and removed meanwhile. Names that are not in UTF-8 are left out: no path leads a guest to them.
/// </summary>
internal sealed class DirectoryListing(WasiState state, OpenDirectory directory) : IDisposable
{
    private IEntryReader? _reader;
    private long _heldBytes;
    private ulong _next;
    private (DirectoryEntry Entry, ulong Number)? _current;

    /// <summary>The entry that so many are before, with its serial number; null behind the last. It stays the next one until <see cref="Take"/>.</summary>
    /// <exception cref="FileFault">The directory cannot be read, or what one of its entries is cannot be told.</exception>
    /// <exception cref="TrapException">The guest must stop.</exception>
    public (DirectoryEntry Entry, ulong Number)? Peek(ulong cookie)
    {
        if (cookie < _next || _reader is null)
            Restart();
        while (true)
        {
            state.ThrowIfStopped();
            if ((_current ??= Read(_next)) is null || _next == cookie)
                return _current;
            Take();
        }
    }

    /// <summary>Goes on behind the entry that was looked at.</summary>
    public void Take()
    {
        _current = null;
        _next++;
    }

    public void Dispose()
    {
        if (_reader is null)
            return;
        _reader.Dispose();
        _reader = null;
        state.Hold(-_heldBytes);
        state.LeaveFile();
    }

    private (DirectoryEntry, ulong)? Read(ulong index)
    {
        // What is above the directory is not told.
        if (index < 2)
            return (new DirectoryEntry(DescriptorType.Directory, index == 0 ? "." : ".."), MetadataHash.NumberOf(directory.Identify()));
        while (true)
        {
            state.ThrowIfStopped();
            try
            {
                return _reader!.Next() is { } entry ? (entry, MetadataHash.NumberOf(directory.ExamineAt(entry.Name, follow: false).Identity)) : null;
            }
            catch (FileFault fault) when (fault.Code is ErrorCode.NoEntry or ErrorCode.IllegalByteSequence)
            {
                // It was removed meanwhile, or is one that is left out.
            }
        }
    }

    private void Restart()
    {
        Dispose();
        (_next, _current) = (0, null);
        state.EnterFile();
        IEntryReader? reader = null;
        try
        {
            reader = directory.ReadEntries();
            state.Hold(reader.HeldBytes);
            (_reader, _heldBytes) = (reader, reader.HeldBytes);
        }
        catch
        {
            reader?.Dispose();
            state.LeaveFile();
            throw;
        }
    }
}
