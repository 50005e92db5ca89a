using Dovetail.Wasm.Components;
using Dovetail.Wit.Text;

namespace Dovetail.Tooling.Compose.Scripts;

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
    /// <param name="importPackages">Whether components are imported, rather than nested in the result.</param>
    /// <returns>The component, validated, and what it imports and exports.</returns>
    /// <exception cref="WitException">Something is wrong with the script, with all places of it.</exception>
    /// <exception cref="CompositionException">The whole makes no component.</exception>
    public static (ComponentDefinition Component, CompositionReport Report) Compose(SourceText script, ScriptPackages packages, bool importPackages = false)
    {
        ArgumentNullException.ThrowIfNull(script);
        ArgumentNullException.ThrowIfNull(packages);
        var diagnostics = new DiagnosticBag();
        var syntax = ScriptParser.Read(script, diagnostics);
        diagnostics.ThrowIfAny();
        var types = ScriptTypes.Resolve(syntax!, packages, diagnostics);
        var evaluator = new ScriptEvaluator(syntax!, packages, types, diagnostics);
        evaluator.Evaluate();
        diagnostics.ThrowIfAny();
        var component = CompositionEncoder.Encode(evaluator.Composition, importPackages);
        ScriptTarget.Check(syntax!, types, evaluator, component, diagnostics);
        diagnostics.ThrowIfAny();
        return (component.Definition, evaluator.Composition.Report() with { Links = evaluator.Links });
    }
}
