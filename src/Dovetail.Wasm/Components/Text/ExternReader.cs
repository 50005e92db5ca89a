using System.Collections.Immutable;
using Dovetail.Wasm.Components.Text.Syntax;
using Dovetail.Wasm.Text;
using Dovetail.Wit.Text;

namespace Dovetail.Wasm.Components.Text;

/// <summary>Reads the names and types of imports and exports (Explainer.md, "Import and Export Definitions").</summary>
internal sealed class ExternReader(ComponentReader reader)
{
    private readonly TokenCursor _cursor = reader.Cursor;

    /// <summary>Takes a name with its attributes. The rules of what a name may be are validation's.</summary>
    public ExternNameSyntax TakeName()
    {
        var span = _cursor.Peek().Span;
        string name;
        if (_cursor.TryOpen("interface"))
        {
            name = _cursor.TakeName();
            _cursor.Close();
        }
        else
        {
            name = _cursor.TakeName();
        }
        return new ExternNameSyntax(name, TakeAttributes(), span);
    }

    private ImmutableArray<ExternAttribute> TakeAttributes()
    {
        var attributes = ImmutableArray.CreateBuilder<ExternAttribute>();
        while (KindOf(_cursor.PeekOpen()) is { } kind)
        {
            _cursor.TakeLeftParen();
            if (attributes.Any(attribute => attribute.Kind == kind))
            {
                throw _cursor.Unexpected("another attribute");
            }
            _cursor.Take();
            attributes.Add(new ExternAttribute(kind, _cursor.TakeName()));
            _cursor.Close();
        }
        return attributes.DrainToImmutable();
    }

    private static ExternAttributeKind? KindOf(ReadOnlySpan<char> keyword) => keyword switch
    {
        "implements" => ExternAttributeKind.Implements,
        "versionsuffix" => ExternAttributeKind.VersionSuffix,
        "external-id" => ExternAttributeKind.ExternalId,
        _ => null,
    };

    /// <summary>Takes <c>(import name)</c> or <c>(export name)</c> in place, if it comes next and nothing but a name is in it.</summary>
    public ExternNameSyntax? TryTakeInPlace(string keyword)
    {
        if (!PeekInPlace(keyword))
        {
            return null;
        }
        _cursor.Open(keyword);
        var name = TakeName();
        _cursor.Close();
        return name;
    }

    /// <summary>Takes <c>externtype</c>, with an identifier where the grammar allows to bind one.</summary>
    public (Identifier? Id, ExternTypeSyntax Type) TakeType(bool mayBind = true)
    {
        var span = _cursor.Peek().Span;
        var sort = reader.References.TakeSort();
        var id = mayBind ? reader.References.TryTakeId() : null;
        var type = TakeBody(sort, span);
        _cursor.Close();
        return (id, type);
    }

    /// <summary>Takes what stands in <c>externtype</c> behind its sort and identifier.</summary>
    public ExternTypeSyntax TakeBody(Sort sort, SourceSpan span)
    {
        if (sort == Sort.Type)
        {
            return TakeBound(span);
        }
        if (sort == Sort.Value)
        {
            return TakeValueBound(span);
        }
        if (reader.References.PeekTypeUse())
        {
            var typeSort = sort == Sort.CoreModule ? Sort.CoreType : Sort.Type;
            return new ReferredExternTypeSyntax(sort, reader.References.TakeTypeUse(typeSort), span);
        }
        return sort switch
        {
            Sort.Function => new InlineExternTypeSyntax(sort, reader.Types.TakeFunctionBody(span), span),
            Sort.Component => new InlineExternTypeSyntax(sort, reader.Types.TakeComponentBody(span), span),
            Sort.Instance => new InlineExternTypeSyntax(sort, reader.Types.TakeInstanceBody(span), span),
            Sort.CoreModule => new InlineModuleTypeSyntax(reader.CoreTypes.TakeModuleBody(), span),
            _ => throw _cursor.Error($"a {sort.Text()} can't be imported or exported", span),
        };
    }

    private TypeBoundSyntax TakeBound(SourceSpan span)
    {
        ReferenceSyntax? equalTo = null;
        if (_cursor.TryOpen("eq"))
        {
            equalTo = reader.References.TakeReference(Sort.Type);
        }
        else
        {
            _cursor.Open("sub");
            _cursor.TakeKeyword("resource");
        }
        _cursor.Close();
        return new TypeBoundSyntax(equalTo, span);
    }

    private ValueBoundSyntax TakeValueBound(SourceSpan span)
    {
        if (!_cursor.TryOpen("eq"))
        {
            return new ValueBoundSyntax(null, reader.Types.TakeValueType(), span);
        }
        var equalTo = reader.References.TakeReference(Sort.Value);
        _cursor.Close();
        return new ValueBoundSyntax(equalTo, null, span);
    }

    // `(import "a")` is an abbreviation, `(import "a" (func))` a declaration; an attribute stands before what tells them apart.
    private bool PeekInPlace(string keyword)
    {
        if (!_cursor.PeekOpen(keyword))
        {
            return false;
        }
        if (_cursor.PeekAt(2).Kind == TokenKind.String)
        {
            return _cursor.PeekAt(3).Kind == TokenKind.RightParen || (IsAttribute(3) && EndsBehindAttributes(3));
        }
        return Text(2) is "(" && Text(3) is "interface" && _cursor.PeekAt(6).Kind == TokenKind.RightParen;
    }

    private bool IsAttribute(int distance) => Text(distance) is "(" && KindOf(Text(distance + 1)) is not null;

    private bool EndsBehindAttributes(int distance)
    {
        while (IsAttribute(distance))
        {
            distance += 4;
        }
        return _cursor.PeekAt(distance).Kind == TokenKind.RightParen;
    }

    private ReadOnlySpan<char> Text(int distance) => _cursor.TextOf(_cursor.PeekAt(distance));
}
