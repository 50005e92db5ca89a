using System.Runtime.CompilerServices;
using Dovetail.Runtime;

namespace Dovetail.Cli.Output;

/// <summary>The standard output without .NET's console, which takes as long to load as a small module takes to compile, where that is not needed.</summary>
internal static class StandardOutput
{
    private const int Descriptor = 1;

    /// <summary>Writes a line.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void WriteLine(string line)
    {
        if (OperatingSystem.IsWindows())
        {
            WriteToConsole(line);
            return;
        }
        var bytes = new byte[line.Length + 1];
        for (var i = 0; i < line.Length; i++)
        {
            // The console knows the encoding of the terminal; ASCII is the same in all of them.
            if (!char.IsAscii(line[i]))
            {
                WriteToConsole(line);
                return;
            }
            bytes[i] = (byte)line[i];
        }
        bytes[^1] = (byte)'\n';
        var written = UnixFile.Write(Descriptor, bytes);
        if (written < bytes.Length)
        {
            WriteToConsole(bytes, written);
        }
    }

    // By themselves, so that the console's assembly is not loaded for nothing.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void WriteToConsole(string line) => Console.Out.WriteLine(line);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void WriteToConsole(byte[] bytes, int start)
    {
        using var console = Console.OpenStandardOutput();
        console.Write(bytes, start, bytes.Length - start);
    }
}
