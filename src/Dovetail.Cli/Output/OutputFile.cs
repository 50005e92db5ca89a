using System.Text;

namespace Dovetail.Cli.Output;

/// <summary>
/// What a verb writes: a file named by <c>-o</c>, or the standard output. A file is written whole or not at all: it appears under its name when its
/// content is complete, and what it replaces stays until then.
/// </summary>
internal static class OutputFile
{
    private const string StandardOutput = "-";
    private const int BufferSize = 64 * 1024;

    /// <summary>Whether what is written goes to a terminal.</summary>
    public static bool IsTerminal(string? path) => path is null or StandardOutput && !Console.IsOutputRedirected;

    /// <summary>Whether a binary would go to a terminal, which is refused with an error.</summary>
    public static bool RefusesBinary(string? path)
    {
        if (!IsTerminal(path))
        {
            return false;
        }
        Console.Error.WriteLine("error: a binary is not for a terminal: name a file with -o, or redirect the output");
        return true;
    }

    /// <summary>Writes a text as UTF-8.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void Write(string? path, string content) => Write(path, Encoding.UTF8.GetBytes(content));

    /// <summary>Writes bytes.</summary>
    /// <exception cref="IOException">They cannot be written.</exception>
    public static void Write(string? path, ReadOnlySpan<byte> bytes)
    {
        if (path is null or StandardOutput)
        {
            using var output = Console.OpenStandardOutput();
            output.Write(bytes);
            return;
        }
        var part = PartOf(path);
        try
        {
            File.WriteAllBytes(part, bytes);
            Complete(part, path);
        }
        catch
        {
            Abandon(part, path);
            throw;
        }
    }

    /// <summary>Writes a text as UTF-8.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void Write(string? path, Action<TextWriter> write)
    {
        if (path is null or StandardOutput)
        {
            using var output = new ChunkWriter(Console.Out);
            write(output);
            return;
        }
        var part = PartOf(path);
        try
        {
            using (var output = new StreamWriter(part, append: false, new UTF8Encoding(false), BufferSize))
            {
                write(output);
            }
            Complete(part, path);
        }
        catch
        {
            Abandon(part, path);
            throw;
        }
    }

    // Beside the file, so that it can be renamed. Devices cannot.
    private static string PartOf(string path) =>
        path.StartsWith("/dev/", StringComparison.Ordinal) ? path : $"{TargetOf(path)}.{Environment.ProcessId}.part";

    private static string TargetOf(string path) =>
        new FileInfo(path).LinkTarget is null ? path : File.ResolveLinkTarget(path, returnFinalTarget: true)!.FullName;

    private static void Complete(string part, string path)
    {
        if (part != path)
        {
            File.Move(part, TargetOf(path), overwrite: true);
        }
    }

    private static void Abandon(string part, string path)
    {
        if (part != path)
        {
            File.Delete(part);
        }
    }

    /// <summary>Hands text on in large pieces: the console's own writer flushes each one.</summary>
    private sealed class ChunkWriter(TextWriter output) : TextWriter
    {
        private readonly StringBuilder _chunk = new(BufferSize);

        public override Encoding Encoding => output.Encoding;

        public override void Write(char value)
        {
            _chunk.Append(value);
            FlushIfLarge();
        }

        public override void Write(ReadOnlySpan<char> buffer)
        {
            _chunk.Append(buffer);
            FlushIfLarge();
        }

        public override void Write(string? value)
        {
            _chunk.Append(value);
            FlushIfLarge();
        }

        public override void Flush()
        {
            output.Write(_chunk);
            _chunk.Clear();
        }

        protected override void Dispose(bool disposing)
        {
            Flush();
            base.Dispose(disposing);
        }

        private void FlushIfLarge()
        {
            if (_chunk.Length >= BufferSize)
            {
                Flush();
            }
        }
    }
}
