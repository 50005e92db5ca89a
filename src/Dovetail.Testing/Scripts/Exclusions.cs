namespace Dovetail.Testing.Scripts;

/// <summary>
/// The directives of known suites that expect other than the specification says, each with the place where it says so. They are run, and
/// skipped where they end otherwise than expected; one that passes fails, so that this list does not outlive its reasons.
/// </summary>
internal static class Exclusions
{
    /// <summary>What reports name as the reason.</summary>
    public const string Reason = "differs-from-specification";

    private static readonly (string Script, int Line, string Why)[] s_all =
    [
        // CanonicalABI.md, "Component Instances": a call enters the callee and what is around it, less the caller and what is around that
        // (`entering_set`). From a parent into its child that is the child alone, which nobody runs; from a child into its parent it is nothing. The second of
        // the "Component Invariants" in Explainer.md says the same. The script, which is older than that text, says of both expectations that they hold for now.
        ("component-model/async/trap-on-reenter.wast", 86, "`Child.entering_set(Parent)` is the child, which does not run"),
        ("component-model/async/trap-on-reenter.wast", 110, "`Parent.entering_set(Child)` is empty"),
        // CanonicalABI.md, `canon context.get` and `canon context.set`: the index must be less than 2, with or without threads. The script knows one slot.
        ("wasm-tools-component/async/task-builtins.wast", 332, "`$i` must be less than 2"),
        ("wasm-tools-component/async/task-builtins.wast", 336, "`$i` must be less than 2"),
    ];

    /// <summary>Whether a directive of a script is excluded.</summary>
    public static bool Has(string script, int line)
    {
        var path = script.Replace('\\', '/');
        return s_all.Any(known => known.Line == line && path.EndsWith(known.Script, StringComparison.Ordinal));
    }
}
