using Microsoft.Win32.SafeHandles;

namespace Dovetail.Runtime;

/// <summary>
/// Where a large image lies in a memory, and the file that it is. The file exists in memory alone, and memories map it copy-on-write: a page is
/// copied when a guest first writes to it, and is the image's again when the copies are given back. Where the system has no such files, the
/// image is copied over what the guest before left in the area.
/// </summary>
internal sealed class ImageArea
{
    private static int _abandonedCount;

    private readonly SafeFileHandle? _file;
    private volatile bool _isAbandoned;

    private ImageArea(SafeFileHandle? file, long start, long length) => (_file, Start, Length) = (file, start, length);

    /// <summary>Where in a memory the area begins: at a page of the operating system.</summary>
    internal long Start { get; }

    /// <summary>How many bytes it has: whole pages.</summary>
    internal long Length { get; }

    /// <summary>Whether the image is mapped, not copied.</summary>
    internal bool IsMapped => _file is not null;

    /// <summary>How many of the process are abandoned by now: pools look for those when it changes.</summary>
    internal static int AbandonedCount => Volatile.Read(ref _abandonedCount);

    /// <summary>Whether the module that it was made for is gone, so that nobody will ask for it again.</summary>
    internal bool IsAbandoned => _isAbandoned;

    /// <summary>The area of the bytes from <paramref name="start"/> to <paramref name="end"/>, with a file where the system has such.</summary>
    /// <param name="mayMap">Whether there may be a file.</param>
    internal static ImageArea Create(ImagePart[] parts, long start, long end, bool mayMap)
    {
        var page = (long)Environment.SystemPageSize;
        start = start / page * page;
        var length = (end - start + page - 1) / page * page;
        var file = mayMap ? CreateFile(parts, start, length) : null;
        if (file is not null)
            GC.AddMemoryPressure(length);
        return new ImageArea(file, start, length);
    }

    /// <summary>Maps the file at its place in the block that begins at <paramref name="memory"/>; false when the system has no room.</summary>
    internal bool TryMap(nint memory) => AddressSpace.Current.MapPrivate(memory + (nint)Start, (nuint)Length, _file!);

    /// <summary>Closes the file. Memories that have mapped it keep what they see.</summary>
    internal void Abandon()
    {
        _isAbandoned = true;
        Interlocked.Increment(ref _abandonedCount);
        if (_file is null)
            return;
        _file.Dispose();
        GC.RemoveMemoryPressure(Length);
    }

    private static SafeFileHandle? CreateFile(ImagePart[] parts, long start, long length)
    {
        if (AddressSpace.Current.CreateMemoryFile(length) is not { } file)
            return null;
        try
        {
            foreach (var part in parts)
                RandomAccess.Write(file, part.Bytes.Span, part.Address - start);
            return file;
        }
        catch (IOException)
        {
            // No memory for it: then copies have to do.
            file.Dispose();
            return null;
        }
    }
}
