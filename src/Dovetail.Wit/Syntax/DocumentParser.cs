using Dovetail.Wit.Text;

namespace Dovetail.Wit.Syntax;

/// <summary>Reads a file (WIT.md, "Top-level items"). An error in an item leaves the others to be read.</summary>
internal sealed class DocumentParser
{
    private readonly TokenCursor _cursor;
    private readonly MemberParser _members;

    private DocumentParser(TokenCursor cursor) => (_cursor, _members) = (cursor, new MemberParser(cursor));

    public static WitDocument Read(SourceText source, DiagnosticBag diagnostics) =>
        new DocumentParser(new TokenCursor(source, diagnostics)).ReadFile();

    private WitDocument ReadFile()
    {
        PackageClause? package = null;
        var nested = new List<WitDocument>();
        var file = Empty(null);
        var isBroken = false;
        while (!_cursor.AtEnd)
        {
            Recover(file, () =>
            {
                if (!_cursor.At("package"))
                {
                    ReadItem(file);
                    return;
                }
                isBroken = true;
                var clause = ReadClause();
                isBroken = false;
                if (_cursor.At(TokenKind.LeftBrace))
                {
                    nested.Add(ReadNested(clause));
                    return;
                }
                if (package is not null || HasItems(file) || nested.Count > 0)
                {
                    _cursor.Report("the package of a file is named once, before all else", clause.Span);
                }
                package ??= clause;
                if (_cursor.Current is { StartsLine: false, Kind: not (TokenKind.Semicolon or TokenKind.RightBrace or TokenKind.End) })
                {
                    throw _cursor.Unexpected("`;` or `{`");
                }
                _cursor.ExpectSemicolon();
            });
        }
        return file with { Package = package, NestedPackages = nested, HasBrokenPackage = isBroken };
    }

    private WitDocument Empty(PackageClause? package) => new(_cursor.Source, package, [], [], [], []);

    private static bool HasItems(WitDocument file) => file.Uses.Count + file.Interfaces.Count + file.Worlds.Count > 0;

    private PackageClause ReadClause()
    {
        var docs = _cursor.Docs();
        var docsSpan = docs is null ? default : _cursor.DocsSpan();
        _cursor.Take();
        var (name, span) = NameReader.ReadPackage(_cursor);
        return new PackageClause(name, span, docs) { DocsSpan = docsSpan };
    }

    private WitDocument ReadNested(PackageClause clause)
    {
        var start = _cursor.Take().Span.Start;
        var package = Empty(clause);
        var depth = _cursor.Depth;
        while (!_cursor.At(TokenKind.RightBrace) && !_cursor.AtEnd && _cursor.Depth >= depth)
        {
            Recover(package, () =>
            {
                if (_cursor.At("package"))
                {
                    throw _cursor.Fail("a package in braces can't hold another", _cursor.Current.Span);
                }
                ReadItem(package);
            });
        }
        _cursor.Expect(TokenKind.RightBrace, "`}`");
        return package with { Block = new SourceSpan(start, _cursor.LastEnd - start) };
    }

    private void Recover(WitDocument document, Action read)
    {
        if (MemberParser.TakeStraySemicolon(_cursor))
        {
            return;
        }
        var start = _cursor.Position;
        var depth = _cursor.Depth;
        try
        {
            read();
        }
        catch (SyntaxErrorException error)
        {
            document.Broken.Add(error.Defines);
            _cursor.SkipItem(start, depth, MemberParser.BeginsItem);
            if (_cursor.Position == start)
            {
                // A brace too many closes nothing.
                _cursor.Take();
            }
        }
    }

    private void ReadItem(WitDocument into)
    {
        var preamble = GateParser.Read(_cursor);
        var token = _cursor.Current;
        GateParser.RefuseExternalId(_cursor, preamble, token.Span);
        if (token is { Kind: TokenKind.Identifier, Text: "default" } && _cursor.Next is { Kind: TokenKind.Keyword })
        {
            var next = _cursor.Next.Span.Start;
            _cursor.Report("`default` is no longer a part of WIT", token.Span,
                new TextFix(new SourceSpan(token.Span.Start, next - token.Span.Start), ""));
            _cursor.Take();
        }
        if (_cursor.TryTake("interface"))
        {
            var name = NameReader.Read(_cursor, "the name of the interface");
            into.Interfaces.Add(new InterfaceItem(preamble, name, Define(name, _members.ReadInterface)));
        }
        else if (_cursor.TryTake("world"))
        {
            var name = NameReader.Read(_cursor, "the name of the world");
            into.Worlds.Add(new WorldItemSyntax(preamble, name, Define(name, _members.ReadWorld)));
        }
        else if (_cursor.TryTake("use"))
        {
            var path = NameReader.ReadPath(_cursor);
            var name = _cursor.TryTake("as") ? NameReader.Read(_cursor) : path.Name;
            _cursor.ExpectSemicolon();
            into.Uses.Add(new TopLevelUse(preamble, path, name));
        }
        else
        {
            throw _cursor.Unexpected("`interface`, `world`, `use` or `package`");
        }
    }

    private static List<Member> Define(Identifier name, Func<List<Member>> read)
    {
        try
        {
            return read();
        }
        catch (SyntaxErrorException error)
        {
            error.Defines = name;
            throw;
        }
    }
}
