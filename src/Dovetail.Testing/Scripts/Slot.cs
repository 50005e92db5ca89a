namespace Dovetail.Testing.Scripts;

/// <summary>What a script has a name for: an instance or a definition, or the reason why there is none.</summary>
internal sealed class Slot<T>
    where T : class
{
    private readonly T? _value;
    private readonly Exception? _problem;
    private readonly int _line;

    private Slot(T? value, Exception? problem, int line) => (_value, _problem, _line) = (value, problem, line);

    /// <summary>
    /// The feature for which a module was refused that would have changed this instance; what the script expects of the instance
    /// may fail for it.
    /// </summary>
    public string? ChangeRefusedFor { get; set; }

    /// <summary>Whatever <paramref name="make"/> makes, at a line of the script, or what it throws.</summary>
    public static Slot<T> Try(int line, Func<T> make)
    {
        try
        {
            return new Slot<T>(make(), null, line);
        }
        catch (Exception error)
        {
            return new Slot<T>(null, error, line);
        }
    }

    /// <summary>Throws the error with which the making ended, for the directive that made it.</summary>
    public void ThrowProblem()
    {
        if (_problem is not null)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(_problem);
        }
    }

    /// <summary>The value, for a directive that stands on it.</summary>
    /// <exception cref="UnsupportedException">There is none because of a feature.</exception>
    /// <exception cref="ExpectationException">There is none because it failed.</exception>
    public T Get() => _value ?? throw (_problem is UnsupportedException unsupported
        ? new UnsupportedException(unsupported.Feature)
        : new ExpectationException($"stands on what failed at line {_line}"));
}
