using System.Collections.Immutable;
using Dovetail.Wasm.Components.Text.Syntax;
using Dovetail.Wasm.Text;
using Dovetail.Wit.Text;

namespace Dovetail.Wasm.Components.Text;

/// <summary>Reads canonical definitions, with the function last or first (Explainer.md, "Canonical Definitions").</summary>
internal sealed class CanonReader(ComponentReader reader)
{
    private readonly TokenCursor _cursor = reader.Cursor;

    private ReferenceReader References => reader.References;

    /// <summary>Takes <c>(canon … (func …))</c> or <c>(canon … (core func id?))</c>.</summary>
    public CanonSyntax Take()
    {
        var span = _cursor.Peek().Span;
        _cursor.Open("canon");
        CanonSyntax canon;
        if (_cursor.TryTakeKeyword("lift"))
        {
            var (function, options) = TakeLift();
            var (id, type) = reader.Externs.TakeType();
            canon = type.Sort == Sort.Function
                ? new LiftSyntax(id, function, options, type, span)
                : throw _cursor.Error("expected a function's type", type.Span);
        }
        else
        {
            canon = TakeCoreFunction(null, span);
            if (!_cursor.TryOpen("core", "func"))
            {
                throw _cursor.Unexpected("`(core func`");
            }
            canon = canon with { Id = References.TryTakeId() };
            _cursor.Close();
        }
        _cursor.Close();
        return canon;
    }

    /// <summary>Takes <c>(canon lift …)</c> behind a function's type.</summary>
    public LiftSyntax TakeInvertedLift(Identifier? id, ExternTypeSyntax type, SourceSpan span)
    {
        _cursor.Open("canon");
        _cursor.TakeKeyword("lift");
        var (function, options) = TakeLift();
        _cursor.Close();
        return new LiftSyntax(id, function, options, type, span);
    }

    /// <summary>Takes <c>(canon …)</c> inside a core function.</summary>
    public CanonSyntax TakeInverted(Identifier? id, SourceSpan span)
    {
        _cursor.Open("canon");
        var canon = TakeCoreFunction(id, span);
        _cursor.Close();
        return canon;
    }

    private (ReferenceSyntax Function, ImmutableArray<CanonOptionSyntax> Options) TakeLift() =>
        (References.TakeSorted(Sort.CoreFunction), TakeOptions());

    private CanonSyntax TakeCoreFunction(Identifier? id, SourceSpan span)
    {
        if (_cursor.TryTakeKeyword("lower"))
        {
            return new LowerSyntax(id, References.TakeSorted(Sort.Function), TakeOptions(), span);
        }
        ResourceOperation? operation = _cursor.TryTakeKeyword("resource.new") ? ResourceOperation.New
            : _cursor.TryTakeKeyword("resource.drop") ? ResourceOperation.Drop
            : _cursor.TryTakeKeyword("resource.rep") ? ResourceOperation.Rep
            : null;
        return operation is { } known
            ? new ResourceCanonSyntax(id, known, References.TakeReference(Sort.Type), span)
            : throw (Gates.OfBuiltIn(_cursor.PeekKeyword().ToString()) is { } gate
                ? Gates.Refuse(gate, _cursor)
                : _cursor.Unexpected("a canonical definition"));
    }

    private ImmutableArray<CanonOptionSyntax> TakeOptions()
    {
        var options = ImmutableArray.CreateBuilder<CanonOptionSyntax>();
        while ((TryTakeEncoding() ?? TryTakeWithItem()) is { } option)
        {
            options.Add(option);
        }
        return _cursor.PeekKeyword("async") || _cursor.PeekOpen("callback") ? throw Gates.Refuse(Gates.Async, _cursor)
            : _cursor.PeekKeyword("gc") || _cursor.PeekOpen("core-type") ? throw Gates.Refuse(Gates.GarbageCollection, _cursor)
            : options.DrainToImmutable();
    }

    private CanonOptionSyntax? TryTakeEncoding()
    {
        var span = _cursor.Peek().Span;
        CanonOptionKind? kind = _cursor.TryTakeKeyword("string-encoding=utf8") ? CanonOptionKind.Utf8
            : _cursor.TryTakeKeyword("string-encoding=utf16") ? CanonOptionKind.Utf16
            : _cursor.TryTakeKeyword("string-encoding=latin1+utf16") ? CanonOptionKind.Latin1Utf16
            : null;
        return kind is { } known ? new CanonOptionSyntax(known, null, span) : null;
    }

    private CanonOptionSyntax? TryTakeWithItem()
    {
        var span = _cursor.Peek().Span;
        CanonOptionKind? kind = _cursor.TryOpen("memory") ? CanonOptionKind.Memory
            : _cursor.TryOpen("realloc") ? CanonOptionKind.Realloc
            : _cursor.TryOpen("post-return") ? CanonOptionKind.PostReturn
            : null;
        if (kind is not { } known)
        {
            return null;
        }
        var item = References.TakeOption(known == CanonOptionKind.Memory ? Sort.CoreMemory : Sort.CoreFunction);
        _cursor.Close();
        return new CanonOptionSyntax(known, item, span);
    }
}
