using System.Text.RegularExpressions;
using Dovetail.Tests.Docs;

namespace Dovetail.Tests.House;

/// <summary>What the pages of the documentation show is what the verbs print. <c>DOVETAIL_BLESS=1</c> writes what they print into the pages.</summary>
[Collection("console")]
public sealed partial class TranscriptTests
{
    public static TheoryData<string> Pages => [.. Repository.Files("docs", "*.md").Select(page => page["docs/".Length..])];

    [GeneratedRegex(@"\]\((?<target>[^)#\s]+)")]
    private static partial Regex Link();

    [Theory]
    [MemberData(nameof(Pages))]
    public void What_a_page_shows_is_what_is_printed(string page)
    {
        var file = Repository.PathOf($"docs/{page}");
        var text = File.ReadAllText(file);
        var now = Transcript.Run(text, Repository.PathOf("docs/files"));
        if (Environment.GetEnvironmentVariable("DOVETAIL_BLESS") == "1")
        {
            File.WriteAllText(file, now);
            return;
        }
        Assert.True(text == now, $"""docs/{page} shows something else than is printed now: DOVETAIL_BLESS=1 dotnet test --filter FullyQualifiedName~House; git diff docs""");
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Links_of_a_page_lead_somewhere(string page) => Assert.All(
        Link().Matches(File.ReadAllText(Repository.PathOf($"docs/{page}"))).Select(link => link.Groups["target"].Value)
            .Where(target => !target.Contains("://", StringComparison.Ordinal)),
        target => Assert.True(Path.Exists(Path.Combine(Repository.PathOf("docs"), target)), $"docs/{page} links to {target}, which does not exist"));
}
