using System.Diagnostics;

namespace Dovetail.Fuzzing.Scenarios;

/// <summary>What scenarios assert. A failed assertion ends the child with an unhandled exception, which its test shows.</summary>
internal static class Expect
{
    /// <summary>Runs <paramref name="action"/>, which must trap with one of <paramref name="codes"/>.</summary>
    public static void Trap(string what, Action action, params TrapCode[] codes)
    {
        try
        {
            action();
        }
        catch (TrapException trap) when (codes.Contains(trap.Code))
        {
            return;
        }
        catch (LimitException)
        {
            // Refused by name before it could trap, which is the caller's to judge.
            throw;
        }
        catch (Exception other)
        {
            throw new InvalidOperationException($"{what}: expected {string.Join(" or ", codes)}, found {other.GetType().Name}: {other.Message}", other);
        }

        throw new InvalidOperationException($"{what}: expected {string.Join(" or ", codes)}, found a result");
    }

    /// <summary>Runs <paramref name="action"/>, which must throw <typeparamref name="TException"/>.</summary>
    public static TException Throws<TException>(string what, Action action)
        where TException : Exception
    {
        try
        {
            action();
        }
        catch (TException expected)
        {
            return expected;
        }
        catch (Exception other)
        {
            throw new InvalidOperationException($"{what}: expected {typeof(TException).Name}, found {other.GetType().Name}: {other.Message}", other);
        }

        throw new InvalidOperationException($"{what}: expected {typeof(TException).Name}, found a result");
    }

    /// <summary>Runs <paramref name="action"/>; it must give a result or a named error.</summary>
    /// <returns>What it gave, in a word.</returns>
    public static string Answer(Action action)
    {
        var clock = Stopwatch.StartNew();
        var answer = "a result";
        try
        {
            action();
        }
        catch (DovetailException error)
        {
            answer = error is LimitException limit ? $"limit `{limit.Limit}`" : error.GetType().Name;
        }

        return $"{answer} in {clock.Elapsed.TotalSeconds:F2} s";
    }

    public static void True(bool holds, string what)
    {
        if (!holds) throw new InvalidOperationException(what);
    }
}
