using Dovetail.Wit.Text;

namespace Dovetail.Wit.Resolution.Passes;

/// <summary>What all passes share.</summary>
internal sealed record PassContext(DiagnosticBag Diagnostics, WitOptions Options, GateRules Gates, PathResolver Paths)
{
    /// <summary>How many items all worlds together may have, with those that they include and need.</summary>
    public const int MaxWorldItems = 1_000_000;

    private int _worldItems;

    /// <summary>Counts an item of a world.</summary>
    /// <exception cref="WitException">There are too many.</exception>
    public void CountWorldItem(SourceText source, SourceSpan span)
    {
        if (++_worldItems > MaxWorldItems)
        {
            Diagnostics.Add(
                FormattableString.Invariant($"the worlds have more than {MaxWorldItems} imports and exports together"), source, span);
            Diagnostics.ThrowIfAny();
        }
    }
}
