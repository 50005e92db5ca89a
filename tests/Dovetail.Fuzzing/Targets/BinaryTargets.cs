using Dovetail.Wasm.Modules.Decoding;

namespace Dovetail.Fuzzing.Targets;

/// <summary>Readers of binaries.</summary>
internal static class BinaryTargets
{
    public static IReadOnlyList<Target> All { get; } =
    [
        new("module", Corpus.Modules, (input, _) =>
        {
            ModuleDecoder.Decode(input);
            return Answer.Value;
        }),
    ];
}
