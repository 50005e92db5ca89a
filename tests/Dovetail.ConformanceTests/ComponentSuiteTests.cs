using Dovetail.Testing.Scripts;

namespace Dovetail.ConformanceTests;

public class ComponentSuiteTests
{
    private static readonly ScriptOptions s_strict = ScriptOptions.Default with { StrictIndices = true };

    public static TheoryData<string> ValueScripts { get; } = Suites.ScriptsOf("component-model", "values");

    public static TheoryData<string> ResourceScripts { get; } = Suites.ScriptsOf("component-model", "resources");

    public static TheoryData<string> ValidationScripts { get; } = Suites.ScriptsOf("component-model", "validation");

    public static TheoryData<string> BinaryScripts { get; } = Suites.ScriptsOf("component-model", "binary");

    public static TheoryData<string> LinkingScripts { get; } = Suites.ScriptsOf("component-model", "linking");

    public static TheoryData<string> AsyncScripts { get; } = Suites.ScriptsOf("component-model", "async");

    /// <summary>The suites of other projects, which write indices in older forms too.</summary>
    public static TheoryData<string> OtherScripts { get; } =
    [
        .. new[] { "wasm-tools-component", "wasm-tools-missing-features", "wasmtime-component" }.SelectMany(Suites.ScriptsBelow),
    ];

    [SharedTheory]
    [MemberData(nameof(ValueScripts))]
    public void Values(string script) => Suites.Run(s_strict, "component-model", "values", script);

    [SharedTheory]
    [MemberData(nameof(ResourceScripts))]
    public void Resources(string script) => Suites.Run(s_strict, "component-model", "resources", script);

    [SharedTheory]
    [MemberData(nameof(ValidationScripts))]
    public void Validation(string script) => Suites.Run(s_strict, "component-model", "validation", script);

    [SharedTheory]
    [MemberData(nameof(BinaryScripts))]
    public void Binary(string script) => Suites.Run(s_strict, "component-model", "binary", script);

    [SharedTheory]
    [MemberData(nameof(LinkingScripts))]
    public void Linking(string script) => Suites.Run(s_strict, "component-model", "linking", script);

    [SharedTheory]
    [MemberData(nameof(AsyncScripts))]
    public void Async(string script) => Suites.Run(s_strict, "component-model", "async", script);

    [SharedTheory]
    [MemberData(nameof(OtherScripts))]
    public void Of_other_projects(string script) => Suites.Run(ScriptOptions.Default, script.Split('/'));
}
