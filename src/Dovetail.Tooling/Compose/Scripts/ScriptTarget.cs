using Dovetail.Tooling.Targets;
using Dovetail.Wasm.Components.Types;
using Dovetail.Wasm.Components.Validation;
using Dovetail.Wit.Text;

namespace Dovetail.Tooling.Compose.Scripts;

/// <summary>Whether a composition conforms to the world that its script targets.</summary>
internal static class ScriptTarget
{
    public static void Check(Script script, ScriptTypes types, ScriptEvaluator evaluator, ValidatedComponent component, DiagnosticBag diagnostics)
    {
        if (types.Target() is not { } world)
        {
            return;
        }
        // Packages that are imported are not the world's matter.
        foreach (var mismatch in TargetChecker.Check(component, world, item => item.Type is not ComponentExtern))
        {
            var named = component.Type.Imports.Items.Concat(component.Type.Exports.Items).Select(item => item.Name)
                .Where(name => mismatch.Path == name || mismatch.Path.StartsWith(name + ".", StringComparison.Ordinal)).MaxBy(name => name.Length);
            diagnostics.Add(mismatch.Message, script.Source, evaluator.PlaceOf(named ?? "", script.Target!.Name.Span));
        }
    }
}
