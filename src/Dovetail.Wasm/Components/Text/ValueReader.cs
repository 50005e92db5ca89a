using System.Collections.Immutable;
using Dovetail.Wasm.Components.Text.Syntax;
using Dovetail.Wasm.Text;
using Dovetail.Wit.Text;

namespace Dovetail.Wasm.Components.Text;

/// <summary>Reads values and starts (Explainer.md, "Value Definitions" and "Start Definitions").</summary>
internal sealed class ValueReader(ComponentReader reader)
{
    private readonly TokenCursor _cursor = reader.Cursor;

    /// <summary>Takes the type and the value of a definition.</summary>
    public ValueSyntax TakeValue(Identifier? id, SourceSpan span) =>
        new(id, reader.Types.TakeValueType(), TakeLiteral(), span);

    /// <summary>Takes <c>(start func (value idx)* (result (value id?))*)</c>.</summary>
    public StartSyntax TakeStart()
    {
        var span = _cursor.Peek().Span;
        _cursor.Open("start");
        var function = reader.References.TakeReference(Sort.Function);
        var arguments = ImmutableArray.CreateBuilder<ReferenceSyntax>();
        while (_cursor.PeekOpen("value"))
        {
            arguments.Add(reader.References.TakeSorted(Sort.Value));
        }
        var results = ImmutableArray.CreateBuilder<Identifier?>();
        while (_cursor.TryOpen("result"))
        {
            _cursor.Open("value");
            results.Add(reader.References.TryTakeId());
            _cursor.Close();
            _cursor.Close();
        }
        _cursor.Close();
        return new StartSyntax(function, arguments.DrainToImmutable(), results.DrainToImmutable(), span);
    }

    private LiteralSyntax TakeLiteral()
    {
        var span = _cursor.Peek().Span;
        if (_cursor.PeekString())
        {
            return new StringLiteralSyntax(_cursor.TakeName(), span);
        }
        if (!_cursor.PeekLeftParen())
        {
            return _cursor.PeekRightParen() || _cursor.AtEnd
                ? throw _cursor.Unexpected("a value")
                : new TokenLiteralSyntax(_cursor.TextOf(_cursor.Take()).ToString(), span);
        }
        return reader.Nested(() => TakeGroup(span));
    }

    private LiteralSyntax TakeGroup(SourceSpan span)
    {
        var keyword = _cursor.PeekOpen().ToString();
        if (keyword is not ("record" or "variant" or "list" or "tuple" or "flags" or "enum" or "some" or "ok" or "error" or "binary"))
        {
            throw _cursor.Unexpected("a value");
        }
        _cursor.Open(keyword);
        var literal = keyword == "binary"
            ? new BinaryLiteralSyntax(_cursor.TakeStrings(), span)
            : (LiteralSyntax)new GroupLiteralSyntax(keyword, TakeLabels(keyword), TakeItems(), span);
        _cursor.Close();
        return literal;
    }

    private ImmutableArray<string> TakeLabels(string keyword)
    {
        var labels = ImmutableArray.CreateBuilder<string>();
        if (keyword is "variant" or "enum")
        {
            labels.Add(_cursor.TakeName());
        }
        while (keyword == "flags" && _cursor.PeekString())
        {
            labels.Add(_cursor.TakeName());
        }
        return labels.DrainToImmutable();
    }

    private ImmutableArray<LiteralSyntax> TakeItems()
    {
        var items = ImmutableArray.CreateBuilder<LiteralSyntax>();
        while (!_cursor.PeekRightParen())
        {
            items.Add(TakeLiteral());
        }
        return items.DrainToImmutable();
    }
}
