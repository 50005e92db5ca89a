using Dovetail.Tooling.AssemblyScript;
using Dovetail.Wasm;
using Dovetail.Wit.Resolution;

namespace Dovetail.ConformanceTests.Guests;

/// <summary>The guests with recorded calls: each component and what corrects its recording.</summary>
internal static class Guest
{
    /// <summary>A guest without imports, recorded faithfully.</summary>
    /// <param name="variant">What the names of the component and of the recording end with, if there are several.</param>
    public static IReadOnlyList<string> Play(string folder, string? variant, RecordedCall call)
    {
        var ending = variant is null ? "" : "-" + variant;
        return Play($"{folder}/{folder}{ending}.wasm", new Linker(Engine), RecordedCase.ReadAll(folder, $"expected{ending}.json"), call);
    }

    /// <summary>The guest in AssemblyScript, made a component of asc's module and the WIT.</summary>
    public static IReadOnlyList<string> PlayScript(string runtime, RecordedCall call)
    {
        var world = WitResolution.Resolve(WitFolder.Read(PathOf("as-formatter/wit"))).SelectWorld();
        var module = WasmInput.ReadModule(File.ReadAllBytes(PathOf($"as-formatter/core-{runtime}.wasm")));
        var component = Component.Load(Engine, WasmOutput.Encode(ScriptComponent.Build(module, world).Definition));
        var cases = RecordedCase.ReadAll("as-formatter", $"expected-{runtime}.json");
        return new Recording(cases, (store, _) => new Linker(Engine).Instantiate(store, component)).Play(Engine, call);
    }

    /// <summary><c>types</c>, corrected.</summary>
    public static IReadOnlyList<string> PlayTypes(RecordedCall call) =>
        Play("types/types.wasm", new Linker(Engine), [.. RecordedCase.ReadAll("types", "expected.json").Where(IsPossible).Select(Correct)], call);

    /// <summary><c>strings</c> in one of the encodings, corrected, with its host function as the delegate that <paramref name="twice"/> makes.</summary>
    public static IReadOnlyList<string> PlayStrings(string encoding, Func<List<int>, Delegate> twice, RecordedCall call)
    {
        var corrections = SpecOverride.Strings(encoding);
        var cases = RecordedCase.ReadAll("strings", $"expected-{encoding}.json")
            .Select(@case => corrections.TryGetValue(@case.Function, out var correction) ? @case.Corrected(correction) : @case);
        var component = Component.Load(Engine, PathOf($"strings/strings-{encoding}.wasm"));
        return new Recording([.. cases], (store, log) => new Linker(Engine)
            .Define("demo:strings/host", host => host.Function("twice", twice(log)))
            .Instantiate(store, component)).Play(Engine, call);
    }

    public static Engine Engine { get; } = new();

    public static string PathOf(string file) => SharedData.PathOf(["guests", .. file.Split('/')]);

    /// <summary>Plays calls of the component in <paramref name="file"/>.</summary>
    public static IReadOnlyList<string> Play(string file, Linker linker, IReadOnlyList<RecordedCase> cases, RecordedCall call)
    {
        var component = Component.Load(Engine, PathOf(file));
        return new Recording(cases, (store, _) => linker.Instantiate(store, component)).Play(Engine, call);
    }

    // What is not a string has a test of its own.
    private static bool IsPossible(RecordedCase @case) =>
        @case.Function != "e-string" || !@case.Arguments[0].GetRawText().Contains("\\ud800s", StringComparison.Ordinal);

    private static RecordedCase Correct(RecordedCase @case) =>
        SpecOverride.Types.TryGetValue(@case.Function, out var correction) ? @case.Corrected(correction)
        : @case.Function == "e-string" && @case.Arguments[0].GetString() == SpecOverride.WithByteOrderMark ? @case with { Value = @case.Arguments[0] }
        : @case;
}
