using System.Diagnostics;
using System.Runtime.Intrinsics;
using Dovetail.Heap;
using Dovetail.Runtime;
using Dovetail.Wasm.Instructions;
using Dovetail.Wasm.Modules;

namespace Dovetail.Instantiation;

/// <summary>
/// Evaluates the constant expressions of a validated module (core specification 3.0, 3.4.4 "Constant Expressions"): initial values of globals and
/// tables, offsets and elements of segments.
/// </summary>
internal ref struct ConstantExpression
{
    private readonly ModuleInstance _instance;
    private readonly Stack<ConstantValue> _stack;

    private ConstantExpression(ModuleInstance instance) => (_instance, _stack) = (instance, new Stack<ConstantValue>(1));

    /// <summary>The value of <paramref name="expression"/> in <paramref name="instance"/>, of which earlier globals are already set.</summary>
    internal static ConstantValue Evaluate(Expression expression, ModuleInstance instance)
    {
        var reader = new InstructionReader(expression);
        reader.Read();
        if (TryLeaf(in reader, instance) is { } leaf && reader.Read() && reader.Opcode == Opcode.End)
            return leaf;
        var evaluation = new ConstantExpression(instance);
        reader = new InstructionReader(expression);
        while (reader.Read())
            evaluation.Step(in reader);
        return evaluation._stack.Pop();
    }

    /// <summary>The bits of a number that needs no instance; null for other expressions.</summary>
    internal static long? NumberOf(Expression expression)
    {
        var reader = new InstructionReader(expression);
        while (reader.Read())
        {
            if (reader.Opcode is not (Opcode.I32Const or Opcode.I64Const or Opcode.F32Const or Opcode.F64Const or Opcode.End
                or Opcode.I32Add or Opcode.I64Add or Opcode.I32Sub or Opcode.I64Sub or Opcode.I32Mul or Opcode.I64Mul))
            {
                return null;
            }
        }
        return Evaluate(expression, null!).Bits;
    }

    /// <summary>The index of the function that an expression is a reference to; null for other expressions.</summary>
    internal static int? FunctionOf(Expression expression)
    {
        var reader = new InstructionReader(expression);
        return reader.Read() && reader.Opcode == Opcode.RefFunc && reader.Index is var index && reader.Read() && reader.Opcode == Opcode.End ? index : null;
    }

    // What most expressions are: one instruction that takes no operands.
    private static ConstantValue? TryLeaf(ref readonly InstructionReader reader, ModuleInstance instance)
    {
        switch (reader.Opcode)
        {
            case Opcode.I32Const:
                return new ConstantValue((uint)reader.I32, null);
            case Opcode.I64Const or Opcode.F32Const or Opcode.F64Const:
                return new ConstantValue((long)reader.Bits, null);
            case Opcode.V128Const:
                return new ConstantValue(Vector128.Create(reader.Vector), null);
            case Opcode.RefNull:
                return default(ConstantValue);
            case Opcode.RefFunc:
                return new ConstantValue(0, instance.Reference(reader.Index));
            case Opcode.GlobalGet:
                var global = instance.Globals[reader.Index];
                return new ConstantValue(global.V128, (object?)global.Function ?? global.Reference);
            default:
                return null;
        }
    }

    private readonly void Step(ref readonly InstructionReader reader)
    {
        if (TryLeaf(in reader, _instance) is { } leaf)
        {
            _stack.Push(leaf);
            return;
        }
        switch (reader.Opcode)
        {
            case Opcode.RefI31:
                _stack.Push(new ConstantValue(0, ReferenceOperations.NewI31((int)_stack.Pop().Bits, _instance)));
                break;
            case Opcode.StructNew or Opcode.StructNewDefault:
                NewStruct(_instance.Types[reader.Index], isDefault: reader.Opcode == Opcode.StructNewDefault);
                break;
            case Opcode.ArrayNew or Opcode.ArrayNewDefault or Opcode.ArrayNewFixed:
                NewArray(reader.Opcode, _instance.Types[reader.Index], reader.SecondIndex);
                break;
            case Opcode.AnyConvertExtern or Opcode.ExternConvertAny:
                break;
            case Opcode.I32Add or Opcode.I64Add or Opcode.I32Sub or Opcode.I64Sub or Opcode.I32Mul or Opcode.I64Mul:
                var right = _stack.Pop().Bits;
                _stack.Push(new ConstantValue(Compute(reader.Opcode, _stack.Pop().Bits, right), null));
                break;
            case Opcode.End:
                break;
            default:
                throw new UnreachableException($"{reader.Opcode} in a constant expression that was validated");
        }
    }

    private readonly void NewStruct(CanonicalType type, bool isDefault)
    {
        var made = StructOperations.New(type, _instance);
        var places = type.Layout!.Places;
        for (var i = places.Length - 1; i >= 0 && !isDefault; i--)
        {
            var value = _stack.Pop();
            made.Set(places[i], value.Vector, value.Reference);
        }
        _stack.Push(new ConstantValue(0, made));
    }

    private readonly void NewArray(Opcode opcode, CanonicalType type, int count)
    {
        var length = opcode == Opcode.ArrayNewFixed ? count : (int)_stack.Pop().Bits;
        var made = ArrayStorage.Of(type).New(length, type, _instance);
        var value = opcode == Opcode.ArrayNew ? _stack.Pop() : default;
        for (var i = made.Length - 1; i >= 0 && opcode != Opcode.ArrayNewDefault; i--)
        {
            if (opcode == Opcode.ArrayNewFixed)
                value = _stack.Pop();
            made.Set(i, value.Vector, value.Reference);
        }
        _stack.Push(new ConstantValue(0, made));
    }

    private static long Compute(Opcode opcode, long left, long right) => opcode switch
    {
        Opcode.I32Add => (uint)((int)left + (int)right),
        Opcode.I32Sub => (uint)((int)left - (int)right),
        Opcode.I32Mul => (uint)((int)left * (int)right),
        Opcode.I64Add => left + right,
        Opcode.I64Sub => left - right,
        _ => left * right,
    };
}

/// <summary>A value: the bits of a number (an i32 zero-extended) or vector, or a reference as tables hold it.</summary>
internal readonly record struct ConstantValue(Vector128<byte> Vector, object? Reference)
{
    /// <summary>The value of which these are the lowest bits.</summary>
    internal ConstantValue(long bits, object? reference)
        : this(Vector128.CreateScalar(bits).AsByte(), reference)
    {
    }

    /// <summary>The bits of a number.</summary>
    internal long Bits => Vector.AsInt64().ToScalar();
}
