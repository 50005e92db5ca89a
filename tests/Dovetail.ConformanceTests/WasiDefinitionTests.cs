using Dovetail.Wit.Resolution;

namespace Dovetail.ConformanceTests;

/// <summary>WASI's own definitions resolve, print and read back.</summary>
public class WasiDefinitionTests
{
    private static readonly WitOptions s_all = new() { AllFeatures = true };

    [SharedTheory]
    [InlineData("0.2")]
    [InlineData("0.3")]
    public void A_version_of_wasi_resolves_in_any_order(string version)
    {
        var groups = Folders(version).Select(folder => WitFolder.Read(folder).Single()).ToList();
        var resolution = WitResolution.Resolve(groups, s_all);
        Assert.Equal(groups.Count, resolution.Packages.Length);
        WitSuite.CheckFixpoint(resolution);
        groups.Reverse();
        Assert.Equal(resolution.Packages.Select(p => p.Name), WitResolution.Resolve(groups, s_all).Packages.Select(p => p.Name));
    }

    [SharedFact]
    public void The_worlds_of_wasi_have_all_that_they_need()
    {
        var groups = Folders("0.2").Select(folder => WitFolder.Read(folder).Single());
        var resolution = WitResolution.Resolve(groups);
        var command = resolution.SelectWorld("wasi:cli/command");
        Assert.Contains("wasi:io/streams@0.2.12", command.Imports.Select(item => item.Name));
        Assert.Equal(["wasi:cli/run@0.2.12"], command.Exports.Select(item => item.Name));
    }

    [SharedFact]
    public void Proposals_resolve()
    {
        foreach (var folder in Folders("proposals"))
        {
            WitSuite.CheckFixpoint(WitResolution.Resolve(WitFolder.Read(folder), s_all));
        }
    }

    private static IEnumerable<string> Folders(string name) =>
        Directory.GetDirectories(SharedData.PathOf("wit", name)).Order(StringComparer.Ordinal);
}
