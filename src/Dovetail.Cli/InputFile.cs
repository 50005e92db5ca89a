using System.CommandLine;
using Dovetail.Wasm;

namespace Dovetail.Cli;

/// <summary>Files named on the command line, where <c>-</c> is the standard input.</summary>
internal static class InputFile
{
    private static bool _isStandardInputRead;

    /// <summary>The argument of a verb that takes one module or component.</summary>
    public static Argument<string> Argument() => new("FILE") { Description = "A module or component, text or binary; - for the standard input." };

    /// <summary>What <paramref name="path"/> is called where it is shown.</summary>
    public static string NameOf(string path) => path == "-" ? "standard input" : Path.GetFileName(path);

    /// <exception cref="IOException">The file cannot be read.</exception>
    public static byte[] Read(string path) => path == "-" ? ReadStandardInput() : ReadFile(path);

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

    /// <summary>Reads what is in a file, which may be one of several: an error that has but an offset says which.</summary>
    public static T About<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (DovetailException error) when (HasOffset(error))
        {
            error.Data[ExitCode.Input] = path == "-" ? "standard input" : path;
            throw;
        }
    }

    // What is wrong in a text is shown with its lines.
    private static bool HasOffset(DovetailException error) => !error.Message.Contains('\n') && error
        is MalformedException
        or InvalidException { Offset: not null }
        or UnsupportedException { Offset: not null }
        or LimitException { Offset: not null };

    private static byte[] ReadStandardInput()
    {
        if (_isStandardInputRead)
        {
            throw new IOException("the standard input was read already; `-` can stand for one input alone");
        }
        _isStandardInputRead = true;
        using var input = Console.OpenStandardInput();
        using var bytes = new MemoryStream();
        try
        {
            input.CopyTo(bytes);
        }
        catch (UnauthorizedAccessException error)
        {
            throw new IOException("the standard input is not open for reading", error);
        }
        return bytes.ToArray();
    }

    private static byte[] ReadFile(string path)
    {
        try
        {
            return Loading.Read(path);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException || path.Length == 0)
        {
            throw new IOException($"`{path}` does not exist", error);
        }
        catch (UnauthorizedAccessException error) when (Directory.Exists(path))
        {
            throw new IOException($"`{path}` is a folder; expected a file", error);
        }
        catch (UnauthorizedAccessException error)
        {
            throw new IOException($"`{path}` cannot be read: permission denied", error);
        }
    }
}
