using System.Text;
using Dovetail.Wasm;
using Dovetail.Wasm.Modules.Validation;

namespace Dovetail.Tests.Compilation;

/// <summary>Modules from text.</summary>
internal static class Wat
{
    /// <summary>The module in <paramref name="text"/>, validated.</summary>
    public static ValidatedModule Validate(string text) =>
        ModuleValidator.Validate(WasmInput.ReadModule(Encoding.UTF8.GetBytes(text)));

    /// <summary>An instance, in a store of its own, of the module in <paramref name="text"/>, which imports nothing.</summary>
    public static ModuleInstance Instantiate(string text, StoreOptions? options = null)
    {
        var engine = new Engine();
        return new Linker(engine).Instantiate(new Store(engine, options), Module.Compile(engine, Validate(text)));
    }
}
