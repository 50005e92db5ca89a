namespace Dovetail.Testing.Scripts;

/// <summary>A directive ended otherwise than the script says. It never leaves the runner.</summary>
internal sealed class ExpectationException(string message) : Exception(message);
