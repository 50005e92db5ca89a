namespace Dovetail.Wasm;

/// <summary>
/// The gated features of the Component Model (Explainer.md, "Gated Features"): what a component may use beyond the generation of WASI 0.2.
/// What a component uses and is not switched on is refused by validation with an <see cref="UnsupportedException"/> that names it.
/// </summary>
/// <remarks>
/// Everything here is read, and validated where it is on. What is not executed yet, as a call of an <c>async</c> function, is refused
/// when it is called. <see cref="WasmFeatures"/> are those of core modules.
/// </remarks>
[Flags]
public enum ComponentFeatures
{
    /// <summary>The component model of WASI 0.2 alone.</summary>
    None = 0,

    /// <summary>Functions that may wait, streams and futures, and their built-ins (WASI 0.3.0).</summary>
    Async = 1 << 0,

    /// <summary>The type <c>map</c> (WASI 0.3.1).</summary>
    Map = 1 << 1,

    /// <summary>The attributes <c>implements</c> and <c>external-id</c> of imports and exports (WASI 0.3.1).</summary>
    Implements = 1 << 2,

    /// <summary>Values: imported, exported and defined, and the functions that make them at the start.</summary>
    Values = 1 << 3,

    /// <summary>Nested namespaces and packages in the names of interfaces.</summary>
    NestedNames = 1 << 4,

    /// <summary>Operations on streams, futures and subtasks that wait, or that need not, where the other is the rule.</summary>
    MoreAsyncBuiltIns = 1 << 5,

    /// <summary>Functions lifted <c>async</c> without a callback, whose stack is kept while they wait.</summary>
    AsyncStackful = 1 << 6,

    /// <summary>Cooperative threads.</summary>
    Threading = 1 << 7,

    /// <summary>Threads that share everything and may run in parallel.</summary>
    SharedEverythingThreads = 1 << 8,

    /// <summary>Lists of a fixed length.</summary>
    FixedLengthLists = 1 << 9,

    /// <summary>The type <c>error-context</c> and its built-ins.</summary>
    ErrorContext = 1 << 10,

    /// <summary>Names of interfaces with canonical versions, and the attribute <c>versionsuffix</c>.</summary>
    CanonicalNames = 1 << 11,

    /// <summary>64-bit memories behind lifted and lowered functions, and 64-bit representations of resources.</summary>
    Memory64 = 1 << 12,

    /// <summary>What is on unless the host says otherwise: what WASI 0.3.1 ships.</summary>
    Default = Async | Map | Implements,

    /// <summary>All of the above.</summary>
    All = (1 << 13) - 1,
}

/// <summary>The names of <see cref="ComponentFeatures"/>, as errors and the command line have them.</summary>
public static class ComponentFeatureNames
{
    private static readonly string[] s_names =
    [
        "async", "map", "implements", "values", "nested-names", "more-async-builtins", "async-stackful", "threading",
        "shared-everything-threads", "fixed-length-lists", "error-context", "canonical-names", "cm64",
    ];

    /// <summary>All names, in the order of the features.</summary>
    public static IReadOnlyList<string> All => s_names;

    /// <summary>The name of the lowest feature in <paramref name="features"/>, which must not be empty.</summary>
    public static string NameOf(ComponentFeatures features) =>
        s_names[System.Numerics.BitOperations.TrailingZeroCount((uint)features)];

    /// <summary>The feature with a name.</summary>
    public static bool TryParse(string name, out ComponentFeatures feature)
    {
        var index = Array.IndexOf(s_names, name);
        feature = index < 0 ? ComponentFeatures.None : (ComponentFeatures)(1 << index);
        return index >= 0;
    }
}
