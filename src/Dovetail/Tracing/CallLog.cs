namespace Dovetail.Tracing;

/// <summary>
/// The trace that the variable <c>DOVETAIL_LOG</c> asks for, on the standard error: <c>calls</c> for all calls of components and of the host by components, or beginnings
/// of functions' names, with commas between.
/// </summary>
internal static class CallLog
{
    /// <summary>What writes the trace; null where none is asked for.</summary>
    public static Action<CallEvent>? Sink { get; } = For(Environment.GetEnvironmentVariable("DOVETAIL_LOG"), Console.Error);

    /// <summary>What writes the trace that <paramref name="wanted"/> asks for to <paramref name="output"/>; null for none.</summary>
    public static Action<CallEvent>? For(string? wanted, TextWriter output)
    {
        var names = (wanted ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (names.Length == 0)
        {
            return null;
        }
        return names.Contains("calls")
            ? call => output.WriteLine(call)
            : call =>
            {
                if (Array.Exists(names, name => call.Function.StartsWith(name, StringComparison.Ordinal)))
                {
                    output.WriteLine(call);
                }
            };
    }
}
