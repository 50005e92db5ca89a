using Dovetail.Wasm;

namespace Dovetail.Testing.Scripts;

/// <summary>How scripts are run. Immutable.</summary>
public sealed record ScriptOptions
{
    /// <summary>The defaults.</summary>
    public static ScriptOptions Default { get; } = new();

    /// <summary>The features that core modules may use; the supported ones unless set.</summary>
    public WasmFeatures Features { get; init; } = WasmFeatures.Supported;

    /// <summary>The features that core modules inside components may use; the supported ones unless set.</summary>
    public WasmFeatures FeaturesInComponents { get; init; } = WasmFeatures.Supported;

    /// <summary>
    /// The gated features that components may use where a script does not say so itself; unless set, those that the specification's own tests
    /// need.
    /// </summary>
    public ComponentFeatures ComponentFeatures { get; init; } = ComponentFeatures.Default
        | ComponentFeatures.FixedLengthLists | ComponentFeatures.MoreAsyncBuiltIns | ComponentFeatures.AsyncStackful
        | ComponentFeatures.Threading | ComponentFeatures.SharedEverythingThreads;

    /// <summary>Whether components must write <c>core</c> wherever the specification does; older forms are read otherwise.</summary>
    public bool StrictIndices { get; init; }

    /// <summary>Whether code consumes fuel (<see cref="EngineOptions.MetersFuel"/>), of which there is enough.</summary>
    public bool MetersFuel { get; init; }

    /// <summary>When functions are compiled.</summary>
    public CompileMode CompileMode { get; init; }

    /// <summary>The names that <see cref="TryParseFeatures"/> knows: of core modules' features, then of components'.</summary>
    public static IReadOnlyList<string> FeatureNames { get; } =
    [
        .. Enum.GetValues<WasmFeatures>().Where(feature => int.IsPow2((int)feature)).Select(WasmFeatureNames.NameOf),
        .. ComponentFeatureNames.All,
    ];

    /// <summary>These options with features by their names, with commas between, in addition to what is on; <c>all</c> is all of them.</summary>
    /// <returns>False if a name is none of <see cref="FeatureNames"/>.</returns>
    public bool TryParseFeatures(string names, out ScriptOptions options)
    {
        ArgumentNullException.ThrowIfNull(names);
        options = this;
        foreach (var name in names.Split(',', StringSplitOptions.TrimEntries))
        {
            if (options.With(name) is not { } more)
            {
                return false;
            }
            options = more;
        }
        return true;
    }

    private ScriptOptions? With(string name)
    {
        if (name == "all")
        {
            return this with { ComponentFeatures = ComponentFeatures.All };
        }
        if (ComponentFeatureNames.TryParse(name, out var gate))
        {
            return this with { ComponentFeatures = ComponentFeatures | gate };
        }
        var index = FeatureNames.ToList().IndexOf(name);
        var feature = (WasmFeatures)(1 << Math.Max(index, 0));
        return index < 0 ? null : this with
        {
            Features = Features | feature,
            FeaturesInComponents = FeaturesInComponents | feature,
        };
    }

    /// <summary>These options with the features that a script itself says.</summary>
    internal ScriptOptions For(ScriptHeader header) => !header.Decides ? this : this with
    {
        Features = header.Features & WasmFeatures.Supported,
        FeaturesInComponents = header.Features & WasmFeatures.Supported,
        ComponentFeatures = header.ComponentFeatures,
    };
}
