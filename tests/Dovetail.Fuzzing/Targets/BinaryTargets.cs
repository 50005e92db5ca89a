using Dovetail.Wasm;
using Dovetail.Wasm.Components.Decoding;
using Dovetail.Wasm.Components.Validation;
using Dovetail.Wasm.Modules.Decoding;
using Dovetail.Wasm.Modules.Validation;

namespace Dovetail.Fuzzing.Targets;

/// <summary>Readers of binaries.</summary>
internal static class BinaryTargets
{
    public static IReadOnlyList<Target> All { get; } =
    [
        new("module", Corpus.Modules, (input, _) =>
        {
            ModuleValidator.Validate(ModuleDecoder.Decode(input), WasmFeatures.Supported);
            return Answer.Value;
        }),
        new("component", Corpus.Components, (input, _) =>
        {
            ComponentValidator.Validate(ComponentDecoder.Decode(input), WasmFeatures.Supported, ComponentFeatures.All);
            return Answer.Value;
        }),
    ];
}
