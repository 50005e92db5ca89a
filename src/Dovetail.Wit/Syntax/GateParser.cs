using System.Text;
using Dovetail.Wit.Names;
using Dovetail.Wit.Resolution;
using Dovetail.Wit.Text;

namespace Dovetail.Wit.Syntax;

/// <summary>Reads what stands before an item: docs, feature gates (WIT.md, "Feature Gates") and external ids.</summary>
internal static class GateParser
{
    /// <exception cref="SyntaxErrorException">An attribute is wrong.</exception>
    public static Preamble Read(TokenCursor cursor)
    {
        var docs = cursor.Docs();
        var first = cursor.Current.Span;
        SemanticVersion? since = null, deprecated = null;
        string? unstable = null, externalId = null;
        while (cursor.At(TokenKind.At))
        {
            var at = cursor.Take();
            var name = cursor.Expect(TokenKind.Identifier, "`since`, `unstable`, `deprecated` or `external-id`");
            var isNew = true;
            switch (name.Text)
            {
                case "since":
                    (isNew, since) = (since is null, ReadVersion(cursor));
                    break;
                case "deprecated":
                    (isNew, deprecated) = (deprecated is null, ReadVersion(cursor));
                    break;
                case "unstable":
                    (isNew, unstable) = (unstable is null, ReadFeature(cursor));
                    break;
                case "external-id":
                    (isNew, externalId) = (externalId is null, ReadExternalId(cursor));
                    break;
                default:
                    throw cursor.Fail($"unknown attribute `@{name.Text}`; expected `@since`, `@unstable`, `@deprecated` or `@external-id`",
                        at.Span);
            }
            if (!isNew)
            {
                cursor.Report($"`@{name.Text}` stands here twice", at.Span);
            }
        }
        return new Preamble(docs, Combine(cursor, first, since, unstable, deprecated), externalId);
    }

    /// <summary>Reports an external id before what can't have one.</summary>
    public static void RefuseExternalId(TokenCursor cursor, Preamble preamble, SourceSpan span)
    {
        if (preamble.ExternalId is not null)
        {
            cursor.Report("`@external-id` can't stand here: types, functions, and imports and exports with a plain name can have one", span);
        }
    }

    private static Stability? Combine(
        TokenCursor cursor, SourceSpan span, SemanticVersion? since, string? unstable, SemanticVersion? deprecated)
    {
        if (since is not null && unstable is not null)
        {
            cursor.Report("an item has either `@since` or `@unstable`, not both", span);
        }
        else if (deprecated is not null && since is null && unstable is null)
        {
            cursor.Report("`@deprecated` must stand with `@since` or `@unstable`", span);
        }
        return since is null && unstable is null ? null : new Stability(since, unstable, deprecated);
    }

    private static SemanticVersion ReadVersion(TokenCursor cursor)
    {
        ReadKey(cursor, "version");
        var version = NameReader.ReadBareVersion(cursor);
        cursor.Expect(TokenKind.RightParenthesis, "`)`");
        return version;
    }

    private static string ReadFeature(TokenCursor cursor)
    {
        ReadKey(cursor, "feature");
        var feature = NameReader.Read(cursor, "the name of a feature").Text;
        cursor.Expect(TokenKind.RightParenthesis, "`)`");
        return feature;
    }

    private static void ReadKey(TokenCursor cursor, string key)
    {
        cursor.Expect(TokenKind.LeftParenthesis, "`(`");
        if (cursor.Current is not { Kind: TokenKind.Identifier } token || token.Text != key)
        {
            throw cursor.Unexpected($"`{key}`");
        }
        cursor.Take();
        cursor.Expect(TokenKind.Equal, "`=`");
    }

    private static string ReadExternalId(TokenCursor cursor)
    {
        cursor.Expect(TokenKind.LeftParenthesis, "`(`");
        var token = cursor.Expect(TokenKind.String, "a string");
        var text = Unescape(cursor, token.Span);
        cursor.Expect(TokenKind.RightParenthesis, "`)`");
        return text;
    }

    // The escapes of WebAssembly's text format, where `\hh` is a byte of UTF-8.
    private static string Unescape(TokenCursor cursor, SourceSpan span)
    {
        var text = cursor.Source.Content;
        var end = span.End - 1;
        var bytes = new List<byte>();
        for (var at = span.Start + 1; at < end;)
        {
            var length = text[at] == '\\' ? EscapeLength(text, at, end) : char.IsHighSurrogate(text[at]) ? 2 : 1;
            if (length == 0)
            {
                throw cursor.Fail("unknown escape in a string", new SourceSpan(at, 2));
            }
            if (text[at] != '\\')
            {
                bytes.AddRange(Encoding.UTF8.GetBytes(text.Substring(at, length)));
            }
            else if (!TryUnescape(text.Substring(at + 1, length - 1), bytes))
            {
                throw cursor.Fail("the escape is no Unicode scalar value", new SourceSpan(at, length));
            }
            at += length;
        }
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString([.. bytes]);
        }
        catch (ArgumentException)
        {
            throw cursor.Fail("the string is not valid UTF-8", span);
        }
    }

    private static int EscapeLength(string text, int at, int end)
    {
        var next = at + 1 < end ? text[at + 1] : '\0';
        if (next is 't' or 'n' or 'r' or '"' or '\'' or '\\')
        {
            return 2;
        }
        if (next == 'u' && at + 2 < end && text[at + 2] == '{')
        {
            var close = text.IndexOf('}', at, end - at);
            return close > at + 3 && close <= at + 9 && AreHex(text.Substring(at + 3, close - at - 3)) ? close - at + 1 : 0;
        }
        return at + 2 < end && AreHex(text.Substring(at + 1, 2)) ? 3 : 0;
    }

    private static bool TryUnescape(string escape, List<byte> bytes)
    {
        if (escape[0] != 'u')
        {
            var simple = "tnr\"'\\".IndexOf(escape[0]);
            bytes.Add(escape.Length == 1 ? (byte)"\t\n\r\"'\\"[simple] : Convert.ToByte(escape, 16));
            return true;
        }
        var scalar = Convert.ToInt32(escape.Substring(2, escape.Length - 3), 16);
        if (scalar is > 0x10ffff or (>= 0xd800 and <= 0xdfff))
        {
            return false;
        }
        bytes.AddRange(Encoding.UTF8.GetBytes(char.ConvertFromUtf32(scalar)));
        return true;
    }

    private static bool AreHex(string text) =>
        text.All(c => c is (>= '0' and <= '9') or (>= 'a' and <= 'f') or (>= 'A' and <= 'F'));
}
