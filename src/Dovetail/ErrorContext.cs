namespace Dovetail;

/// <summary>
/// What an error happened in, as a component or the host describes it for whoever debugs (Explainer.md, "Error Context type"; behind
/// <see cref="Wasm.ComponentFeatures.ErrorContext"/>). Immutable, safe from many threads; each object is one of its own.
/// </summary>
/// <remarks>Components pass the same object on: a message never changes on its way.</remarks>
public sealed class ErrorContext
{
    /// <summary>Describes an error.</summary>
    /// <param name="debugMessage">For the eyes of a person. Programs should not depend on it: a host may cut or drop messages.</param>
    /// <exception cref="ArgumentException">The message has half of a surrogate pair without the other.</exception>
    public ErrorContext(string debugMessage)
    {
        ArgumentNullException.ThrowIfNull(debugMessage);
        Values.UnicodeScalars.ThrowIfUnpaired(debugMessage);
        DebugMessage = debugMessage;
    }

    /// <summary>The message.</summary>
    public string DebugMessage { get; }

    /// <summary>The message.</summary>
    public override string ToString() => DebugMessage;
}
