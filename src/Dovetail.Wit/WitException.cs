using System.Collections.Immutable;
using Dovetail.Wit.Text;

namespace Dovetail;

/// <summary>WIT that can't be read or doesn't resolve. It carries everything that is wrong, not the first error alone.</summary>
public sealed class WitException : DovetailException
{
    /// <summary>Makes an error of what was found.</summary>
    /// <param name="diagnostics">What is wrong; at least one.</param>
    public WitException(ImmutableArray<Diagnostic> diagnostics)
        : base(string.Join("\n\n", diagnostics.Select(d => d.ToString()))) => Diagnostics = diagnostics;

    /// <summary>Makes an error that has no place in a text: a folder without WIT, a world that isn't there.</summary>
    public WitException(string message)
        : base(message) => Diagnostics = [];

    /// <summary>
    /// What is wrong, by file and place; at most a hundred, where reading stops. Empty if the error has no place in a
    /// text.
    /// </summary>
    public ImmutableArray<Diagnostic> Diagnostics { get; }
}
