namespace Dovetail.Wasm.Components;

/// <summary>The index spaces of a component (Explainer.md, "Index Spaces").</summary>
public enum Sort : byte
{
    /// <summary>Core functions.</summary>
    CoreFunction,
    /// <summary>Core tables.</summary>
    CoreTable,
    /// <summary>Core memories.</summary>
    CoreMemory,
    /// <summary>Core globals.</summary>
    CoreGlobal,
    /// <summary>Core tags.</summary>
    CoreTag,
    /// <summary>Core types.</summary>
    CoreType,
    /// <summary>Core modules.</summary>
    CoreModule,
    /// <summary>Core instances.</summary>
    CoreInstance,
    /// <summary>Functions.</summary>
    Function,
    /// <summary>Types.</summary>
    Type,
    /// <summary>Components.</summary>
    Component,
    /// <summary>Instances.</summary>
    Instance,
    /// <summary>Values (gated).</summary>
    Value,
}

internal static class Sorts
{
    public const int Count = (int)Sort.Value + 1;

    /// <summary>The sort in the text format.</summary>
    public static string Text(this Sort sort) => sort switch
    {
        Sort.CoreFunction => "core func",
        Sort.CoreTable => "core table",
        Sort.CoreMemory => "core memory",
        Sort.CoreGlobal => "core global",
        Sort.CoreTag => "core tag",
        Sort.CoreType => "core type",
        Sort.CoreModule => "core module",
        Sort.CoreInstance => "core instance",
        Sort.Function => "func",
        Sort.Type => "type",
        Sort.Component => "component",
        Sort.Instance => "instance",
        _ => "value",
    };

    /// <summary>The sort in the text format where <c>core</c> is understood.</summary>
    public static string Keyword(this Sort sort)
    {
        var text = sort.Text();
        return text.StartsWith("core ", StringComparison.Ordinal) ? text["core ".Length..] : text;
    }
}
