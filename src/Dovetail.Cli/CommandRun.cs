using System.Runtime.CompilerServices;
using Dovetail.Cli.Output;
using Dovetail.Wasi;

namespace Dovetail.Cli;

/// <summary>Gives a component or module what the command line grants, and runs it where it is a program.</summary>
internal sealed class CommandRun(RunOptions options)
{
    private const string Prefix = "wasi:";
    private const string Preview1 = "wasi_snapshot_preview1";

    private readonly List<MissingGrant> _missing = [];

    public static bool ImportsWasi(Component component) => component.Imports.Any(import => import.StartsWith(Prefix, StringComparison.Ordinal));

    // A loop, for a small module that needs no WASI does not wait for LINQ's assembly either.
    public static bool ImportsWasi(Module module)
    {
        foreach (var import in module.Definition.Imports)
        {
            if (import.Module == Preview1)
                return true;
        }
        return false;
    }

    /// <summary>A linker for the component. WASI is only there where it is asked for: it takes a moment to set up.</summary>
    public Linker LinkerFor(Component component)
    {
        var linker = new Linker(component.Engine);
        return ImportsWasi(component) ? linker.AddWasi(Granted().InheritStandardStreams()) : linker;
    }

    /// <summary>An instance of the module, ready to be called.</summary>
    public ModuleInstance Instantiate(Store store, Module module)
    {
        var linker = new Linker(module.Engine);
        var instance = (ImportsWasi(module) ? linker.AddWasiPreview1(Granted().InheritStandardStreams()) : linker).Instantiate(store, module);
        if (!WasiCommand.IsCommand(module))
            WasiReactor.Initialize(instance);
        return instance;
    }

    /// <summary>Runs the program to its end, and disposes the store. Its exit code, or that of an error of ours.</summary>
    public int Run(Store store, Component component, CancellationToken cancellation) =>
        Run(() => WasiCommand.Run(LinkerFor(component).Instantiate(store, component)), store, cancellation);

    /// <inheritdoc cref="Run(Store, Component, CancellationToken)"/>
    public int Run(Store store, Module module, CancellationToken cancellation) => Run(() => WasiCommand.Run(Instantiate(store, module)), store, cancellation);

    private int Run(Func<int> program, Store store, CancellationToken cancellation)
    {
        var code = ExitCode.Of(program, failure: ExitCode.NotTheProgram);
        store.Dispose();
        Drain(WasiConsole.DrainAsync(cancellation));
        // The assembly of sockets is not loaded for nothing.
        if (options.InheritsNetwork || options.Hosts.Count > 0)
            DrainNetwork(cancellation);
        if (code != ExitCode.Done)
        {
            foreach (var missing in _missing.Distinct())
                StandardError.WriteLine($"note: {missing}");
        }
        return code;
    }

    private WasiOptions Granted() => Grants.Of(options.Variables, options.Directories, options.Http, Grants.NetworkOf(options.InheritsNetwork, options.Hosts)) with
    {
        Arguments = [Path.GetFileName(options.File), .. options.Arguments],
        OnMissingGrant = _missing.Add,
    };

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void DrainNetwork(CancellationToken cancellation) => Drain(NetworkGrants.DrainAsync(cancellation));

    private static void Drain(ValueTask drained)
    {
        if (!drained.IsCompleted)
            drained.AsTask().GetAwaiter().GetResult();
    }
}
