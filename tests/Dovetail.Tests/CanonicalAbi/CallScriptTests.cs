using Dovetail.Testing.Scripts;
using Dovetail.Tests.House;

namespace Dovetail.Tests.CanonicalAbi;

/// <summary>Scripts of compositions, each with what the specification says of its calls.</summary>
public sealed class CallScriptTests
{
    public static TheoryData<string> Scripts => [.. Repository.Files("tests/Dovetail.Tests/CanonicalAbi/Scripts", "*.wast")];

    [Theory]
    [MemberData(nameof(Scripts))]
    public void Calls_end_as_the_specification_says(string script)
    {
        var report = ScriptRunner.Run(File.ReadAllBytes(Repository.PathOf(script)), script);
        Assert.Empty(report.Results.Where(result => result.Verdict != Verdict.Passed));
        Assert.NotEmpty(report.Results);
    }
}
