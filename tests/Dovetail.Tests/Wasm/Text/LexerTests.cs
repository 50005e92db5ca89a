using System.Text;
using Dovetail.Wasm.Text;

namespace Dovetail.Tests.Wasm.Text;

public class LexerTests
{
    private static string Kinds(string text) => string.Join(' ', Read(text).Tokens.Select(token => token.Kind));

    private static TokenSequence Read(string text) => TokenSequence.Read(Encoding.UTF8.GetBytes(text));

    [Theory]
    [InlineData("", "End")]
    [InlineData("(func)", "LeftParen Keyword RightParen End")]
    [InlineData("$x $\"a b\" \"s\" -0x1.8p3 nan:0x7", "Id Id String Number Keyword End")]
    [InlineData("a;;comment\nb", "Keyword Keyword End")]
    [InlineData("(;(;)(;;)b;);)a", "Keyword End")]
    [InlineData("(;;)(;();)a;;", "Keyword End")]
    [InlineData("@0 \"a\"\"b\" $\"a\"b $ @x [,{};]", "Reserved Reserved Reserved Reserved Reserved Reserved End")]
    public void Cuts_the_longest_runs(string text, string kinds) => Assert.Equal(kinds, Kinds(text));

    [Theory]
    [InlineData("\u00e4")]
    [InlineData("\u0001")]
    [InlineData("\"a\nb\"")]
    [InlineData("\"a")]
    [InlineData("\"\\")]
    [InlineData("\"\\z\"")]
    [InlineData("\"\\4\"")]
    [InlineData("\"\\u{d800}\"")]
    [InlineData("\"\\u{110000}\"")]
    [InlineData("\"\\u{fffffffff}\"")]
    [InlineData("\"\\u{}\"")]
    [InlineData("\"\\u{1__0}\"")]
    [InlineData("(; (; ;)")]
    public void Rejects_what_is_no_token(string text) =>
        Assert.True(Assert.Throws<MalformedException>(() => Read(text)).IsText);

    [Fact]
    public void Rejects_text_that_is_not_utf8_at_its_place()
    {
        var error = Assert.Throws<MalformedException>(() => TokenSequence.Read("\u00e4b\xff"u8[..^2].ToArray().Append((byte)0x80).ToArray()));
        Assert.Equal(2, error.Offset);
        Assert.StartsWith("malformed UTF-8 encoding", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Decodes_every_escape()
    {
        var cursor = new TokenCursor(Read(@"""\t\n\r\""\'\\\00\fF\u{1F600}é"""));
        Assert.Equal([9, 10, 13, 34, 39, 92, 0, 255, .. "\U0001F600\u00e9"u8], cursor.TakeString());
    }

    [Theory]
    [InlineData("(@a)")]
    [InlineData("(@\"quoted \\u{45}\" x)")]
    [InlineData("(@a (b) \")\" 8q , ; } (@c (@ @d)) (;)))x;) ;; )\n)")]
    public void Skips_annotations_that_nobody_knows(string text) => Assert.Equal("Keyword End", Kinds($"{text}x"));

    [Theory]
    [InlineData("(@)")]
    [InlineData("(@ x)")]
    [InlineData("(@\"\")")]
    [InlineData("(@a (b)")]
    [InlineData("(@\"\\ff\")")]
    public void Rejects_malformed_annotations(string text) => Assert.Throws<MalformedException>(() => Read(text));

    [Fact]
    public void Keeps_the_annotations_that_mean_something()
    {
        var cursor = new TokenCursor(Read("(module (@custom \"a\" \"b\") (@x) (@custom \"c\") (func))"));
        Assert.True(cursor.TryOpen("module"));
        var names = new List<string>();
        while (cursor.TryTakeAnnotation("custom") is { } annotation)
        {
            names.Add(cursor.Enter(annotation).TakeName());
        }
        Assert.Equal(["a", "c"], names);
        Assert.True(cursor.PeekOpen("func"));
    }

    [Fact]
    public void Does_not_recurse_into_nesting()
    {
        Read(new string('(', 1_000_000));
        Read(string.Concat(Enumerable.Repeat("(;", 100_000).Concat(Enumerable.Repeat(";)", 100_000))));
        Read(string.Concat(Enumerable.Repeat("(@a", 100_000)) + new string(')', 100_000));
    }
}
