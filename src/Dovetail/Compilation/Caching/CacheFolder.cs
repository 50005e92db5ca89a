using Microsoft.Win32.SafeHandles;

namespace Dovetail.Compilation.Caching;

/// <summary>
/// The files of a cache, one per entry, named by its key. A file is written under another name and then takes its own, so that nobody sees half of it; of
/// two writers the later wins. Nothing here throws but for the folder itself: a cache that fails is no cache.
/// </summary>
internal sealed class CacheFolder
{
    private const string Extension = ".dvc";
    private const string Unfinished = ".tmp";

    private static readonly TimeSpan Abandoned = TimeSpan.FromHours(1);

    public CacheFolder(string path, long maxBytes)
    {
        (Path, MaxBytes) = (path, maxBytes);
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
            return;
        }
        Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        if ((File.GetUnixFileMode(path) & (UnixFileMode.GroupWrite | UnixFileMode.OtherWrite)) != 0)
            throw new UnauthorizedAccessException($"others may write into `{path}`: a cache of code must be its owner's alone");
    }

    public string Path { get; }

    public long MaxBytes { get; }

    /// <summary>The file of an entry, opened to be read; null where there is none. It stays readable when another takes its place.</summary>
    public SafeFileHandle? Open(byte[] key)
    {
        try
        {
            return File.OpenHandle(FileOf(key), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, FileOptions.RandomAccess);
        }
        catch (Exception e) when (IsFailure(e))
        {
            return null;
        }
    }

    /// <summary>Notes that an entry is used. As the time when it was written: times of access are often switched off.</summary>
    public void Touch(byte[] key)
    {
        try
        {
            File.SetLastWriteTimeUtc(FileOf(key), DateTime.UtcNow);
        }
        catch (Exception e) when (IsFailure(e))
        {
            // It will look older than it is.
        }
    }

    /// <summary>Puts an entry in its place, and removes others until all fit.</summary>
    public void Put(byte[] key, Action<Stream> write)
    {
        var unfinished = System.IO.Path.Combine(Path, $"{Guid.NewGuid():N}{Unfinished}");
        try
        {
            using (var stream = new FileStream(unfinished, FileMode.CreateNew, FileAccess.Write, FileShare.None))
                write(stream);
            if (new FileInfo(unfinished).Length <= MaxBytes)
                File.Move(unfinished, FileOf(key), overwrite: true);
            Trim();
        }
        catch (Exception e) when (IsFailure(e))
        {
            // There is no entry then, or the one that was.
        }
        finally
        {
            Delete(unfinished);
        }
    }

    private void Trim()
    {
        var files = new DirectoryInfo(Path).GetFiles();
        foreach (var file in files.Where(file => file.Extension == Unfinished && file.LastWriteTimeUtc < DateTime.UtcNow - Abandoned))
            Delete(file.FullName);
        var left = MaxBytes;
        foreach (var entry in files.Where(file => file.Extension == Extension).OrderByDescending(file => file.LastWriteTimeUtc))
        {
            left -= entry.Length;
            if (left < 0)
                Delete(entry.FullName);
        }
    }

    private string FileOf(byte[] key) => System.IO.Path.Combine(Path, Convert.ToHexStringLower(key) + Extension);

    private static void Delete(string file)
    {
        try
        {
            File.Delete(file);
        }
        catch (Exception e) when (IsFailure(e))
        {
            // Somebody has it open, or deleted it.
        }
    }

    private static bool IsFailure(Exception e) => e is IOException or UnauthorizedAccessException or System.Security.SecurityException or NotSupportedException;
}
