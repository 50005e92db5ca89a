using System.CommandLine;
using Dovetail.Wasm;

namespace Dovetail.Cli;

/// <summary>Files named on the command line, where <c>-</c> is the standard input.</summary>
internal static class InputFile
{
    /// <summary>The argument of a verb that takes one module or component.</summary>
    public static Argument<string> Argument() => new("FILE") { Description = "A module or component, text or binary; - for the standard input." };

    /// <summary>What <paramref name="path"/> is called where it is shown.</summary>
    public static string NameOf(string path) => path == "-" ? "standard input" : Path.GetFileName(path);

    /// <exception cref="IOException">The file cannot be read.</exception>
    public static byte[] Read(string path)
    {
        if (path != "-")
        {
            return ReadFile(path);
        }
        using var input = Console.OpenStandardInput();
        using var bytes = new MemoryStream();
        input.CopyTo(bytes);
        return bytes.ToArray();
    }

    /// <summary>Reads a module or component, and makes it binary where it is text.</summary>
    /// <exception cref="DovetailException">The text is wrong.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static (WasmKind Kind, byte[] Binary) ReadBinary(string path)
    {
        var bytes = Read(path);
        var kind = WasmInput.KindOf(bytes, path);
        return (kind, WasmInput.IsBinary(bytes) ? bytes
            : kind == WasmKind.Component ? WasmOutput.Encode(WasmInput.ReadComponent(bytes, path))
            : WasmOutput.Encode(WasmInput.ReadModule(bytes, path)));
    }

    private static byte[] ReadFile(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new IOException($"`{path}` does not exist", error);
        }
        catch (UnauthorizedAccessException error) when (Directory.Exists(path))
        {
            throw new IOException($"`{path}` is a folder; expected a file", error);
        }
    }
}
