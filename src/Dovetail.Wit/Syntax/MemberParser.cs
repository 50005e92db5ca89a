using Dovetail.Wit.Resolution;
using Dovetail.Wit.Text;

namespace Dovetail.Wit.Syntax;

/// <summary>Reads what stands in the braces of interfaces, worlds and resources.</summary>
internal sealed class MemberParser(TokenCursor cursor)
{
    private static readonly string[] s_externKeywords = ["func", "async", "interface"];

    private readonly TypeParser _types = new(cursor);

    /// <summary>Reads <c>{ … }</c> of an interface.</summary>
    /// <exception cref="SyntaxErrorException">There is no brace.</exception>
    public List<Member> ReadInterface() => ReadBlock(ReadInterfaceMember, Broken);

    /// <summary>Reads <c>{ … }</c> of a world.</summary>
    /// <exception cref="SyntaxErrorException">There is no brace.</exception>
    public List<Member> ReadWorld() => ReadBlock(ReadWorldMember, Broken);

    /// <summary>Whether a token can only be the first of an item or member, when it starts a line.</summary>
    public static bool BeginsItem(Token token) => token.Kind == TokenKind.At || (token.Kind == TokenKind.Keyword
        && token.Text is "package" or "interface" or "world" or "use" or "type" or "record" or "variant" or "enum" or "flags"
            or "resource" or "import" or "export" or "include");

    private static BrokenMember Broken(Identifier? name) => new(name);

    // An error in a member leaves the others to be read.
    private List<T> ReadBlock<T>(Func<T> readMember, Func<Identifier?, T>? makeBroken)
    {
        cursor.Expect(TokenKind.LeftBrace, "`{`");
        var members = new List<T>();
        var depth = cursor.Depth;
        while (!cursor.At(TokenKind.RightBrace) && !cursor.AtEnd)
        {
            var start = cursor.Position;
            if (TakeStraySemicolon(cursor))
            {
                continue;
            }
            try
            {
                members.Add(readMember());
            }
            catch (SyntaxErrorException error)
            {
                if (makeBroken is not null)
                {
                    members.Add(makeBroken(error.Defines));
                }
                cursor.SkipItem(start, depth, BeginsItem);
                if (cursor.Depth < depth)
                {
                    return members;
                }
            }
        }
        if (!cursor.TryTake(TokenKind.RightBrace))
        {
            _ = cursor.Unexpected("`}`");
        }
        return members;
    }

    /// <summary>Takes a semicolon that ends nothing, as behind a closing brace, and reports it.</summary>
    public static bool TakeStraySemicolon(TokenCursor cursor)
    {
        var token = cursor.Current;
        if (cursor.TryTake(TokenKind.Semicolon))
        {
            cursor.Report("`;` ends nothing here", token.Span, new TextFix(token.Span, ""));
        }
        return token.Kind == TokenKind.Semicolon;
    }

    private Member ReadInterfaceMember()
    {
        var preamble = GateParser.Read(cursor);
        if (TryReadTypeOrUse(preamble) is { } member)
        {
            return member;
        }
        if (cursor.Current is { Kind: TokenKind.Keyword, Text: "import" or "export" or "include" })
        {
            throw cursor.Unexpected("a type, a function or `use`");
        }
        var name = NameReader.Read(cursor, "a type, a function or `use`");
        try
        {
            cursor.Expect(TokenKind.Colon, "`:`");
            if (cursor.IsComposition && cursor.Current.Kind is TokenKind.Identifier or TokenKind.EscapedIdentifier && cursor.Next.Kind != TokenKind.LeftParenthesis)
            {
                var alias = NameReader.Read(cursor, "the type of a function");
                cursor.ExpectSemicolon();
                return new AliasedFunctionMember(preamble, name, alias);
            }
            var type = _types.ReadFunction();
            cursor.ExpectSemicolon();
            return new FunctionMember(preamble, name, type);
        }
        catch (SyntaxErrorException error)
        {
            error.Defines = name;
            throw;
        }
    }

    private Member ReadWorldMember()
    {
        var preamble = GateParser.Read(cursor);
        return TryReadTypeOrUse(preamble) ?? cursor.Current switch
        {
            { Kind: TokenKind.Keyword, Text: "import" } => ReadExtern(preamble, isExport: false),
            { Kind: TokenKind.Keyword, Text: "export" } => ReadExtern(preamble, isExport: true),
            { Kind: TokenKind.Keyword, Text: "include" } => ReadInclude(preamble),
            _ => throw cursor.Unexpected("`import`, `export`, `include`, `use` or a type"),
        };
    }

    private Member? TryReadTypeOrUse(Preamble preamble)
    {
        var token = cursor.Current;
        if (token is { Kind: TokenKind.Identifier, Text: "struct" } && cursor.Next.Kind == TokenKind.Identifier)
        {
            cursor.Report("expected `record`, found `struct`", token.Span, new TextFix(token.Span, "record"));
            return ReadType(preamble, "record");
        }
        // `use: func()` is a mistake that the reader of names explains better.
        if (token.Kind != TokenKind.Keyword || cursor.Next.Kind == TokenKind.Colon)
        {
            return null;
        }
        return token.Text switch
        {
            "use" => ReadUse(preamble),
            "type" or "record" or "variant" or "enum" or "flags" or "resource" => ReadType(preamble, token.Text),
            _ => null,
        };
    }

    private UseMember ReadUse(Preamble preamble)
    {
        GateParser.RefuseExternalId(cursor, preamble, cursor.Take().Span);
        var path = NameReader.ReadPath(cursor);
        cursor.Expect(TokenKind.Period, "`.` and the names to use, as in `.{name}`");
        cursor.Expect(TokenKind.LeftBrace, "`{`");
        var names = _types.ReadList(TokenKind.RightBrace, "`}`", () => ReadRenamed("the name of a type"));
        cursor.ExpectSemicolon();
        return new UseMember(preamble, path, names);
    }

    private UsedName ReadRenamed(string what)
    {
        var name = NameReader.Read(cursor, what);
        return new UsedName(name, cursor.TryTake("as") ? NameReader.Read(cursor) : name);
    }

    private IncludeMember ReadInclude(Preamble preamble)
    {
        GateParser.RefuseExternalId(cursor, preamble, cursor.Take().Span);
        var path = NameReader.ReadPath(cursor, "the name of a world");
        var renames = new List<UsedName>();
        if (!cursor.TryTake("with"))
        {
            cursor.ExpectSemicolon();
            return new IncludeMember(preamble, path, renames);
        }
        cursor.Expect(TokenKind.LeftBrace, "`{`");
        renames = _types.ReadList(TokenKind.RightBrace, "`}`", () =>
        {
            var name = NameReader.Read(cursor, "the plain name of an import or export");
            cursor.Expect("as");
            return new UsedName(name, NameReader.Read(cursor));
        });
        // The braces end the item; the semicolon behind them is in some texts.
        cursor.TryTake(TokenKind.Semicolon);
        return new IncludeMember(preamble, path, renames);
    }

    private ExternMember ReadExtern(Preamble preamble, bool isExport)
    {
        cursor.Take();
        var first = cursor.Current;
        var colon = cursor.Next;
        if (colon.Kind == TokenKind.Colon && !IsPackagePath(first, colon))
        {
            var label = NameReader.Read(cursor, "a name");
            cursor.Take();
            return new ExternMember(preamble, isExport, label, ReadExternType());
        }
        var path = NameReader.ReadPath(cursor);
        GateParser.RefuseExternalId(cursor, preamble, path.Name.Span);
        cursor.ExpectSemicolon();
        return new ExternMember(preamble, isExport, null, new ExternPath(path));
    }

    // `a:b` is the name of a package where it is written as one word (WIT.md, "Item: world").
    private bool IsPackagePath(Token first, Token colon) => cursor.Source.Content is var text
        && colon.Span.Start == first.Span.End
        && colon.Span.End < text.Length && (char.IsLetter(text[colon.Span.End]) || text[colon.Span.End] == '%')
        && !StartsExternType(text, colon.Span.End);

    // `run:func()` has no space either, but these words can't name a package.
    private static bool StartsExternType(string text, int at) =>
        s_externKeywords.Any(word => string.CompareOrdinal(text, at, word, 0, word.Length) == 0
            && !(at + word.Length < text.Length && (char.IsLetterOrDigit(text[at + word.Length]) || text[at + word.Length] is '-' or '_')));

    /// <summary>Reads what is imported or exported, with the semicolon behind it.</summary>
    /// <exception cref="SyntaxErrorException">Something else stands here.</exception>
    public ExternSyntax ReadExternType()
    {
        if (cursor.TryTake("interface"))
        {
            var inline = new ExternInline(ReadInterface());
            _ = cursor.IsComposition && cursor.TryTake(TokenKind.Semicolon);
            return inline;
        }
        var isFunction = cursor.Current is { Kind: TokenKind.Keyword, Text: "func" or "async" } or { Kind: TokenKind.LeftParenthesis }
            or { Kind: TokenKind.Identifier, Text: "function" or "fn" or "fun" or "def" }
            && (!cursor.IsComposition || cursor.Current.Kind != TokenKind.Identifier || cursor.Next.Kind == TokenKind.LeftParenthesis);
        ExternSyntax type = isFunction ? new ExternFunction(_types.ReadFunction())
            : new ExternPath(NameReader.ReadPath(cursor, "`func`, `interface` or the name of an interface"));
        cursor.ExpectSemicolon();
        return type;
    }

    /// <summary>Reads a type that begins with <paramref name="keyword"/>.</summary>
    /// <exception cref="SyntaxErrorException">Something else stands here.</exception>
    public TypeMember ReadType(Preamble preamble, string keyword)
    {
        cursor.Take();
        var name = NameReader.Read(cursor, "the name of a type");
        try
        {
            return new TypeMember(preamble, name, ReadBody(keyword));
        }
        catch (SyntaxErrorException error)
        {
            error.Defines = name;
            throw;
        }
    }

    private TypeBodySyntax ReadBody(string keyword) => keyword switch
    {
        "type" => ReadAlias(),
        "record" => new RecordSyntax(ReadParts(isTyped: true)),
        "variant" => new VariantSyntax(ReadCases()),
        "enum" => new EnumSyntax(ReadParts(isTyped: false)),
        "flags" => new FlagsSyntax(ReadParts(isTyped: false)),
        _ => ReadResource(),
    };

    private TypeBodySyntax ReadAlias()
    {
        cursor.Expect(TokenKind.Equal, "`=`");
        if (cursor.IsComposition && (cursor.At("func") || (cursor.At("async") && cursor.Next.Is("func"))))
        {
            var function = _types.ReadFunction();
            cursor.ExpectSemicolon();
            return new FunctionAliasSyntax(function);
        }
        var target = _types.ReadType();
        cursor.ExpectSemicolon();
        return new AliasSyntax(target);
    }

    private List<PartSyntax> ReadParts(bool isTyped)
    {
        cursor.Expect(TokenKind.LeftBrace, "`{`");
        return _types.ReadList(TokenKind.RightBrace, "`}`", () =>
        {
            var docs = cursor.Docs();
            var name = NameReader.Read(cursor);
            if (!isTyped)
            {
                return new PartSyntax(docs, name, null);
            }
            cursor.Expect(TokenKind.Colon, "`:`");
            return new PartSyntax(docs, name, _types.ReadType());
        });
    }

    private List<PartSyntax> ReadCases()
    {
        cursor.Expect(TokenKind.LeftBrace, "`{`");
        return _types.ReadList(TokenKind.RightBrace, "`}`", () =>
        {
            var docs = cursor.Docs();
            var name = NameReader.Read(cursor);
            if (!cursor.TryTake(TokenKind.LeftParenthesis))
            {
                return new PartSyntax(docs, name, null);
            }
            var type = _types.ReadType();
            cursor.Expect(TokenKind.RightParenthesis, "`)`");
            return new PartSyntax(docs, name, type);
        });
    }

    private ResourceSyntax ReadResource()
    {
        if (cursor.At(TokenKind.LeftBrace))
        {
            return new ResourceSyntax(ReadBlock(ReadResourceFunction, null));
        }
        cursor.ExpectSemicolon();
        return new ResourceSyntax([]);
    }

    private ResourceFunctionSyntax ReadResourceFunction()
    {
        var preamble = GateParser.Read(cursor);
        var token = cursor.Current;
        if (token.Is("constructor") && cursor.Next.Kind == TokenKind.LeftParenthesis)
        {
            cursor.Take();
            var parameters = _types.ReadParameters();
            var type = new FunctionSyntax(false, parameters, _types.ReadResult());
            cursor.ExpectSemicolon();
            return new ResourceFunctionSyntax(preamble, FunctionKind.Constructor, new Identifier(token.Text, token.Span), type);
        }
        var name = NameReader.Read(cursor, "`constructor` or the name of a function");
        cursor.Expect(TokenKind.Colon, "`:`");
        var kind = cursor.TryTake("static") ? FunctionKind.Static : FunctionKind.Method;
        var function = _types.ReadFunction();
        cursor.ExpectSemicolon();
        return new ResourceFunctionSyntax(preamble, kind, name, function);
    }
}
