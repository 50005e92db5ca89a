using Dovetail.Wit.Names;

namespace Dovetail.Wit.Resolution;

/// <summary>What an item's feature gates say of it (WIT.md, "Feature Gates"): either <c>@since</c> or <c>@unstable</c>.</summary>
/// <param name="Since">The version of its package that brought the item; null where it is unstable.</param>
/// <param name="Feature">The feature that an unstable item belongs to; null where it is stable.</param>
/// <param name="Deprecated">The version from which on it should no longer be used; null where none is named.</param>
public sealed record Stability(SemanticVersion? Since, string? Feature, SemanticVersion? Deprecated);
