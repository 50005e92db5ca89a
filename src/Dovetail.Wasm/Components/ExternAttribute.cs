namespace Dovetail.Wasm.Components;

/// <summary>The attributes of imports and exports (Binary.md, <c>attribute</c>), with their binary codes.</summary>
public enum ExternAttributeKind : byte
{
    /// <summary>The name of the interface that the instance implements: <c>(implements "a:b/c")</c>.</summary>
    Implements,
    /// <summary>What was cut from the version for the canonical name: <c>(versionsuffix ".3")</c>.</summary>
    VersionSuffix,
    /// <summary>What a host calls it, in a form of its own: <c>(external-id "…")</c>.</summary>
    ExternalId,
}

/// <summary>What is said of an import or export beside its name (Explainer.md, "Import and Export Definitions"). It is no part of a type.</summary>
/// <param name="Kind">Which attribute; each may be given once.</param>
/// <param name="Value">What it says.</param>
public readonly record struct ExternAttribute(ExternAttributeKind Kind, string Value);
