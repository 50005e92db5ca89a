using System.Runtime.InteropServices;
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
        StandardError.WriteLine("error: a binary is not for a terminal: name a file with -o, or redirect the output");
        return true;
    }

    /// <summary>Writes a text as UTF-8.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void Write(string? path, string content) => Write(path, Encoding.UTF8.GetBytes(content));

    /// <summary>Writes bytes.</summary>
    /// <exception cref="IOException">They cannot be written.</exception>
    public static void Write(string? path, byte[] bytes)
    {
        if (path is null or StandardOutput)
        {
            using var output = Console.OpenStandardOutput();
            output.Write(bytes);
            return;
        }
        Replace(path, output => output.Write(bytes));
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
        Replace(path, output =>
        {
            using var text = new StreamWriter(output, new UTF8Encoding(false), BufferSize);
            write(text);
        });
    }

    /// <summary>Makes a folder that files go to, if it is not there.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    public static void MakeFolder(string path)
    {
        if (path.Length == 0)
        {
            throw new IOException("the name of the folder to write to is empty");
        }
        for (var outer = path; !string.IsNullOrEmpty(outer); outer = Path.GetDirectoryName(outer))
        {
            if (File.Exists(outer))
            {
                throw new IOException($"`{outer}` is a file; expected a folder");
            }
        }
        try
        {
            Directory.CreateDirectory(path);
        }
        catch (UnauthorizedAccessException error)
        {
            throw new IOException($"folder `{path}` cannot be made: permission denied", error);
        }
    }

    private static void Replace(string path, Action<Stream> write)
    {
        Check(path);
        try
        {
            using var device = OpenDevice(path);
            if (device is not null)
            {
                write(device);
                return;
            }
            var target = TargetOf(path);
            using var part = new PartFile(target);
            using (var output = part.Open())
            {
                write(output);
            }
            KeepMode(target, part.Path);
            File.Move(part.Path, target, overwrite: true);
        }
        catch (UnauthorizedAccessException error)
        {
            throw new IOException($"`{path}` cannot be written: permission denied", error);
        }
        catch (PathTooLongException error)
        {
            throw new IOException($"`{path}` cannot be written: the name is too long", error);
        }
    }

    // Devices and pipes are written into: they cannot be renamed, or who reads them would not see it.
    private static FileStream? OpenDevice(string path)
    {
        if (IsDevice(path) || IsDevice(TargetOf(path)))
        {
            return new FileStream(path, FileMode.Create, FileAccess.Write);
        }
        if (!File.Exists(path))
        {
            return null;
        }
        var existing = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        if (!existing.CanSeek)
        {
            return existing;
        }
        existing.Dispose();
        return null;
    }

    private static bool IsDevice(string path) => path.StartsWith("/dev/", StringComparison.Ordinal);

    private static void Check(string path)
    {
        if (path.Length == 0)
        {
            throw new IOException("the name of the file to write is empty");
        }
        if (Directory.Exists(path))
        {
            throw new IOException($"`{path}` is a folder; expected a file");
        }
        var folder = Path.GetDirectoryName(path);
        if (!string.IsNullOrEmpty(folder) && !Directory.Exists(folder))
        {
            throw new IOException($"`{path}` cannot be written: there is no folder `{folder}`");
        }
        // Asked of the target: a pipe among the links of `/dev` has none that could be named.
        var target = TargetOf(path);
        if (File.Exists(target) && File.GetAttributes(target).HasFlag(FileAttributes.ReadOnly))
        {
            throw new IOException($"`{path}` cannot be written: it is read-only");
        }
    }

    private static string TargetOf(string path) =>
        new FileInfo(path).LinkTarget is null ? path : File.ResolveLinkTarget(path, returnFinalTarget: true)!.FullName;

    // Who may read a file stays as it was.
    private static void KeepMode(string target, string part)
    {
        if (!OperatingSystem.IsWindows() && File.Exists(target))
        {
            File.SetUnixFileMode(part, File.GetUnixFileMode(target));
        }
    }

    /// <summary>
    /// The file beside another that is written in its place. It is gone at the end, whether it took that place, something failed, or Ctrl-C or another
    /// signal ended the program.
    /// </summary>
    private sealed class PartFile : IDisposable
    {
        private readonly PosixSignalRegistration[] _signals;

        public PartFile(string target)
        {
            Path = System.IO.Path.Combine(System.IO.Path.GetDirectoryName(target) ?? "", $".{Environment.ProcessId}.part");
            _signals = [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP }.Select(signal => PosixSignalRegistration.Create(signal, _ => Delete()))];
        }

        public string Path { get; }

        public FileStream Open() => new(Path, FileMode.Create, FileAccess.Write, FileShare.Delete);

        public void Dispose()
        {
            foreach (var signal in _signals)
            {
                signal.Dispose();
            }
            Delete();
        }

        private void Delete() => File.Delete(Path);
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
