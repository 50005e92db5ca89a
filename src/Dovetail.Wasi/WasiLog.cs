namespace Dovetail.Wasi;

/// <summary>What a guest logged.</summary>
/// <param name="Level">How much it matters.</param>
/// <param name="Context">What it is about, in the guest's words.</param>
/// <param name="Message">The guest's text, not escaped.</param>
public sealed record WasiLogEntry(WasiLogLevel Level, string Context, string Message);

/// <summary>How much a line of a log matters.</summary>
public enum WasiLogLevel
{
    /// <summary>For following a program step by step.</summary>
    Trace,
    /// <summary>For finding mistakes.</summary>
    Debug,
    /// <summary>For knowing what goes on.</summary>
    Info,
    /// <summary>Something that may become an error.</summary>
    Warn,
    /// <summary>An error.</summary>
    Error,
    /// <summary>An error that the program doesn't survive.</summary>
    Critical,
}
