using System.Xml.Linq;
using Dovetail.Wasm.Modules;
using Dovetail.Wit.Types;

namespace Dovetail.Tests.House;

/// <summary>The arrows between the projects of <c>src</c>, and what they may take from outside.</summary>
public sealed class ProjectReferenceTests
{
    // project, the projects it may name, the packages it may name. An arrow reaches what its target reaches.
    private static readonly (string Project, string[] Projects, string[] Packages)[] _allowed =
    [
        // Both packages only fill in for netstandard2.0 what .NET itself has.
        ("Dovetail.Wit", [], ["System.Collections.Immutable", "System.Memory"]),
        ("Dovetail.Wasm", ["Dovetail.Wit"], []),
        ("Dovetail", ["Dovetail.Wasm"], []),
        ("Dovetail.Wasi", ["Dovetail"], []),
        ("Dovetail.Wasi.Postgres", ["Dovetail.Wasi"], ["Npgsql"]),
        ("Dovetail.AspNetCore", ["Dovetail.Wasi"], []),
        ("Dovetail.Testing", ["Dovetail.Wasi"], []),
        ("Dovetail.Tooling", ["Dovetail.Wasm"], []),
        ("Dovetail.Cli", ["Dovetail.AspNetCore", "Dovetail.Testing", "Dovetail.Tooling"], ["System.CommandLine", "ICSharpCode.Decompiler"]),
    ];

    private static string[] Projects() => [.. Repository.Files("src", "*.csproj")];

    private static string[] Included(string project, string element) =>
    [
        .. XDocument.Load(Repository.PathOf(project)).Descendants(element)
            .Select(reference => reference.Attribute("Include")!.Value.Replace('\\', '/')),
    ];

    private static (string Project, string[] Projects, string[] Packages) RuleFor(string project) =>
        Assert.Single(_allowed, rule => rule.Project == Path.GetFileNameWithoutExtension(project));

    [Fact]
    public void Every_project_of_src_lies_in_the_folder_of_its_name_and_has_a_rule()
    {
        Assert.NotEmpty(Projects());
        Assert.All(Projects(), project =>
        {
            var name = RuleFor(project).Project;
            Assert.Equal($"src/{name}/{name}.csproj", project);
        });
    }

    [Fact]
    public void Projects_reference_only_what_the_table_allows() =>
        Assert.All(Projects(), project => Assert.All(
            Included(project, "ProjectReference"),
            reference => Assert.Contains(Path.GetFileNameWithoutExtension(reference), RuleFor(project).Projects)));

    [Fact]
    public void Projects_take_only_the_packages_that_the_table_allows() =>
        Assert.All(Projects(), project => Assert.All(
            Included(project, "PackageReference"), package => Assert.Contains(package, RuleFor(project).Packages)));

    [Theory]
    [InlineData(typeof(WitType))]
    [InlineData(typeof(ModuleDefinition))]
    [InlineData(typeof(UnsupportedException))]
    public void The_libraries_load_nothing_but_dotnet_and_each_other(Type type) =>
        Assert.All(
            type.Assembly.GetReferencedAssemblies(),
            name => Assert.Matches("^(System[.].*|System|mscorlib|netstandard|Dovetail([.]W(it|asm))?)$", name.Name));

    [Fact]
    public void Versions_of_packages_stand_in_one_file() =>
        Assert.All(
            Repository.Files(".", "*.csproj"),
            project => Assert.DoesNotContain(
                XDocument.Load(Repository.PathOf(project)).Descendants("PackageReference"),
                package => package.Attribute("Version") is not null));
}
