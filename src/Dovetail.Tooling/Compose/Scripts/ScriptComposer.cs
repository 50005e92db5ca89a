using Dovetail.Wasm.Components;
using Dovetail.Wit.Text;

namespace Dovetail.Tooling.Compose.Scripts;

/// <summary>What is made of a script.</summary>
public sealed record ScriptOptions
{
    /// <summary>Whether components are imported, rather than nested in the result.</summary>
    public bool ImportPackages { get; init; }

    /// <summary>
    /// Whether types, interfaces and worlds that the script declares are left out of the exports, where no <c>export</c> names them. The language
    /// exports them; tools that read the WIT of a component mostly do not know such exports.
    /// </summary>
    public bool OmitTypes { get; init; }
}

/// <summary>Composes by a script in WAC (the WebAssembly Compositions language).</summary>
public static class ScriptComposer
{
    /// <summary>Checks the grammar of a script alone.</summary>
    /// <exception cref="WitException">Something is wrong, with all places of it.</exception>
    public static void CheckGrammar(SourceText script)
    {
        ArgumentNullException.ThrowIfNull(script);
        var diagnostics = new DiagnosticBag();
        _ = ScriptParser.Read(script, diagnostics);
        diagnostics.ThrowIfAny();
    }

    /// <summary>Composes.</summary>
    /// <param name="script">The script.</param>
    /// <param name="packages">The packages that it may name.</param>
    /// <param name="options">What is made of it; null for what the language says.</param>
    /// <returns>The component, validated, and what it imports and exports.</returns>
    /// <exception cref="WitException">Something is wrong with the script, with all places of it.</exception>
    /// <exception cref="CompositionException">The whole makes no component.</exception>
    public static (ComponentDefinition Component, CompositionReport Report) Compose(SourceText script, ScriptPackages packages, ScriptOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(script);
        ArgumentNullException.ThrowIfNull(packages);
        var diagnostics = new DiagnosticBag();
        var syntax = ScriptParser.Read(script, diagnostics);
        diagnostics.ThrowIfAny();
        var types = ScriptTypes.Resolve(syntax!, packages, diagnostics);
        options ??= new ScriptOptions();
        var evaluator = new ScriptEvaluator(syntax!, packages, types, options.OmitTypes, diagnostics);
        evaluator.Evaluate();
        diagnostics.ThrowIfAny();
        var component = CompositionEncoder.Encode(evaluator.Composition, options.ImportPackages);
        ScriptTarget.Check(syntax!, types, evaluator, component, diagnostics);
        diagnostics.ThrowIfAny();
        return (component.Definition, evaluator.Composition.Report() with { Links = evaluator.Links });
    }
}
