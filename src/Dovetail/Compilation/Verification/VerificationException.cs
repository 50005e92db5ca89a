namespace Dovetail.Compilation.Verification;

/// <summary>
/// Emitted code that the verifier cannot prove safe. It is a fault of Dovetail (a broken invariant), never of the input, and the code is
/// not loaded.
/// </summary>
internal sealed class VerificationException : Exception
{
    public VerificationException(string method, int instruction, string rule, string listing)
        : base($"the verifier refuses `{method}` at instruction {instruction} ({listing}): {rule}") =>
        (Method, Instruction, Rule) = (method, instruction, rule);

    /// <summary>The name of the method.</summary>
    public string Method { get; }

    /// <summary>The index of the instruction.</summary>
    public int Instruction { get; }

    /// <summary>The rule that is broken.</summary>
    public string Rule { get; }
}
