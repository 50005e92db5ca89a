using Dovetail.Wasm;

namespace Dovetail.Testing.Scripts;

/// <summary>How scripts are run. Immutable.</summary>
public sealed record ScriptOptions
{
    /// <summary>The defaults.</summary>
    public static ScriptOptions Default { get; } = new();

    /// <summary>The features that core modules may use; the supported ones unless set.</summary>
    public WasmFeatures Features { get; init; } = WasmFeatures.Supported;

    /// <summary>The features that core modules inside components may use; what an engine allows them unless set.</summary>
    public WasmFeatures ComponentFeatures { get; init; } = WasmFeatures.SupportedInComponents;

    /// <summary>Whether components must write <c>core</c> wherever the specification does; older forms are read otherwise.</summary>
    public bool StrictIndices { get; init; }

    /// <summary>Whether code consumes fuel (<see cref="EngineOptions.MetersFuel"/>), of which there is enough.</summary>
    public bool MetersFuel { get; init; }

    /// <summary>When functions are compiled.</summary>
    public CompileMode CompileMode { get; init; }

    /// <summary>The names that <see cref="TryParseFeatures"/> knows.</summary>
    public static IReadOnlyList<string> FeatureNames { get; } =
        [.. Enum.GetValues<WasmFeatures>().Where(feature => int.IsPow2((int)feature)).Select(WasmFeatureNames.NameOf)];

    /// <summary>Reads names of proposals with commas between, in addition to what is always supported; <c>all</c> is all of them.</summary>
    public static bool TryParseFeatures(string names, out WasmFeatures features)
    {
        ArgumentNullException.ThrowIfNull(names);
        features = WasmFeatures.Supported;
        foreach (var name in names.Split(',', StringSplitOptions.TrimEntries))
        {
            var index = FeatureNames.ToList().IndexOf(name);
            if (index < 0 && name != "all")
            {
                return false;
            }
            features |= index < 0 ? WasmFeatures.WebAssembly3 : (WasmFeatures)(1 << index);
        }
        return true;
    }
}
