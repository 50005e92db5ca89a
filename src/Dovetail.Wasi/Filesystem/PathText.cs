using System.Text;

namespace Dovetail.Wasi.Filesystem;

/// <summary>A guest's path, cut at its last component.</summary>
/// <param name="Directory">What leads to the directory that the last component is in; empty for where the path begins.</param>
/// <param name="Name">The last component, without slashes; <c>.</c> where the path as a whole is a directory.</param>
/// <param name="HasSlash">Whether slashes followed it, so that it must be a directory.</param>
internal readonly record struct PathText(string Directory, string Name, bool HasSlash)
{
    private const int MaxPathBytes = 4095;
    private const int MaxNameBytes = 255;

    /// <exception cref="FileFault">It is no path, or it is an absolute one.</exception>
    public static PathText Parse(string path)
    {
        Check(path);
        var trimmed = path.TrimEnd('/');
        var cut = trimmed.LastIndexOf('/');
        var name = trimmed[(cut + 1)..];
        return name is "." or ".."
            ? new PathText(trimmed, ".", true)
            : new PathText(cut < 0 ? "" : trimmed[..cut], name, trimmed.Length < path.Length);
    }

    /// <summary>Checks what holds for all paths, and for the contents of links that are followed.</summary>
    /// <exception cref="FileFault">It is no path, or it is an absolute one.</exception>
    public static void Check(string path)
    {
        if (path.Length == 0)
            throw new FileFault(ErrorCode.NoEntry);
        if (path[0] == '/')
            throw new FileFault(ErrorCode.NotPermitted);
        if (path.Contains('\0', StringComparison.Ordinal))
            throw new FileFault(ErrorCode.Invalid);
        if (path.Length > MaxPathBytes || Encoding.UTF8.GetByteCount(path) > MaxPathBytes)
            throw new FileFault(ErrorCode.NameTooLong);
    }

    /// <exception cref="FileFault">The component is longer than any filesystem takes.</exception>
    public static void CheckName(string name)
    {
        if (name.Length > MaxNameBytes || Encoding.UTF8.GetByteCount(name) > MaxNameBytes)
            throw new FileFault(ErrorCode.NameTooLong);
    }
}
