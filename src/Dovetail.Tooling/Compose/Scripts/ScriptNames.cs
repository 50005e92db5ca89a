using Dovetail.Wit.Syntax;
using Dovetail.Wit.Text;

namespace Dovetail.Tooling.Compose.Scripts;

/// <summary>Reads what WAC's grammar has beside names: packages, texts, and three points in a row.</summary>
internal static class ScriptNames
{
    /// <summary>Reads <c>a:b@1.0.0</c>.</summary>
    /// <exception cref="SyntaxErrorException">Something else stands here.</exception>
    public static PackageReference ReadPackage(TokenCursor cursor)
    {
        var start = cursor.Current.Span.Start;
        var (name, _) = NameReader.ReadPackage(cursor);
        return new PackageReference(name, new SourceSpan(start, cursor.LastEnd - start));
    }

    /// <summary>Reads <c>as name</c> or <c>as "name"</c> if it stands here.</summary>
    /// <exception cref="SyntaxErrorException">Something else follows.</exception>
    public static Identifier? ReadAs(TokenCursor cursor) => !cursor.TryTake("as") ? null
        : cursor.At(TokenKind.String) ? ReadText(cursor)
        : NameReader.Read(cursor, "a name, or one in quotes");

    /// <summary>Reads a text in double quotes, which has no escapes.</summary>
    /// <exception cref="SyntaxErrorException">Something else stands here.</exception>
    public static Identifier ReadText(TokenCursor cursor)
    {
        var token = cursor.Expect(TokenKind.String, "a name in quotes");
        var text = cursor.Source.Content.Substring(token.Span.Start, token.Span.Length);
        return new Identifier(text.Trim('"'), token.Span);
    }

    /// <summary>Takes <c>...</c> if it stands here.</summary>
    public static bool TryTakeEllipsis(TokenCursor cursor)
    {
        if (!cursor.At(TokenKind.Period) || cursor.Next.Kind != TokenKind.Period)
        {
            return false;
        }
        cursor.Take();
        cursor.Take();
        cursor.Expect(TokenKind.Period, "`...`");
        return true;
    }

    /// <summary>Whether a character stands here that WIT has no token for.</summary>
    public static bool At(TokenCursor cursor, char character) =>
        cursor.At(TokenKind.Unknown) && cursor.Source.Content[cursor.Current.Span.Start] == character;
}
