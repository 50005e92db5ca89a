using Dovetail.Wit.Syntax;
using Dovetail.Wit.Text;

namespace Dovetail.Tooling.Compose.Scripts;

/// <summary>Reads expressions of WAC.</summary>
internal sealed class ExpressionParser(TokenCursor cursor)
{
    /// <summary>How deep expressions may nest in the text.</summary>
    public const int MaxDepth = 100;

    private int _depth;

    /// <exception cref="SyntaxErrorException">No expression stands here.</exception>
    public Expression Read()
    {
        if (_depth >= MaxDepth)
        {
            throw cursor.Fail($"expressions nest deeper than {MaxDepth} levels", cursor.Current.Span);
        }
        _depth++;
        try
        {
            return ReadAccesses(ReadPrimary());
        }
        finally
        {
            _depth--;
        }
    }

    private Expression ReadPrimary()
    {
        var token = cursor.Current;
        if (token is { Kind: TokenKind.Identifier, Text: "new" })
        {
            return ReadNew();
        }
        if (cursor.TryTake(TokenKind.LeftParenthesis))
        {
            var inner = Read();
            cursor.Expect(TokenKind.RightParenthesis, "`)`");
            return inner;
        }
        return new NameExpression(NameReader.Read(cursor, "a local name, `new` or `(`"));
    }

    // As many as there are: they nest in the tree, and nobody goes down there by recursion.
    private Expression ReadAccesses(Expression instance)
    {
        for (var count = 0; ; count++)
        {
            var start = cursor.Current.Span;
            if (cursor.At(TokenKind.Period) && cursor.Next.Kind != TokenKind.Period)
            {
                cursor.Take();
                instance = Access(instance, NameReader.Read(cursor, "the name of an export"), isExact: false);
            }
            else if (ScriptNames.At(cursor, '['))
            {
                cursor.Take();
                var name = ScriptNames.ReadText(cursor);
                if (!ScriptNames.At(cursor, ']'))
                {
                    throw cursor.Unexpected("`]`");
                }
                cursor.Take();
                instance = Access(instance, name, isExact: true);
            }
            else
            {
                return instance;
            }
            if (count == MaxDepth)
            {
                throw cursor.Fail($"more than {MaxDepth} accesses stand in a row", start);
            }
        }
    }

    private static AccessExpression Access(Expression instance, Identifier name, bool isExact) =>
        new(new SourceSpan(instance.Span.Start, name.Span.End - instance.Span.Start), instance, name, isExact);

    private NewExpression ReadNew()
    {
        var start = cursor.Take().Span.Start;
        var package = ScriptNames.ReadPackage(cursor);
        cursor.Expect(TokenKind.LeftBrace, "`{`");
        var arguments = new List<Argument>();
        var isFilled = false;
        while (!cursor.TryTake(TokenKind.RightBrace))
        {
            if (isFilled)
            {
                throw cursor.Fail("`...` without a name stands behind all other arguments", cursor.Current.Span);
            }
            if (!ScriptNames.TryTakeEllipsis(cursor))
            {
                arguments.Add(ReadArgument());
            }
            else if (cursor.Current.Kind is TokenKind.Comma or TokenKind.RightBrace)
            {
                isFilled = true;
            }
            else
            {
                arguments.Add(new SpreadArgument(new NameExpression(NameReader.Read(cursor, "a local name, or `}`"))));
            }
            if (!cursor.TryTake(TokenKind.Comma) && !cursor.At(TokenKind.RightBrace))
            {
                throw cursor.Unexpected("`,` or `}`");
            }
        }
        return new NewExpression(new SourceSpan(start, package.Span.End - start), package, arguments, isFilled);
    }

    private Argument ReadArgument()
    {
        var isExact = cursor.At(TokenKind.String);
        var name = isExact ? ScriptNames.ReadText(cursor) : NameReader.Read(cursor, "an argument: a local name, `name: …` or `...`");
        if (!isExact && !cursor.At(TokenKind.Colon))
        {
            return new InferredArgument(new NameExpression(name));
        }
        cursor.Expect(TokenKind.Colon, "`:`");
        return new NamedArgument(name, isExact, Read());
    }
}
