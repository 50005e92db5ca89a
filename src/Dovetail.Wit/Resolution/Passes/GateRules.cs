using Dovetail.Wit.Text;

namespace Dovetail.Wit.Resolution.Passes;

/// <summary>What gates must say whether or not they are open.</summary>
internal sealed class GateRules(DiagnosticBag diagnostics)
{
    /// <summary>Checks the versions of a gate against the package's.</summary>
    public void Check(Stability? gate, PackageSymbol package, SourceText source, SourceSpan span)
    {
        if (gate?.Since is not { } since)
        {
            return;
        }
        if (package.Name.Version is not { } version)
        {
            diagnostics.Add($"`@since` needs a package with a version; `{package.Name}` has none", source, span);
        }
        else if (since > version)
        {
            diagnostics.Add($"`@since(version = {since})` is later than package `{package.Name}`", source, span);
        }
    }
}
