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
}
