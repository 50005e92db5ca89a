using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;

namespace Dovetail.Fuzzing.Specification;

/// <summary>A process of Python that answers questions with the specification's definitions.py. Belongs to one thread.</summary>
internal sealed class DefinitionsProcess : IDisposable
{
    /// <summary>The environment variable that names a clone of the specification's repository.</summary>
    public const string Variable = "DOVETAIL_SPEC";

    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(2);
    private static readonly string[] s_scripts = ["oracle.py", "branches.py", "abi.py", "programs.py"];
    private readonly string _folder = Directory.CreateTempSubdirectory("dovetail-oracle-").FullName;
    private readonly BlockingCollection<string> _answers = [];
    private readonly Process _process;

    /// <summary>Starts Python.</summary>
    public DefinitionsProcess(string definitions)
    {
        foreach (var name in s_scripts)
        {
            using var source = typeof(DefinitionsProcess).Assembly.GetManifestResourceStream(name)!;
            using var copy = File.Create(Path.Combine(_folder, name));
            source.CopyTo(copy);
        }

        var start = new ProcessStartInfo("python3") { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false };
        start.ArgumentList.Add(Path.Combine(_folder, s_scripts[0]));
        start.ArgumentList.Add(definitions);
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        _process = Process.Start(start)!;
        new Thread(Listen) { IsBackground = true }.Start();
    }

    /// <summary>Where definitions.py lies; null where it is absent or there is no Python, with the reason.</summary>
    public static string? Find(out string reason)
    {
        reason = $"{Variable} does not name a clone of the specification, WebAssembly/component-model";
        if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } folder) return null;
        var path = Path.Combine(folder, "design", "mvp", "canonical-abi", "definitions.py");
        if (!File.Exists(path)) return null;
        reason = "there is no python3";
        return HasPython() ? path : null;
    }

    /// <summary>Hands a question over; <see cref="Receive"/> then gives its answer, in the same order.</summary>
    public void Send(string question)
    {
        _process.StandardInput.Write(question);
        _process.StandardInput.Write('\n');
        _process.StandardInput.Flush();
    }

    /// <summary>The next answer.</summary>
    /// <exception cref="OracleException">Python died, or did not answer in time.</exception>
    public JsonDocument Receive()
    {
        if (_answers.TryTake(out var line, s_longest)) return JsonDocument.Parse(line);
        throw new OracleException(_answers.IsAddingCompleted ? "Python ended; what it said stands above" : "Python did not answer in time");
    }

    /// <summary>The answer to one question.</summary>
    public JsonDocument Ask(string question)
    {
        Send(question);
        return Receive();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    // Answers are taken as they come: a question must not wait for room for the answer to one before.
    private void Listen()
    {
        while (_process.StandardOutput.ReadLine() is { } line) _answers.Add(line);
        _answers.CompleteAdding();
    }

    private static bool HasPython()
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("python3", "-c \"match 1:\n case 1: pass\"") { UseShellExecute = false })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}

/// <summary>The specification's side of a comparison died.</summary>
internal sealed class OracleException(string message) : Exception(message);
