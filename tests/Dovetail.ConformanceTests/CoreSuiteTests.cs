using Dovetail.Testing.Scripts;

namespace Dovetail.ConformanceTests;

public class CoreSuiteTests
{
    public static TheoryData<string> Scripts { get; } = Suites.ScriptsOf("core");

    public static TheoryData<string> CustomScripts { get; } = Suites.ScriptsOf("core", "custom");

    public static TheoryData<string> LegacyScripts { get; } = Suites.ScriptsOf("core", "legacy");

    [SharedTheory]
    [MemberData(nameof(Scripts))]
    public void Core(string script) => Suites.Run(ScriptOptions.Default, "core", script);

    [SharedTheory]
    [MemberData(nameof(Scripts))]
    public void Core_where_fuel_is_metered(string script) => Suites.Run(ScriptOptions.Default with { MetersFuel = true }, "core", script);

    [SharedTheory]
    [MemberData(nameof(CustomScripts))]
    public void Custom(string script) => Suites.Run(ScriptOptions.Default, "core", "custom", script);

    [SharedTheory]
    [MemberData(nameof(LegacyScripts))]
    public void Legacy(string script) => Suites.Run(ScriptOptions.Default, "core", "legacy", script);
}
