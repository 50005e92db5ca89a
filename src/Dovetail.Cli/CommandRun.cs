using Dovetail.Wasi;

namespace Dovetail.Cli;

/// <summary>Gives a component what the command line grants, and runs it where it is a program.</summary>
internal sealed class CommandRun(RunOptions options)
{
    private const string Prefix = "wasi:";
    private const string As = "::";
    private const string ReadOnly = ":ro";

    private readonly List<MissingGrant> _missing = [];

    /// <summary>A linker for the component. WASI is only there where it is asked for: it takes a moment to set up.</summary>
    public Linker LinkerFor(Component component)
    {
        var linker = new Linker(component.Engine);
        return component.Imports.Any(import => import.StartsWith(Prefix, StringComparison.Ordinal)) ? linker.AddWasi(Grants()) : linker;
    }

    /// <summary>Runs the program to its end. Its exit code, or that of an error of ours.</summary>
    public int Run(Store store, Component component, CancellationToken cancellation)
    {
        var code = ExitCode.Of(() => WasiCommand.Run(LinkerFor(component).Instantiate(store, component)), failure: ExitCode.NotTheProgram);
        Drain(cancellation);
        if (code != ExitCode.Done)
        {
            foreach (var missing in _missing.Distinct())
                Console.Error.WriteLine($"note: {missing}");
        }
        return code;
    }

    private WasiOptions Grants() => new WasiOptions
    {
        Arguments = [Path.GetFileName(options.File), .. options.Arguments],
        Environment = options.Variables.Select(Variable).DistinctBy(variable => variable.Key).ToDictionary(),
        Network = options.InheritsNetwork ? NetworkGrants.Everything : options.Hosts.Count > 0 ? NetworkGrants.ConnectTo(options.Hosts) : NetworkGrants.None,
        Preopens = [.. options.Directories.Select(Directory)],
        OnMissingGrant = _missing.Add,
    }.InheritStandardStreams();

    /// <exception cref="UnsupportedException">This system cannot grant directories yet.</exception>
    /// <exception cref="IOException">There is no such directory.</exception>
    private static Preopen Directory(string text)
    {
        var isReadOnly = text.EndsWith(ReadOnly, StringComparison.Ordinal);
        var paths = isReadOnly ? text[..^ReadOnly.Length] : text;
        var at = paths.IndexOf(As, StringComparison.Ordinal);
        var host = at < 0 ? paths : paths[..at];
        return System.IO.Directory.Exists(host)
            ? Preopen.Host(host, at < 0 ? null : paths[(at + As.Length)..], isReadOnly)
            : throw new IOException($"--dir: there is no directory `{host}`");
    }

    private static KeyValuePair<string, string> Variable(string text) => text.IndexOf('=', StringComparison.Ordinal) is var at and >= 0
        ? new(text[..at], text[(at + 1)..])
        : new(text, Environment.GetEnvironmentVariable(text) ?? "");

    private static void Drain(CancellationToken cancellation)
    {
        var drained = WasiConsole.DrainAsync(cancellation);
        if (!drained.IsCompleted)
            drained.AsTask().GetAwaiter().GetResult();
    }
}
