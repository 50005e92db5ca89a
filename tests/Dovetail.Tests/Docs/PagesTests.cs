using System.CommandLine;
using System.Text.RegularExpressions;
using Dovetail.Cli;
using Dovetail.Tests.Cli;
using Dovetail.Tests.House;

namespace Dovetail.Tests.Docs;

/// <summary>
/// Every verb has a page, and what the pages show is what the verbs print. <c>DOVETAIL_BLESS=1</c> writes what they print into the pages.
/// </summary>
[Collection("console")]
public sealed partial class PagesTests
{
    public static TheoryData<string> Pages => [.. Repository.Files("docs", "*.md").Select(page => page["docs/".Length..])];

    private static IEnumerable<Command> Verbs => VerbParser.CreateRoot().Subcommands;

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
        Assert.Equal(text, now);
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Links_of_a_page_lead_somewhere(string page) => Assert.All(
        Link().Matches(File.ReadAllText(Repository.PathOf($"docs/{page}"))).Select(link => link.Groups["target"].Value)
            .Where(target => !target.Contains("://", StringComparison.Ordinal)),
        target => Assert.True(Path.Exists(Path.Combine(Repository.PathOf("docs"), target)), $"docs/{page} links to {target}, which does not exist"));

    [Fact]
    public void Every_verb_has_a_page_that_shows_it_at_work() => Assert.All(Verbs, verb =>
    {
        var page = Repository.PathOf($"docs/{verb.Name}.md");
        Assert.True(File.Exists(page), $"docs/{verb.Name}.md does not exist");
        var commands = File.ReadAllLines(page).Where(line => line.StartsWith($"$ dovetail {verb.Name} ", StringComparison.Ordinal)).ToArray();
        Assert.Contains($"$ dovetail {verb.Name} --help", commands);
        Assert.True(commands.Length > 1, $"docs/{verb.Name}.md shows `dovetail {verb.Name}` nowhere");
        Assert.Contains($"]({verb.Name}.md)", File.ReadAllText(Repository.PathOf("docs/README.md")), StringComparison.Ordinal);
    });

    [Fact]
    public void Every_verb_has_an_example_in_its_help() => Assert.All(Verbs.SelectMany(Leaves), path =>
    {
        var (code, output, errors) = CommandLine.Run([.. path.Split(' '), "--help"]);
        Assert.Equal((0, ""), (code, errors));
        Assert.Contains($"Example:\n  dovetail {path} ", output, StringComparison.Ordinal);
    });

    [Fact]
    public void A_page_that_shows_something_else_is_noticed()
    {
        var files = Repository.PathOf("docs/files");
        const string page = "```console\n$ dovetail validate shop.wat\nvalid!\n$ echo $?\n0\n```\n";
        Assert.Equal("```console\n$ dovetail validate shop.wat\n$ echo $?\n0\n```\n", Transcript.Run(page, files));
    }

    private static IEnumerable<string> Leaves(Command verb) =>
        verb.Subcommands.Count == 0 ? [verb.Name] : verb.Subcommands.SelectMany(Leaves).Select(inner => $"{verb.Name} {inner}");
}
