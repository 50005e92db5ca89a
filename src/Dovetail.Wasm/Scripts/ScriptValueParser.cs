using System.Collections.Immutable;
using System.Text;
using Dovetail.Wasm.Modules;
using Dovetail.Wasm.Modules.Text;
using Dovetail.Wasm.Text;

namespace Dovetail.Wasm.Scripts;

/// <summary>The values of scripts: <c>(i32.const 1)</c>, <c>(ref.extern 2)</c>, <c>(list.const (u8.const 3))</c>.</summary>
internal sealed class ScriptValueParser(TokenCursor cursor)
{
    // Values of components nest, each level being a call here.
    private const int MaxDepth = 200;

    private int _depth;

    /// <summary>Takes values as long as there are any.</summary>
    public ImmutableArray<ScriptValue> TakeAll()
    {
        var values = ImmutableArray.CreateBuilder<ScriptValue>();
        while (cursor.PeekLeftParen())
        {
            values.Add(TakeNested());
        }
        return values.ToImmutable();
    }

    private ScriptValue TakeNested()
    {
        var start = cursor.Peek();
        if (++_depth > MaxDepth)
        {
            throw cursor.Error($"nesting of values deeper than {MaxDepth}", start);
        }
        if (!StackGuard.HasRoom(_depth))
        {
            throw new LimitException(StackGuard.Limit, cursor.Source.Render(StackGuard.Problem, start.Span));
        }
        cursor.TakeLeftParen();
        var value = TakeValue(cursor.Take());
        cursor.Close();
        _depth--;
        return value;
    }

    private ScriptValue? TryTakeNested() => cursor.PeekLeftParen() ? TakeNested() : null;

    private ScriptValue TakeValue(Token keyword) => cursor.TextOf(keyword) switch
    {
        "i32.const" => new NumberValue(ValKind.I32, cursor.TakeInteger(32)),
        "i64.const" => new NumberValue(ValKind.I64, cursor.TakeInteger(64)),
        "f32.const" => TakeFloat(ValKind.F32),
        "f64.const" => TakeFloat(ValKind.F64),
        "v128.const" => TakeVector(),
        "either" => new EitherPattern(TakeAll()),
        "ref.null" => new NullValue(TryTakeHeap()),
        "ref.extern" when cursor.PeekNumber() => new HostValue(cursor.TakeU32(), false),
        "ref.host" => new HostValue(cursor.TakeU32(), true),
        "ref.func" => TakeFunctionPattern(),
        "ref.extern" => new ReferencePattern(HeapKind.Extern),
        "ref.any" => new ReferencePattern(HeapKind.Any),
        "ref.eq" => new ReferencePattern(HeapKind.Eq),
        "ref.i31" => new ReferencePattern(HeapKind.I31),
        "ref.struct" => new ReferencePattern(HeapKind.Struct),
        "ref.array" => new ReferencePattern(HeapKind.Array),
        "ref.exn" => new ReferencePattern(HeapKind.Exn),
        _ => TakeConstant(keyword),
    };

    // The index that some scripts give says nothing about the module that returns it.
    private ReferencePattern TakeFunctionPattern()
    {
        if (cursor.PeekNumber())
        {
            cursor.TakeU32();
        }
        return new ReferencePattern(HeapKind.Func);
    }

    private HeapKind? TryTakeHeap()
    {
        if (IndexSpace.PeekIndex(cursor))
        {
            cursor.Take();
            return null;
        }
        return cursor.PeekRightParen() ? null : new TypeParser(cursor, new ModuleScope()).TakeHeapType().Kind;
    }

    private ScriptValue TakeFloat(ValKind kind) =>
        cursor.TryTakeKeyword("nan:canonical") ? new NanPattern(kind, true)
        : cursor.TryTakeKeyword("nan:arithmetic") ? new NanPattern(kind, false)
        : new NumberValue(kind, kind == ValKind.F32 ? cursor.TakeF32() : cursor.TakeF64());

    private VectorValue TakeVector()
    {
        var (bits, isFloat) = VectorLiteral.TakeShape(cursor);
        var lanes = ImmutableArray.CreateBuilder<ScriptValue>();
        while (lanes.Count < VectorLiteral.Size * 8 / bits)
        {
            var kind = bits == 64 ? isFloat ? ValKind.F64 : ValKind.I64 : isFloat ? ValKind.F32 : ValKind.I32;
            lanes.Add(isFloat ? TakeFloat(kind) : new NumberValue(kind, cursor.TakeInteger(bits)));
        }
        return new VectorValue(bits, lanes.ToImmutable());
    }

    // Values of components.

    private ComponentConstant TakeConstant(Token keyword) => cursor.TextOf(keyword) switch
    {
        "bool.const" => new BoolConstant(TakeBool()),
        "u8.const" => TakeInteger(8, false),
        "s8.const" => TakeInteger(8, true),
        "u16.const" => TakeInteger(16, false),
        "s16.const" => TakeInteger(16, true),
        "u32.const" => TakeInteger(32, false),
        "s32.const" => TakeInteger(32, true),
        "u64.const" => TakeInteger(64, false),
        "s64.const" => TakeInteger(64, true),
        "char.const" => TakeChar(),
        "str.const" => new StringConstant(cursor.TakeName()),
        "list.const" => new ListConstant(TakeAll()),
        "tuple.const" => new TupleConstant(TakeAll()),
        "record.const" => new RecordConstant(TakeFields()),
        "variant.const" => new VariantConstant(cursor.TakeName(), TryTakeNested()),
        "enum.const" => new EnumConstant(cursor.TakeName()),
        "option.none" => new OptionConstant(null),
        "option.some" => new OptionConstant(TakeNested()),
        "result.ok" => new ResultConstant(true, TryTakeNested()),
        "result.err" => new ResultConstant(false, TryTakeNested()),
        "flags.const" => new FlagsConstant(TakeNames()),
        _ => throw cursor.Error("unknown constant", keyword),
    };

    private bool TakeBool() => cursor.TryTakeKeyword("true")
        || (cursor.TryTakeKeyword("false") ? false : throw cursor.Unexpected("`true` or `false`"));

    private IntegerConstant TakeInteger(int bits, bool isSigned) => new(bits, isSigned, cursor.TakeInteger(bits));

    private CharConstant TakeChar()
    {
        var token = cursor.Peek();
        var text = cursor.TakeName();
        return text.Length > 0 && Rune.TryGetRuneAt(text, 0, out var rune) && rune.Utf16SequenceLength == text.Length
            ? new CharConstant(rune)
            : throw cursor.Error("expected one character", token);
    }

    private ImmutableArray<(string, ScriptValue)> TakeFields()
    {
        var fields = ImmutableArray.CreateBuilder<(string, ScriptValue)>();
        while (cursor.TryOpen("field"))
        {
            // The value of a field needs no parentheses of its own.
            fields.Add((cursor.TakeName(), TryTakeNested() ?? TakeValue(cursor.Take())));
            cursor.Close();
        }
        return fields.ToImmutable();
    }

    private ImmutableArray<string> TakeNames()
    {
        var names = ImmutableArray.CreateBuilder<string>();
        while (cursor.PeekString())
        {
            names.Add(cursor.TakeName());
        }
        return names.ToImmutable();
    }
}
