using System.Collections.Immutable;
using System.Text;
using Dovetail.Wit.Text;

namespace Dovetail.Wit.Resolution;

/// <summary>Reads WIT from files (WIT.md, "Filesystem structure").</summary>
public static class WitFolder
{
    /// <summary>
    /// Reads a file, or a folder with its <c>deps</c>: the <c>.wit</c> files of the folder are one package; each file and each folder in
    /// <c>deps</c> is another.
    /// </summary>
    /// <param name="path">The file or folder.</param>
    /// <param name="readOther">Told of each other file in <c>deps</c>, by its path; may be null.</param>
    /// <exception cref="WitException">A folder has no WIT, or a file is not UTF-8.</exception>
    /// <exception cref="IOException">A file can't be read.</exception>
    public static ImmutableArray<WitSourceGroup> Read(string path, Action<string>? readOther = null)
    {
        if (!Directory.Exists(path))
        {
            return [new WitSourceGroup([ReadFile(path)])];
        }
        var groups = ImmutableArray.CreateBuilder<WitSourceGroup>();
        groups.Add(ReadPackage(path, isDependency: false) ?? throw new WitException($"folder `{path}` has no file *.wit"));
        var deps = Path.Combine(path, "deps");
        if (Directory.Exists(deps))
        {
            foreach (var entry in Sorted(Directory.EnumerateFileSystemEntries(deps)))
            {
                if (Directory.Exists(entry))
                {
                    if (ReadPackage(entry, isDependency: true) is { } package)
                    {
                        groups.Add(package);
                    }
                }
                else if (IsWit(entry))
                {
                    groups.Add(new WitSourceGroup([ReadFile(entry)], IsDependency: true));
                }
                else
                {
                    readOther?.Invoke(entry);
                }
            }
        }
        return groups.ToImmutable();
    }

    /// <summary>Reads a file of WIT.</summary>
    /// <exception cref="WitException">It is not UTF-8.</exception>
    /// <exception cref="IOException">It can't be read.</exception>
    public static SourceText ReadFile(string path) => Decode(File.ReadAllBytes(path), path);

    /// <summary>Decodes the bytes of a file.</summary>
    /// <exception cref="WitException">They are not UTF-8.</exception>
    public static SourceText Decode(byte[] bytes, string? name)
    {
        try
        {
            return new SourceText(new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes), name);
        }
        catch (DecoderFallbackException error)
        {
            throw new WitException(FormattableString.Invariant($"`{name ?? "<input>"}` is not UTF-8 at byte {error.Index}"));
        }
    }

    private static WitSourceGroup? ReadPackage(string folder, bool isDependency)
    {
        var files = Sorted(Directory.EnumerateFiles(folder)).Where(IsWit).Select(ReadFile).ToImmutableArray();
        return files.IsEmpty ? null : new WitSourceGroup(files, isDependency);
    }

    private static bool IsWit(string path) => path.EndsWith(".wit", StringComparison.Ordinal);

    private static IEnumerable<string> Sorted(IEnumerable<string> paths) => paths.OrderBy(path => path, StringComparer.Ordinal);
}
