using System.Text;
using Dovetail.Runtime;

namespace Dovetail;

/// <summary>The places that modules and components are loaded from, each read to its end.</summary>
internal static class Loading
{
    /// <summary>Makes something of the bytes of an input; the last argument is what messages call it.</summary>
    public delegate T Loader<T>(Engine engine, byte[] bytes, string? name);

    public static T FromFile<T>(Engine engine, string path, Loader<T> load)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(path);
        return load(engine, Read(path), path);
    }

    /// <summary>The content of a file.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It must not, or is a folder.</exception>
    public static byte[] Read(string path) => UnixFile.TryRead(path) ?? File.ReadAllBytes(path);

    public static T FromStream<T>(Engine engine, Stream stream, Loader<T> load)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(stream);
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return load(engine, copy.ToArray(), null);
    }

    public static T FromBytes<T>(Engine engine, ReadOnlyMemory<byte> bytes, Loader<T> load)
    {
        ArgumentNullException.ThrowIfNull(engine);
        return load(engine, bytes.ToArray(), null);
    }

    public static T FromText<T>(Engine engine, string text, Loader<T> load)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(text);
        return load(engine, Encoding.UTF8.GetBytes(text), null);
    }
}
