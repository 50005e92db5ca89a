using System.Text;
using Dovetail.Wit.Names;
using Dovetail.Wit.Text;

namespace Dovetail.Wit.Syntax;

/// <summary>Reads names, versions and paths, and says what newcomers' names should be.</summary>
internal static class NameReader
{
    /// <summary>
    /// Reads a name. One that isn't in kebab case is reported with its fix, and taken for what the fix makes of it, so that
    /// what refers to it is not reported again.
    /// </summary>
    /// <exception cref="SyntaxErrorException">Something else stands here.</exception>
    public static Identifier Read(TokenCursor cursor, string what = "a name")
    {
        var token = cursor.Current;
        if (token.Kind is TokenKind.Identifier or TokenKind.EscapedIdentifier || (cursor.IsComposition && IsNameInCompositions(token)))
        {
            cursor.Take();
            if (cursor.IsComposition && token is { Kind: TokenKind.Identifier, Text: "let" or "new" or "targets" })
            {
                cursor.Report($"expected {what}, found keyword `{token.Text}`, which can be a name only as `%{token.Text}`", token.Span,
                    new TextFix(token.Span, "%" + token.Text));
            }
            return new Identifier(InKebabCase(cursor, token), token.Span);
        }
        if (token.Kind == TokenKind.Keyword
            && cursor.Next.Kind is TokenKind.Colon or TokenKind.LeftBrace or TokenKind.Equal or TokenKind.Semicolon
                or TokenKind.Comma or TokenKind.RightBrace)
        {
            cursor.Take();
            var fix = new TextFix(token.Span, "%" + token.Text);
            cursor.Report($"expected {what}, found keyword `{token.Text}`, which can be a name only as `%{token.Text}`",
                token.Span, fix);
            return new Identifier(token.Text, token.Span);
        }
        throw cursor.Unexpected(what);
    }

    /// <summary>Reads the name of a package: <c>a:b@1.0.0</c>, <c>a:b:c/d</c> where it is nested.</summary>
    /// <exception cref="SyntaxErrorException">Something else stands here.</exception>
    public static (PackageName Name, SourceSpan Span) ReadPackage(TokenCursor cursor)
    {
        var space = ReadWords(cursor, "the namespace of the package");
        var start = space.Span.Start;
        if (!cursor.At(TokenKind.Colon))
        {
            // `package shared;` names the package and leaves out whose it is.
            var version = ReadVersion(cursor);
            cursor.Report($"expected a namespace and `:` before `{space.Text}`, as in `local:{space.Text}`", space.Span,
                new TextFix(new SourceSpan(start, 0), "local:"));
            return (new PackageName("local", space.Text, version), Until(cursor, start));
        }
        cursor.Take();
        var (namespaces, name) = ReadPackageName(cursor, space);
        while (!cursor.IsComposition && cursor.TryTake(TokenKind.Slash))
        {
            name += "/" + Read(cursor, "the name of a nested package").Text;
        }
        var nameSpan = Until(cursor, start);
        return (new PackageName(namespaces, name, ReadVersion(cursor)), nameSpan);
    }

    /// <summary>
    /// Reads the path to an interface or world: <c>c</c>, or <c>a:b/c@1.0.0</c>. In <c>a:b:c/d/e</c> the package is <c>a:b:c/d</c>; but in compositions it is
    /// <c>a:b:c</c>, for there the names behind it lead from its exports inwards.
    /// </summary>
    /// <exception cref="SyntaxErrorException">Something else stands here.</exception>
    public static UsePath ReadPath(TokenCursor cursor, string what = "the name of an interface")
    {
        var first = Read(cursor, what);
        if (!cursor.At(TokenKind.Colon))
        {
            return new UsePath(null, default, first);
        }
        cursor.Take();
        RequireWords(cursor, first);
        var (namespaces, package) = ReadPackageName(cursor, first);
        var packageSpan = Until(cursor, first.Span.Start);
        if (!cursor.At(TokenKind.Slash))
        {
            throw cursor.Unexpected($"`/` and the name of an interface of package `{namespaces}:{package}`");
        }
        cursor.Take();
        var name = ReadPart(cursor, what);
        while (cursor.At(TokenKind.Slash))
        {
            var outerSpan = Until(cursor, first.Span.Start);
            cursor.Take();
            var inner = ReadPart(cursor, what);
            if (cursor.IsComposition)
            {
                name = new Identifier($"{name.Text}/{inner.Text}", Until(cursor, name.Span.Start));
            }
            else
            {
                (package, packageSpan, name) = ($"{package}/{name.Text}", outerSpan, inner);
            }
        }
        return new UsePath(new PackageName(namespaces, package, ReadVersion(cursor)), packageSpan, name);
    }

    /// <summary>Reads <c>@1.2.3</c> if it stands here.</summary>
    /// <exception cref="SyntaxErrorException">What follows is no version.</exception>
    public static SemanticVersion? ReadVersion(TokenCursor cursor)
    {
        if (!cursor.At(TokenKind.At))
        {
            return null;
        }
        cursor.Take();
        return ReadBareVersion(cursor);
    }

    /// <summary>Reads a version.</summary>
    /// <exception cref="SyntaxErrorException">What stands here is no version.</exception>
    public static SemanticVersion ReadBareVersion(TokenCursor cursor)
    {
        // A version is cut by other rules than the rest: it ends before the period that opens `.{`.
        var text = cursor.Source.Content;
        var start = cursor.Current.Span.Start;
        var end = start;
        while (end < text.Length && (char.IsLetterOrDigit(text[end]) || text[end] is '.' or '-' or '+'))
        {
            end++;
        }
        while (end > start && text[end - 1] == '.')
        {
            end--;
        }
        var span = new SourceSpan(start, Math.Max(1, end - start));
        if (end == start)
        {
            throw cursor.Unexpected("a version, as in `1.0.0`");
        }
        var written = text.Substring(start, end - start);
        cursor.SkipTo(end);
        if (SemanticVersion.TryParse(written, out var version, out var error))
        {
            return version;
        }
        var fix = SemanticVersion.TryParse(written + ".0", out _, out _) ? written + ".0"
            : SemanticVersion.TryParse(written + ".0.0", out _, out _) ? written + ".0.0"
            : null;
        throw cursor.Fail($"`{Token.Shorten(written)}` is not a version: {error}", span, fix is null ? null : new TextFix(span, fix));
    }

    /// <summary>
    /// What <paramref name="name"/> is called in kebab case: <c>formatCurrency</c>, <c>FormatCurrency</c> and
    /// <c>format_currency</c> are <c>format-currency</c>. Null where nothing comes of it.
    /// </summary>
    public static string? ToKebabCase(string name)
    {
        var kebab = new StringBuilder();
        for (var i = 0; i < name.Length; i++)
        {
            var c = name[i];
            var isUpper = c is >= 'A' and <= 'Z';
            var afterLower = i > 0 && name[i - 1] is (>= 'a' and <= 'z') or (>= '0' and <= '9');
            var beforeLower = i > 0 && name[i - 1] is >= 'A' and <= 'Z' && i + 1 < name.Length && name[i + 1] is >= 'a' and <= 'z';
            if ((isUpper && (afterLower || beforeLower) || c is '_' or '-') && kebab.Length > 0 && kebab[kebab.Length - 1] != '-')
            {
                kebab.Append('-');
            }
            if (c is not ('_' or '-'))
            {
                kebab.Append(char.ToLowerInvariant(c));
            }
        }
        var result = kebab.ToString().Trim('-');
        return Kebab.IsLabel(result) ? result : null;
    }

    // Words of WIT that WAC has not.
    private static bool IsNameInCompositions(Token token) =>
        token is { Kind: TokenKind.Keyword, Text: "async" or "from" or "future" or "map" or "own" or "stream" };

    private static string InKebabCase(TokenCursor cursor, Token token)
    {
        if (Kebab.IsLabel(token.Text))
        {
            return token.Text;
        }
        var escape = token.Kind == TokenKind.EscapedIdentifier ? "%" : "";
        var kebab = ToKebabCase(token.Text);
        var fix = kebab is null ? null : Lexer.IsKeyword(kebab) ? "%" + kebab : escape + kebab;
        cursor.Report($"{token.Describe(cursor.Source)} is not in kebab case" + (fix is null ? "" : $"; expected `{fix}`"),
            token.Span, fix is null ? null : new TextFix(token.Span, fix));
        return kebab ?? token.Text;
    }

    // The part of a package's name behind the first colon. Compositions may nest namespaces.
    private static (string Namespaces, string Name) ReadPackageName(TokenCursor cursor, Identifier first)
    {
        var (namespaces, name) = (first.Text, ReadWords(cursor, "the name of the package").Text);
        while (cursor.TryTake(TokenKind.Colon))
        {
            (namespaces, name) = ($"{namespaces}:{name}", ReadWords(cursor, "the name of the package").Text);
        }
        return (namespaces, name);
    }

    // A path is one word in compositions, of which keywords may be parts.
    private static Identifier ReadPart(TokenCursor cursor, string what) => cursor is { IsComposition: true, Current: { Kind: TokenKind.Keyword } token }
        ? new Identifier(token.Text, cursor.Take().Span)
        : Read(cursor, what);

    private static Identifier ReadWords(TokenCursor cursor, string what)
    {
        var name = ReadPart(cursor, what);
        RequireWords(cursor, name);
        return name;
    }

    // Namespaces and packages have no acronyms (Explainer.md, `words`).
    private static void RequireWords(TokenCursor cursor, Identifier name)
    {
        if (Kebab.IsLabel(name.Text) && !Kebab.AreWords(name.Text.AsSpan()))
        {
            var lower = name.Text.ToLowerInvariant();
            cursor.Report($"`{name.Text}` has upper case letters, which the names of packages can't have", name.Span,
                new TextFix(name.Span, lower));
        }
    }

    private static SourceSpan Until(TokenCursor cursor, int start) => new(start, cursor.LastEnd - start);
}
