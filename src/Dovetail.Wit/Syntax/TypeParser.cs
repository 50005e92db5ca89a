using System.Globalization;
using Dovetail.Wit.Resolution;
using Dovetail.Wit.Text;
using Dovetail.Wit.Types;

namespace Dovetail.Wit.Syntax;

/// <summary>Reads types (WIT.md, "Types") and the types of functions.</summary>
internal sealed class TypeParser(TokenCursor cursor)
{
    /// <summary>How deep types may nest in the text.</summary>
    public const int MaxDepth = 100;

    private static readonly Dictionary<string, PrimitiveUse> s_primitives = Enumerable
        .Range(0, (int)PrimitiveKind.ErrorContext + 1)
        .Select(kind => new PrimitiveUse(PrimitiveType.Of((PrimitiveKind)kind)))
        .ToDictionary(use => use.Type.ToString());

    // What other languages and older WIT call the types.
    private static readonly Dictionary<string, string> s_foreignNames = new()
    {
        ["float32"] = "f32",
        ["float64"] = "f64",
        ["float"] = "f32",
        ["double"] = "f64",
        ["number"] = "f64",
        ["i8"] = "s8",
        ["i16"] = "s16",
        ["i32"] = "s32",
        ["i64"] = "s64",
        ["int"] = "s32",
        ["uint"] = "u32",
        ["int8"] = "s8",
        ["int16"] = "s16",
        ["int32"] = "s32",
        ["int64"] = "s64",
        ["long"] = "s64",
        ["uint8"] = "u8",
        ["uint16"] = "u16",
        ["uint32"] = "u32",
        ["uint64"] = "u64",
        ["byte"] = "u8",
        ["usize"] = "u32",
        ["isize"] = "s32",
        ["boolean"] = "bool",
        ["str"] = "string",
        ["text"] = "string",
    };

    private int _depth;

    /// <summary>The type that <paramref name="name"/> means elsewhere; null where it means nothing.</summary>
    public static string? FromElsewhere(string name) => s_foreignNames.TryGetValue(name, out var wit) ? wit : null;

    /// <exception cref="SyntaxErrorException">No type stands here.</exception>
    public TypeSyntax ReadType()
    {
        if (_depth >= MaxDepth)
        {
            throw cursor.Fail($"types nest deeper than {MaxDepth} levels", cursor.Current.Span);
        }
        _depth++;
        try
        {
            return ReadAnyType();
        }
        finally
        {
            _depth--;
        }
    }

    /// <summary>Reads <c>async? func(…) -> type</c>.</summary>
    /// <exception cref="SyntaxErrorException">No function type stands here.</exception>
    public FunctionSyntax ReadFunction()
    {
        var isAsync = cursor.TryTake("async");
        var token = cursor.Current;
        if (token.Kind == TokenKind.LeftParenthesis)
        {
            cursor.Report("expected `func`, found `(`", token.Span, new TextFix(new SourceSpan(token.Span.Start, 0), "func"));
        }
        else if (token is { Kind: TokenKind.Identifier, Text: "function" or "fn" or "fun" or "def" })
        {
            cursor.Take();
            cursor.Report($"expected `func`, found `{token.Text}`", token.Span, new TextFix(token.Span, "func"));
        }
        else
        {
            cursor.Expect("func");
        }
        var parameters = ReadParameters();
        return new FunctionSyntax(isAsync, parameters, ReadResult());
    }

    /// <summary>Reads <c>(name: type, …)</c>.</summary>
    /// <exception cref="SyntaxErrorException">No parameters stand here.</exception>
    public List<ParameterSyntax> ReadParameters()
    {
        cursor.Expect(TokenKind.LeftParenthesis, "`(`");
        return ReadList(TokenKind.RightParenthesis, "`)`", () =>
        {
            var name = NameReader.Read(cursor, "the name of a parameter");
            cursor.Expect(TokenKind.Colon, "`:`");
            return new ParameterSyntax(name, ReadType());
        });
    }

    /// <summary>Reads <c>-> type</c> if it stands here.</summary>
    /// <exception cref="SyntaxErrorException">No type follows the arrow.</exception>
    public TypeSyntax? ReadResult()
    {
        var token = cursor.Current;
        if (token.Kind == TokenKind.Colon)
        {
            cursor.Report("expected `->` before the result, found `:`", token.Span, new TextFix(token.Span, " ->"));
        }
        else if (token.Kind != TokenKind.Arrow)
        {
            return null;
        }
        var before = cursor.LastEnd;
        cursor.Take();
        var open = cursor.Current;
        if (open.Kind == TokenKind.LeftParenthesis && cursor.Next.Kind == TokenKind.RightParenthesis)
        {
            var span = new SourceSpan(before, cursor.Next.Span.End - before);
            cursor.Report("expected a type, found `()`; a function without a result has no arrow", open.Span, new TextFix(span, ""));
            cursor.Take();
            cursor.Take();
            return null;
        }
        return ReadType();
    }

    /// <summary>Reads a list with commas up to <paramref name="close"/>, which it takes; a comma may stand before it.</summary>
    /// <exception cref="SyntaxErrorException">Something else stands between two items.</exception>
    public List<T> ReadList<T>(TokenKind close, string closeName, Func<T> readItem)
    {
        var items = new List<T>();
        while (!cursor.TryTake(close))
        {
            items.Add(readItem());
            if (cursor.TryTake(TokenKind.Comma) || cursor.At(close))
            {
                continue;
            }
            var token = cursor.Current;
            if (token.Kind == TokenKind.Semicolon && close == TokenKind.RightBrace)
            {
                cursor.Take();
                cursor.Report($"expected `,`, found `;`", token.Span, new TextFix(token.Span, ","));
            }
            else if (token.StartsLine && close == TokenKind.RightBrace && token.Kind is TokenKind.Identifier or TokenKind.EscapedIdentifier)
            {
                var place = new SourceSpan(cursor.LastEnd, 0);
                cursor.Report($"expected `,`, found {token.Describe(cursor.Source)}", place, new TextFix(place, ","));
            }
            else
            {
                throw cursor.Unexpected($"`,` or {closeName}");
            }
        }
        return items;
    }

    private TypeSyntax ReadAnyType()
    {
        var token = cursor.Current;
        if (token.Kind is TokenKind.EscapedIdentifier)
        {
            return new NameSyntax(NameReader.Read(cursor));
        }
        if (token.Kind == TokenKind.Identifier)
        {
            return ReadName(token);
        }
        if (token.Kind != TokenKind.Keyword)
        {
            throw cursor.Unexpected("a type");
        }
        if (s_primitives.TryGetValue(token.Text, out var primitive))
        {
            return new PrimitiveSyntax(cursor.Take().Span, primitive);
        }
        return token.Text switch
        {
            "list" => ReadListType(),
            "option" => ReadGeneric(TypeConstructor.Option, 1),
            "result" => ReadResultType(),
            "tuple" => ReadTuple(),
            "map" => ReadGeneric(TypeConstructor.Map, 2),
            "stream" => ReadOptionalPart(TypeConstructor.Stream),
            "future" => ReadOptionalPart(TypeConstructor.Future),
            "own" => ReadHandle(isBorrow: false),
            "borrow" => ReadHandle(isBorrow: true),
            _ => throw cursor.Unexpected("a type"),
        };
    }

    private TypeSyntax ReadName(Token token)
    {
        // `error-context` is the one type that is no keyword.
        if (s_primitives.TryGetValue(token.Text, out var primitive))
        {
            return new PrimitiveSyntax(cursor.Take().Span, primitive);
        }
        // A name from elsewhere is looked up first: it may have been defined.
        return token.Text == "String" ? throw cursor.Unexpected("a type", new TextFix(token.Span, "string"))
            : new NameSyntax(NameReader.Read(cursor, "a type"));
    }

    private GenericSyntax ReadListType()
    {
        var start = cursor.Take().Span;
        cursor.Expect(TokenKind.LessThan, "`<`");
        var element = ReadType();
        uint? length = null;
        if (cursor.TryTake(TokenKind.Comma))
        {
            length = ReadLength();
        }
        cursor.Expect(TokenKind.GreaterThan, "`>`");
        return new GenericSyntax(start, TypeConstructor.List, [element], length);
    }

    private uint ReadLength()
    {
        var token = cursor.Expect(TokenKind.Integer, "the length of the list");
        var digits = cursor.Source.Content.Substring(token.Span.Start, token.Span.Length);
        if (digits[0] == '0')
        {
            throw cursor.Fail("the length of a list is at least 1, without leading zeros", token.Span);
        }
        return uint.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var length)
            ? length
            : throw cursor.Fail("the length of a list is at most 4294967295", token.Span);
    }

    private GenericSyntax ReadGeneric(TypeConstructor constructor, int count)
    {
        var start = cursor.Take().Span;
        cursor.Expect(TokenKind.LessThan, "`<`");
        var parts = new List<TypeSyntax?> { ReadType() };
        while (parts.Count < count)
        {
            cursor.Expect(TokenKind.Comma, "`,`");
            parts.Add(ReadType());
        }
        cursor.Expect(TokenKind.GreaterThan, "`>`");
        return new GenericSyntax(start, constructor, parts, null);
    }

    private GenericSyntax ReadTuple()
    {
        var start = cursor.Take().Span;
        cursor.Expect(TokenKind.LessThan, "`<`");
        return new GenericSyntax(start, TypeConstructor.Tuple, ReadList<TypeSyntax?>(TokenKind.GreaterThan, "`>`", ReadType), null);
    }

    private GenericSyntax ReadOptionalPart(TypeConstructor constructor)
    {
        if (cursor.Next.Kind == TokenKind.LessThan)
        {
            return ReadGeneric(constructor, 1);
        }
        return new GenericSyntax(cursor.Take().Span, constructor, [null], null);
    }

    // Compositions may say of either that it is absent.
    private TypeSyntax? ReadErrorType() => cursor.IsComposition && cursor.TryTake(TokenKind.Underscore) ? null : ReadType();

    private GenericSyntax ReadResultType()
    {
        var start = cursor.Take().Span;
        if (!cursor.TryTake(TokenKind.LessThan))
        {
            return new GenericSyntax(start, TypeConstructor.Result, [null, null], null);
        }
        TypeSyntax? ok = null, error = null;
        if (!cursor.TryTake(TokenKind.Underscore))
        {
            ok = ReadType();
            if (cursor.TryTake(TokenKind.Comma))
            {
                error = ReadErrorType();
            }
        }
        else if (!cursor.IsComposition || !cursor.At(TokenKind.GreaterThan))
        {
            cursor.Expect(TokenKind.Comma, "`,`");
            error = ReadErrorType();
        }
        cursor.Expect(TokenKind.GreaterThan, "`>`");
        return new GenericSyntax(start, TypeConstructor.Result, [ok, error], null);
    }

    private HandleSyntax ReadHandle(bool isBorrow)
    {
        var start = cursor.Take().Span;
        cursor.Expect(TokenKind.LessThan, "`<`");
        var resource = NameReader.Read(cursor, "the name of a resource");
        cursor.Expect(TokenKind.GreaterThan, "`>`");
        return new HandleSyntax(start, isBorrow, resource);
    }
}
