using System.CommandLine;
using Dovetail.Cli;
using Dovetail.Tests.Cli;
using Dovetail.Tests.House;

namespace Dovetail.Tests.Docs;

/// <summary>Every verb has a page and an example. What the pages show is held to what is printed by a test of the house.</summary>
[Collection("console")]
public sealed class VerbPagesTests
{
    private static IEnumerable<Command> Verbs => VerbParser.CreateRoot().Subcommands;

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
