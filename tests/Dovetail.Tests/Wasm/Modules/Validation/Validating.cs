using System.Text;
using Dovetail.Wasm;
using Dovetail.Wasm.Modules.Text;
using Dovetail.Wasm.Modules.Validation;
using Dovetail.Wasm.Text;

namespace Dovetail.Tests.Wasm.Modules.Validation;

/// <summary>Validates modules that tests give as the fields of a text.</summary>
internal static class Validating
{
    public static ValidatedModule Validate(string fields, WasmFeatures features = WasmFeatures.WebAssembly3) =>
        ModuleValidator.Validate(ModuleParser.Parse(TokenSequence.Read(Encoding.UTF8.GetBytes(fields))), features);

    /// <summary>Validates one function with the type, the locals and the code given.</summary>
    public static void Accepts(string function) => Validate($"(func {function})");

    public static void Rejects(string message, string fields)
    {
        var error = Assert.Throws<InvalidException>(() => Validate(fields));
        Assert.StartsWith(message, error.Message);
    }
}
