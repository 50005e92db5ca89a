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
        var row = BuiltInTable.Find(_cursor.PeekKeyword().ToString()) ?? throw _cursor.Unexpected("a canonical definition");
        _cursor.Take();
        var canon = new BuiltInSyntax(id, row.BuiltIn, span);
        foreach (var immediate in row.Immediates)
        {
            canon = TakeImmediate(canon, immediate);
        }
        return canon;
    }

    private BuiltInSyntax TakeImmediate(BuiltInSyntax canon, BuiltInImmediate immediate) => immediate switch
    {
        BuiltInImmediate.Type => canon with { Type = References.TakeReference(Sort.Type) },
        BuiltInImmediate.CoreType => canon with { CoreType = References.TakeReference(Sort.CoreType) },
        BuiltInImmediate.Table => canon with { Table = References.TakeReference(Sort.CoreTable) },
        BuiltInImmediate.Memory => canon with { Memory = TakeMemory() },
        BuiltInImmediate.ValueType => canon with { ValueType = reader.CoreTypes.TakeValueType() },
        BuiltInImmediate.Slot => canon with { Slot = _cursor.TakeU32() },
        BuiltInImmediate.Result => canon with { Result = TryTakeResult() },
        BuiltInImmediate.Options => canon with { Options = TakeOptions() },
        BuiltInImmediate.Async => canon with { Flag = _cursor.TryTakeKeyword("async") },
        BuiltInImmediate.Cancellable => canon with { Flag = _cursor.TryTakeKeyword("cancellable") },
        _ => canon with { Flag = _cursor.TryTakeKeyword("shared") },
    };

    private ReferenceSyntax TakeMemory()
    {
        _cursor.Open("memory");
        var memory = References.TakeOption(Sort.CoreMemory);
        _cursor.Close();
        return memory;
    }

    private ValueTypeSyntax? TryTakeResult()
    {
        if (!_cursor.TryOpen("result"))
        {
            return null;
        }
        var type = reader.Types.TakeValueType();
        _cursor.Close();
        return type;
    }

    private ImmutableArray<CanonOptionSyntax> TakeOptions()
    {
        var options = ImmutableArray.CreateBuilder<CanonOptionSyntax>();
        while ((TryTakeWord() ?? TryTakeWithItem()) is { } option)
        {
            options.Add(option);
        }
        return options.DrainToImmutable();
    }

    private CanonOptionSyntax? TryTakeWord()
    {
        var span = _cursor.Peek().Span;
        CanonOptionKind? kind = _cursor.TryTakeKeyword("string-encoding=utf8") ? CanonOptionKind.Utf8
            : _cursor.TryTakeKeyword("string-encoding=utf16") ? CanonOptionKind.Utf16
            : _cursor.TryTakeKeyword("string-encoding=latin1+utf16") ? CanonOptionKind.Latin1Utf16
            : _cursor.TryTakeKeyword("async") ? CanonOptionKind.Async
            : _cursor.TryTakeKeyword("gc") ? CanonOptionKind.Gc
            : null;
        return kind is { } known ? new CanonOptionSyntax(known, null, span) : null;
    }

    private CanonOptionSyntax? TryTakeWithItem()
    {
        var span = _cursor.Peek().Span;
        CanonOptionKind? kind = _cursor.TryOpen("memory") ? CanonOptionKind.Memory
            : _cursor.TryOpen("realloc") ? CanonOptionKind.Realloc
            : _cursor.TryOpen("post-return") ? CanonOptionKind.PostReturn
            : _cursor.TryOpen("callback") ? CanonOptionKind.Callback
            : _cursor.TryOpen("core-type") ? CanonOptionKind.CoreType
            : null;
        if (kind is not { } known)
        {
            return null;
        }
        var item = References.TakeOption(known switch
        {
            CanonOptionKind.Memory => Sort.CoreMemory,
            CanonOptionKind.CoreType => Sort.CoreType,
            _ => Sort.CoreFunction,
        });
        _cursor.Close();
        return new CanonOptionSyntax(known, item, span);
    }
}
