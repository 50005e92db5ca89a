using Dovetail.Wasm;
using Dovetail.Wasm.Components;
using Dovetail.Wasm.Modules;

namespace Dovetail.Cli.Output;

/// <summary>Modules and components that verbs write: as text where the name ends in <c>.wat</c>, as binary everywhere else; on a terminal, components as text.</summary>
internal static class WasmFile
{
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void Write(string? path, ComponentDefinition component)
    {
        if (IsText(path) || OutputFile.IsTerminal(path))
        {
            OutputFile.Write(path, writer => WasmOutput.Print(component, writer));
            return;
        }
        OutputFile.Write(path, WasmOutput.Encode(component));
    }

    /// <exception cref="IOException">It cannot be written.</exception>
    public static void Write(string? path, ModuleDefinition module)
    {
        if (IsText(path))
        {
            OutputFile.Write(path, writer => WasmOutput.Print(module, writer));
            return;
        }
        OutputFile.Write(path, WasmOutput.Encode(module));
    }

    /// <summary>Whether a binary would go to a terminal, for verbs that write none there: an error says so.</summary>
    public static bool IsRefused(string? path) => !IsText(path) && OutputFile.RefusesBinary(path);

    private static bool IsText(string? path) => Path.GetExtension(path) == ".wat";
}
