using Dovetail.Wit.Text;

namespace Dovetail.Tests.Wit.Text;

public sealed class SourceTextTests
{
    [Fact]
    public void Shows_a_line_as_a_whole()
    {
        var line = new string('a', 60) + "!" + new string('b', 59);
        Assert.Equal($"m\n --> f:1:61\n  |\n1 | {line}\n  | {new string(' ', 60)}^", new SourceText(line, "f").Render("m", new SourceSpan(60, 1)));
    }

    [Fact]
    public void Cuts_a_long_line_to_the_part_around_the_place()
    {
        var line = new string('a', 60) + "!" + new string('b', 60);
        Assert.Equal($"m\n --> f:1:61\n  |\n1 | {line[..100]}\n  | {new string(' ', 60)}^", new SourceText(line, "f").Render("m", new SourceSpan(60, 1)));
    }

    [Theory]
    [InlineData("a\u001b[2Jb")]
    [InlineData("a\u202eb")]
    [InlineData("a\u2028b")]
    public void What_a_terminal_would_act_on_is_shown_as_dots(string line) => Assert.Contains(
        "\n1 | a.", new SourceText(line, "f").Render("m", new SourceSpan(0, 1)), StringComparison.Ordinal);
}
