using System.Text.RegularExpressions;

namespace Dovetail.Tests.House;

/// <summary>ARCHITECTURE.md leads to files that exist, and names every folder there is.</summary>
public sealed partial class ArchitectureTests
{
    private static readonly string[] _pages =
        ["ARCHITECTURE.md", "README.md", "RATIONALE.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md"];

    private static string Page(string name) => File.ReadAllText(Repository.PathOf(name));

    [GeneratedRegex(@"\]\((?<target>[^)#\s]+)")]
    private static partial Regex Link();

    [Fact]
    public void Links_lead_to_files_and_folders_of_the_repository() =>
        Assert.All(_pages, page => Assert.All(
            Link().Matches(Page(page)).Select(link => link.Groups["target"].Value).Where(IsLocal),
            target => Assert.True(Path.Exists(Repository.PathOf(target)), $"{page} links to {target}, which does not exist")));

    [Fact]
    public void Architecture_names_every_folder_of_src()
    {
        var text = Page("ARCHITECTURE.md");
        var folders = Repository.Files("src", "*.cs").Select(file => file[..file.LastIndexOf('/')]).Distinct();
        Assert.All(folders, folder => Assert.True(
            text.Contains($"{folder}/", StringComparison.Ordinal), $"ARCHITECTURE.md does not name {folder}/"));
    }

    private static bool IsLocal(string target) => !target.Contains("://", StringComparison.Ordinal);
}
