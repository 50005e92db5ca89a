using Dovetail.Wasm.Components;
using Dovetail.Wasm.Components.Encoding;
using Dovetail.Wasm.Components.Printing;
using Dovetail.Wasm.Modules;
using Dovetail.Wasm.Modules.Encoding;
using Dovetail.Wasm.Modules.Printing;

namespace Dovetail.Wasm;

/// <summary>Writes modules and components, as binary or as text: what <see cref="WasmInput"/> reads. Safe from many threads.</summary>
public static class WasmOutput
{
    /// <summary>The binary form of a core module.</summary>
    public static byte[] Encode(ModuleDefinition module) => ModuleEncoder.Encode(module);

    /// <summary>The binary form of a component.</summary>
    public static byte[] Encode(ComponentDefinition component) => ComponentEncoder.Encode(component);

    /// <summary>Writes a core module in the text format, with a line feed behind it.</summary>
    /// <param name="module">The module.</param>
    /// <param name="output">What it is written to; it is neither flushed nor closed.</param>
    /// <param name="options">What to leave out; null for nothing.</param>
    public static void Print(ModuleDefinition module, TextWriter output, PrintOptions? options = null) =>
        ModulePrinter.Print(module, output, options);

    /// <summary>Writes a component in the text format, with a line feed behind it.</summary>
    /// <param name="component">The component.</param>
    /// <param name="output">What it is written to; it is neither flushed nor closed.</param>
    /// <param name="options">What to leave out; null for nothing.</param>
    public static void Print(ComponentDefinition component, TextWriter output, PrintOptions? options = null) =>
        ComponentPrinter.Print(component, output, options);
}
