using Dovetail.Wasm;

namespace Dovetail.Fuzzing.Generation;

/// <summary>
/// Picks the features of a module: each module has some of them, so that what it does have comes often (swarm testing).
/// </summary>
internal static class FeatureSets
{
    // What a feature stands on.
    private static readonly (WasmFeatures Feature, WasmFeatures Needs)[] s_needs =
    [
        (WasmFeatures.RelaxedSimd, WasmFeatures.Simd),
        (WasmFeatures.FunctionReferences, WasmFeatures.ReferenceTypes),
        (WasmFeatures.Gc, WasmFeatures.FunctionReferences | WasmFeatures.ReferenceTypes),
        (WasmFeatures.ExceptionHandling, WasmFeatures.ReferenceTypes),
    ];

    /// <summary>Some of the features of <paramref name="enabled"/>.</summary>
    public static WasmFeatures Pick(SeededRandom random, WasmFeatures enabled)
    {
        var features = enabled & (WasmFeatures.MutableGlobals | WasmFeatures.SignExtension | WasmFeatures.SaturatingConversions);
        for (var bit = 1; bit <= (int)enabled; bit <<= 1)
        {
            var usual = (bit & (int)(WasmFeatures.MultiValue | WasmFeatures.BulkMemory | WasmFeatures.ReferenceTypes)) != 0;
            if (((int)enabled & bit) != 0 && (random.OneIn(2) || (usual && random.OneIn(2)))) features |= (WasmFeatures)bit;
        }

        foreach (var (feature, needs) in s_needs.Reverse())
        {
            if ((features & feature) == 0) continue;
            features = (enabled & needs) == needs ? features | needs : features & ~feature;
        }

        return features;
    }
}
