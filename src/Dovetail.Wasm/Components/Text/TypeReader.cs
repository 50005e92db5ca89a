using System.Collections.Immutable;
using Dovetail.Wasm.Components.Text.Syntax;
using Dovetail.Wasm.Text;
using Dovetail.Wit.Text;
using Dovetail.Wit.Types;

namespace Dovetail.Wasm.Components.Text;

/// <summary>Reads types of the component level but for those of imports and exports (Explainer.md, "Type Definitions").</summary>
internal sealed class TypeReader(ComponentReader reader)
{
    private readonly TokenCursor _cursor = reader.Cursor;

    private ReferenceReader References => reader.References;

    /// <summary>Takes <c>deftype</c>.</summary>
    public TypeSyntax TakeDefinition()
    {
        var span = _cursor.Peek().Span;
        return _cursor.TryOpen("func") ? Closed(TakeFunctionBody(span))
            : _cursor.TryOpen("component") ? Closed(TakeComponentBody(span))
            : _cursor.TryOpen("instance") ? Closed(TakeInstanceBody(span))
            : _cursor.TryOpen("resource") ? Closed(TakeResourceBody(span))
            : TakeDefinedValueType();
    }

    /// <summary>Takes <c>valtype</c>.</summary>
    public ValueTypeSyntax TakeValueType()
    {
        var span = _cursor.Peek().Span;
        return References.PeekIndex() || _cursor.PeekOpen("type")
            ? new TypeReferenceSyntax(References.TakeReference(Sort.Type), span)
            : TakeDefinedValueType();
    }

    /// <summary>Takes the parameters and the result of a function type.</summary>
    public FunctionTypeSyntax TakeFunctionBody(SourceSpan span)
    {
        var isAsync = _cursor.TryTakeKeyword("async");
        var parameters = TakeNamed("param");
        ValueTypeSyntax? result = null;
        if (_cursor.TryOpen("result"))
        {
            result = Closed(TakeValueType());
        }
        return new FunctionTypeSyntax(parameters, result, isAsync, span);
    }

    /// <summary>Takes the declarations of a component type.</summary>
    public ComponentTypeSyntax TakeComponentBody(SourceSpan span) =>
        new(reader.Nested(() => reader.Declarations.TakeAll(allowImports: true)), span);

    /// <summary>Takes the declarations of an instance type.</summary>
    public InstanceTypeSyntax TakeInstanceBody(SourceSpan span) =>
        new(reader.Nested(() => reader.Declarations.TakeAll(allowImports: false)), span);

    private ResourceTypeSyntax TakeResourceBody(SourceSpan span)
    {
        _cursor.Open("rep");
        var representation = reader.CoreTypes.TakeValueType();
        _cursor.Close();
        ReferenceSyntax? destructor = null;
        if (_cursor.TryOpen("dtor"))
        {
            destructor = Closed(References.TakeOption(Sort.CoreFunction));
        }
        return new ResourceTypeSyntax(representation, destructor, span);
    }

    private ValueTypeSyntax TakeDefinedValueType()
    {
        var span = _cursor.Peek().Span;
        if (!_cursor.PeekLeftParen())
        {
            return new PrimitiveTypeSyntax(TakePrimitive(), span);
        }
        return reader.Nested(() => Closed(TakeConstructed(span)));
    }

    private PrimitiveKind TakePrimitive()
    {
        PrimitiveKind? kind = _cursor.PeekKeyword() switch
        {
            "bool" => PrimitiveKind.Bool,
            "s8" => PrimitiveKind.S8,
            "u8" => PrimitiveKind.U8,
            "s16" => PrimitiveKind.S16,
            "u16" => PrimitiveKind.U16,
            "s32" => PrimitiveKind.S32,
            "u32" => PrimitiveKind.U32,
            "s64" => PrimitiveKind.S64,
            "u64" => PrimitiveKind.U64,
            "f32" or "float32" => PrimitiveKind.F32,
            "f64" or "float64" => PrimitiveKind.F64,
            "char" => PrimitiveKind.Char,
            "string" => PrimitiveKind.String,
            "error-context" => PrimitiveKind.ErrorContext,
            _ => null,
        };
        if (kind is not { } known)
        {
            throw _cursor.Unexpected("a type");
        }
        _cursor.Take();
        return known;
    }

    // From `(record` on, up to its parenthesis.
    private ValueTypeSyntax TakeConstructed(SourceSpan span)
    {
        var keyword = _cursor.PeekOpen().ToString();
        if (keyword is not ("record" or "variant" or "list" or "map" or "tuple" or "flags" or "enum" or "option" or "result"
            or "own" or "borrow" or "stream" or "future"))
        {
            throw _cursor.Unexpected("a type");
        }
        _cursor.Open(keyword);
        return keyword switch
        {
            "record" => new RecordTypeSyntax(TakeNamed("field"), span),
            "variant" => new VariantTypeSyntax(TakeCases(), span),
            "list" => TakeList(span),
            "tuple" => new TupleTypeSyntax(TakeMany(() => TakeValueType()), span),
            "flags" => new FlagsTypeSyntax(TakeMany(_cursor.TakeName), span),
            "enum" => new EnumTypeSyntax(TakeMany(_cursor.TakeName), span),
            "option" => new OptionTypeSyntax(TakeValueType(), span),
            "result" => TakeResult(span),
            "map" => new MapTypeSyntax(TakeValueType(), TakeValueType(), span),
            "stream" or "future" =>
                new AsyncTypeSyntax(keyword == "stream", _cursor.PeekRightParen() ? null : TakeValueType(), span),
            _ => new HandleTypeSyntax(keyword == "own", References.TakeReference(Sort.Type), span),
        };
    }

    private ListTypeSyntax TakeList(SourceSpan span)
    {
        var element = TakeValueType();
        return new ListTypeSyntax(element, _cursor.PeekNumber() ? _cursor.TakeU32() : null, span);
    }

    private ResultTypeSyntax TakeResult(SourceSpan span)
    {
        var ok = _cursor.PeekRightParen() || _cursor.PeekOpen("error") ? null : TakeValueType();
        ValueTypeSyntax? error = null;
        if (_cursor.TryOpen("error"))
        {
            error = Closed(TakeValueType());
        }
        return new ResultTypeSyntax(ok, error, span);
    }

    private ImmutableArray<NamedTypeSyntax> TakeNamed(string keyword)
    {
        var items = ImmutableArray.CreateBuilder<NamedTypeSyntax>();
        while (_cursor.TryOpen(keyword))
        {
            items.Add(new NamedTypeSyntax(_cursor.TakeName(), TakeValueType()));
            _cursor.Close();
        }
        return items.DrainToImmutable();
    }

    // Cases may have identifiers, which nothing refers to any more.
    private ImmutableArray<NamedTypeSyntax> TakeCases()
    {
        var ids = new HashSet<string>();
        var cases = ImmutableArray.CreateBuilder<NamedTypeSyntax>();
        while (_cursor.TryOpen("case"))
        {
            var token = _cursor.Peek();
            if (_cursor.TryTakeId() is { } id && !ids.Add(id))
            {
                throw _cursor.Error($"duplicate variant case identifier `${id}`", token);
            }
            var name = _cursor.TakeName();
            cases.Add(new NamedTypeSyntax(name, _cursor.PeekRightParen() ? null : TakeValueType()));
            _cursor.Close();
        }
        return cases.DrainToImmutable();
    }

    private ImmutableArray<T> TakeMany<T>(Func<T> take)
    {
        var items = ImmutableArray.CreateBuilder<T>();
        while (!_cursor.PeekRightParen())
        {
            items.Add(take());
        }
        return items.DrainToImmutable();
    }

    private T Closed<T>(T syntax)
    {
        _cursor.Close();
        return syntax;
    }
}
