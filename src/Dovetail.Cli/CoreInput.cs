using Dovetail.Wasm;
using Dovetail.Wasm.Modules;

namespace Dovetail.Cli;

/// <summary>Core modules named on the command line.</summary>
internal static class CoreInput
{
    /// <summary>Reads a core module, text or binary.</summary>
    /// <exception cref="DovetailException">It is none.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static ModuleDefinition Read(string path)
    {
        var bytes = InputFile.Read(path);
        return InputFile.About(path, () => WasmInput.KindOf(bytes, path)) == WasmKind.Module
            ? InputFile.About(path, () => WasmInput.ReadModule(bytes, path))
            : throw new InvalidException($"`{path}` is a component; expected a core module");
    }
}
