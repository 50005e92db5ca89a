using System.Collections.Immutable;
using Dovetail.Tooling.Compose;
using Dovetail.Tooling.Targets;

namespace Dovetail.ConformanceTests;

/// <summary>Components that conform to a world or do not. The suite has refusals alone; its components conform to other worlds of the same WIT.</summary>
public class WitTargetSuiteTests
{
    [SharedTheory]
    [InlineData("error-missing-export", "foobar", TargetRule.MissingExport)]
    [InlineData("error-missing-import", "foobar", TargetRule.UnknownImport)]
    public void A_component_does_not_conform(string name, string world, TargetRule rule) =>
        Assert.Contains(rule, Check(name, world).Select(mismatch => mismatch.Rule));

    [SharedTheory]
    [InlineData("error-missing-export", "foo-only")]
    [InlineData("error-missing-import", "imports")]
    public void A_component_conforms_to_the_world_that_it_was_made_for(string name, string world) => Assert.Empty(Check(name, world));

    private static ImmutableArray<TargetMismatch> Check(string name, string world)
    {
        var folder = SharedData.PathOf("suites", "wit-component", "targets", name);
        var path = Path.Combine(folder, "test.wat");
        return TargetChecker.Check(CompositionPackage.Read(name, File.ReadAllBytes(path), path), WitSuite.Resolve(Path.Combine(folder, "test.wit"), Wit.Resolution.WitOptions.Default).SelectWorld(world));
    }
}
