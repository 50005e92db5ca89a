namespace Dovetail;

/// <summary>The base of every error that Dovetail reports about its input, its limits or a running guest.</summary>
/// <remarks>Wrong use of the API is an <see cref="ArgumentException"/> or an <see cref="InvalidOperationException"/> instead.</remarks>
public abstract class DovetailException : Exception
{
    private protected DovetailException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
