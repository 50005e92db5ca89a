namespace Dovetail.Wasi;

/// <summary>Components that are programs: they export <c>wasi:cli/run</c>.</summary>
public static class WasiCommand
{
    private static readonly string _name = WasiHost.Name("cli/run");

    /// <summary>Whether the component is a program of WASI 0.2, of whatever patch version.</summary>
    public static bool IsCommand(Component component)
    {
        ArgumentNullException.ThrowIfNull(component);
        return WasiHost.IsExported(component, _name);
    }

    /// <summary>Runs the program.</summary>
    /// <returns>Its exit code: what it gave to <c>exit</c>, or else 0 for success and 1 for failure.</returns>
    /// <exception cref="ArgumentException">It is no program.</exception>
    /// <exception cref="TrapException">It trapped, or had to stop.</exception>
    /// <exception cref="HostException">A function of the host threw.</exception>
    public static int Run(ComponentInstance instance)
    {
        ArgumentNullException.ThrowIfNull(instance);
        var run = instance.GetInterface(_name).GetFunction<Func<Result<ValueTuple, ValueTuple>>>("run");
        try
        {
            return run().IsOk ? 0 : 1;
        }
        catch (GuestExitException exit)
        {
            return exit.Code;
        }
    }
}
