using Dovetail.Wasm.Modules;

namespace Dovetail.Tooling.New;

/// <summary>Modules that are finished by a tool for another purpose, so that no world fits them.</summary>
internal static class ForeignToolchains
{
    private const string WasmBindgen =
        "it was built by wasm-bindgen for JavaScript, which has an interface of its own: build it without wasm-bindgen (a crate that exports "
        + "`extern \"C\"` functions, or bindings of wit-bindgen)";

    /// <exception cref="InvalidException">The module is one of them; the error says what to do.</exception>
    public static void Refuse(ModuleDefinition module)
    {
        if (IsOfWasmBindgen(module))
        {
            throw new InvalidException($"the module is no part of a component: {WasmBindgen}");
        }
    }

    private static bool IsOfWasmBindgen(string name) => name.StartsWith("__wbindgen_", StringComparison.Ordinal) || name == "wbg";

    private static bool IsOfWasmBindgen(ModuleDefinition module) =>
        module.CustomSections.Any(section => section.Name == "__wasm_bindgen_unstable")
        || module.Imports.Any(import => IsOfWasmBindgen(import.Module) || IsOfWasmBindgen(import.Name))
        || module.Exports.Any(export => IsOfWasmBindgen(export.Name));
}
