using Dovetail.Wit.Syntax;
using Dovetail.Wit.Text;

namespace Dovetail.Tooling.Compose.Scripts;

/// <summary>Reads a composition in WAC. An error in a statement leaves the others to be read.</summary>
internal sealed class ScriptParser
{
    private readonly TokenCursor _cursor;
    private readonly MemberParser _members;
    private readonly ExpressionParser _expressions;

    private ScriptParser(TokenCursor cursor) =>
        (_cursor, _members, _expressions) = (cursor, new MemberParser(cursor), new ExpressionParser(cursor));

    /// <summary>Reads a script; null where not even its package could be read.</summary>
    public static Script? Read(SourceText source, DiagnosticBag diagnostics) =>
        new ScriptParser(new TokenCursor(source, diagnostics) { IsComposition = true }).ReadScript();

    private Script? ReadScript()
    {
        if (ReadPackage() is not var (package, target))
        {
            return null;
        }
        var statements = new List<Statement>();
        while (!_cursor.AtEnd)
        {
            var start = _cursor.Position;
            var depth = _cursor.Depth;
            if (MemberParser.TakeStraySemicolon(_cursor))
            {
                continue;
            }
            try
            {
                statements.Add(ReadStatement());
            }
            catch (SyntaxErrorException)
            {
                _cursor.SkipItem(start, depth, BeginsStatement);
                if (_cursor.Position == start)
                {
                    // A brace too many closes nothing.
                    _cursor.Take();
                }
            }
        }
        return new Script(_cursor.Source, package, target, statements);
    }

    private (PackageClause Package, UsePath? Target)? ReadPackage()
    {
        try
        {
            var docs = _cursor.Docs();
            _cursor.Expect("package");
            var name = ScriptNames.ReadPackage(_cursor);
            UsePath? target = null;
            if (IsWord("targets"))
            {
                _cursor.Take();
                target = NameReader.ReadPath(_cursor, "the name of a world");
            }
            _cursor.ExpectSemicolon();
            return (new PackageClause(name.Name, name.Span, docs), target);
        }
        catch (SyntaxErrorException)
        {
            return null;
        }
    }

    private static bool BeginsStatement(Token token) => MemberParser.BeginsItem(token) || token is { Kind: TokenKind.Identifier, Text: "let" };

    private bool IsWord(string word) => _cursor.Current is { Kind: TokenKind.Identifier } token && token.Text == word;

    private Statement ReadStatement()
    {
        var preamble = GateParser.Read(_cursor);
        var token = _cursor.Current;
        if (IsWord("let"))
        {
            return ReadLet();
        }
        switch (token.Kind == TokenKind.Keyword ? token.Text : "")
        {
            case "import":
                return ReadImport();
            case "export":
                return ReadExport();
            case "interface":
                _cursor.Take();
                return new InterfaceStatement(new InterfaceItem(preamble, NameReader.Read(_cursor, "the name of the interface"), _members.ReadInterface()));
            case "world":
                _cursor.Take();
                return new WorldStatement(new WorldItemSyntax(preamble, NameReader.Read(_cursor, "the name of the world"), _members.ReadWorld()));
            case "type" or "record" or "variant" or "enum" or "flags":
                return new TypeStatement(_members.ReadType(preamble, token.Text));
            case "resource":
                throw _cursor.Fail("a resource stands in an interface or a world", token.Span);
            default:
                throw _cursor.Unexpected("`import`, `let`, `export`, `interface`, `world` or a type");
        }
    }

    private ImportStatement ReadImport()
    {
        var start = _cursor.Take().Span.Start;
        var local = NameReader.Read(_cursor, "a name for the import");
        var name = ScriptNames.ReadAs(_cursor);
        _cursor.Expect(TokenKind.Colon, "`:`");
        return new ImportStatement(Since(start), local, name, _members.ReadExternType());
    }

    private LetStatement ReadLet()
    {
        _cursor.Take();
        var local = NameReader.Read(_cursor, "a name");
        _cursor.Expect(TokenKind.Equal, "`=`");
        var value = _expressions.Read();
        _cursor.ExpectSemicolon();
        return new LetStatement(local, value);
    }

    private ExportStatement ReadExport()
    {
        var start = _cursor.Take().Span.Start;
        var value = _expressions.Read();
        var isSpread = ScriptNames.TryTakeEllipsis(_cursor);
        var name = isSpread ? null : ScriptNames.ReadAs(_cursor);
        if (isSpread && _cursor.At("as"))
        {
            throw _cursor.Fail("the exports of a spread instance keep their names; `as` can't stand here", _cursor.Current.Span);
        }
        _cursor.ExpectSemicolon();
        return new ExportStatement(Since(start), value, name, isSpread);
    }

    private SourceSpan Since(int start) => new(start, _cursor.LastEnd - start);
}
