namespace Dovetail.Wasm;

/// <summary>
/// The features that a module may use beyond the first version of WebAssembly, each named after the proposal that brought it.
/// What a module uses and <see cref="Supported"/> lacks is refused with an <see cref="UnsupportedException"/> that names it.
/// </summary>
[Flags]
public enum WasmFeatures
{
    /// <summary>WebAssembly 1.0 alone.</summary>
    Mvp = 0,

    /// <summary>Imported and exported globals that can be set.</summary>
    MutableGlobals = 1 << 0,

    /// <summary><c>i32.extend8_s</c> and its kin.</summary>
    SignExtension = 1 << 1,

    /// <summary>Conversions from floating-point numbers that never trap.</summary>
    SaturatingConversions = 1 << 2,

    /// <summary>Several results, and blocks with parameters.</summary>
    MultiValue = 1 << 3,

    /// <summary>Passive segments, and instructions on ranges of a memory or table.</summary>
    BulkMemory = 1 << 4,

    /// <summary><c>externref</c>, and references as values.</summary>
    ReferenceTypes = 1 << 5,

    /// <summary>The type <c>v128</c> and its instructions.</summary>
    Simd = 1 << 6,

    /// <summary>Vector instructions whose results may differ between machines.</summary>
    RelaxedSimd = 1 << 7,

    /// <summary>Calls that replace the caller's frame.</summary>
    TailCall = 1 << 8,

    /// <summary>Arithmetic and any immutable global in constant expressions.</summary>
    ExtendedConst = 1 << 9,

    /// <summary>References to functions of a known type, and references that are never null.</summary>
    FunctionReferences = 1 << 10,

    /// <summary>Garbage-collected structures and arrays, recursive types and subtypes.</summary>
    Gc = 1 << 11,

    /// <summary>More than one memory.</summary>
    MultiMemory = 1 << 12,

    /// <summary>Memories and tables with 64-bit addresses.</summary>
    Memory64 = 1 << 13,

    /// <summary>Tags, <c>throw</c> and <c>try_table</c>.</summary>
    ExceptionHandling = 1 << 14,

    /// <summary>The instructions <c>try</c>, <c>catch</c> and <c>delegate</c>, which never became part of the standard.</summary>
    LegacyExceptions = 1 << 15,

    /// <summary>Shared memories and atomic instructions.</summary>
    Threads = 1 << 16,

    /// <summary>What is implemented: all of WebAssembly 3.0.</summary>
    Supported = MutableGlobals | SignExtension | SaturatingConversions | MultiValue | BulkMemory | ReferenceTypes | Simd | RelaxedSimd
        | TailCall | ExtendedConst | MultiMemory | Memory64 | FunctionReferences | Gc | ExceptionHandling,

    /// <summary>
    /// What core modules of components may use unless the host says otherwise: all that is supported but garbage collection, whose heap can be
    /// limited only approximately.
    /// </summary>
    SupportedInComponents = Supported & ~Gc,

    /// <summary>All of WebAssembly 3.0.</summary>
    WebAssembly3 = Supported,
}

internal static class WasmFeatureNames
{
    /// <summary>The lowest feature in <paramref name="features"/> by the name of its proposal.</summary>
    public static string NameOf(WasmFeatures features) => (WasmFeatures)((int)features & -(int)features) switch
    {
        WasmFeatures.MutableGlobals => "mutable-globals",
        WasmFeatures.SignExtension => "sign-extension",
        WasmFeatures.SaturatingConversions => "saturating-float-to-int",
        WasmFeatures.MultiValue => "multi-value",
        WasmFeatures.BulkMemory => "bulk-memory",
        WasmFeatures.ReferenceTypes => "reference-types",
        WasmFeatures.Simd => "simd",
        WasmFeatures.RelaxedSimd => "relaxed-simd",
        WasmFeatures.TailCall => "tail-call",
        WasmFeatures.ExtendedConst => "extended-const",
        WasmFeatures.FunctionReferences => "function-references",
        WasmFeatures.Gc => "gc",
        WasmFeatures.MultiMemory => "multi-memory",
        WasmFeatures.Memory64 => "memory64",
        WasmFeatures.ExceptionHandling => "exception-handling",
        WasmFeatures.LegacyExceptions => "legacy-exceptions",
        WasmFeatures.Threads => "threads",
        _ => "mvp",
    };
}
