using System.Collections.Immutable;
using Dovetail.Tooling.Emission;
using Dovetail.Wasm.Instructions;
using Dovetail.Wasm.Modules;
using Dovetail.Wit.Abi;
using Dovetail.Wit.Types;

namespace Dovetail.Tooling.AssemblyScript.Shapes;

/// <summary>A case of a variant.</summary>
/// <param name="Shape">Its value; null where it has none.</param>
/// <param name="Script">Where the value lies in an object.</param>
internal readonly record struct CaseField(Shape? Shape, uint Script);

/// <summary>A variant or result: an object whose first field is the number of the case, and that has a field for the value of each case.</summary>
/// <param name="tag">The type of the first field.</param>
/// <param name="objectSize">The size of an object, in bytes.</param>
/// <param name="id">The class of the objects that are made; 0 where none are.</param>
internal sealed class VariantShape(WitType type, ImmutableArray<CaseField> cases, ClassTag tag, uint objectSize, uint id) : Shape(type)
{
    private readonly uint _payload = Layout.PayloadOffset(Cases.Of(type));
    private readonly ScriptScalar _discriminant =
        Layout.DiscriminantSize(cases.Length) switch { 1 => ScriptScalar.U8, 2 => ScriptScalar.U16, _ => ScriptScalar.U32 };

    public override ScriptScalar Storage => ScriptScalar.U32;

    public override bool IsReference => true;

    public override bool NeedsTemporaries { get; } = cases.Any(item => item.Shape is { NeedsTemporaries: true });

    public override void LowerFlat(AdapterCode adapter, CodeBuilder code, ReadOnlySpan<int> flat)
    {
        foreach (var local in flat)
        {
            code.Get(local);
        }
        code.Call(adapter.Module.Shared((this, "lower flat"), $"lower flat {Label}", new FunctionType(Flat, [ValType.I32]), lower =>
            EmitObject(adapter, lower, 0, shape => shape.LowerFlat(adapter, lower, Narrowed(lower, shape)))));
    }

    public override void LowerMemory(AdapterCode adapter, CodeBuilder code, int address, uint offset)
    {
        PushAddress(code, address, offset);
        code.Call(adapter.Module.Shared((this, "lower"), $"lower {Label}", new FunctionType([ValType.I32], [ValType.I32]), lower =>
        {
            var number = lower.Local(ValType.I32);
            lower.Get(0).Access(_discriminant.Load()).Set(number);
            EmitObject(adapter, lower, number, shape => shape.LowerMemory(adapter, lower, 0, _payload));
        }));
    }

    public override void LiftFlat(AdapterCode adapter, CodeBuilder code, int value) =>
        code.Get(value).Call(adapter.Module.Shared((this, "lift flat"), $"lift flat {Label}", new FunctionType([ValType.I32], Flat), lift =>
            EmitCases(lift, (number, item) =>
            {
                lift.Const((uint)number);
                var filled = 1;
                if (item.Shape is { } shape)
                {
                    shape.LiftFlat(adapter, lift, LoadField(lift, shape, item.Script));
                    Widen(lift, shape);
                    filled += shape.Flat.Length;
                }
                foreach (var type in Flat[filled..])
                {
                    lift.Zero(type);
                }
            })));

    public override void LiftMemory(AdapterCode adapter, CodeBuilder code, int value, int address, uint offset)
    {
        code.Get(value);
        PushAddress(code, address, offset);
        code.Call(adapter.Module.Shared((this, "lift"), $"lift {Label}", new FunctionType([ValType.I32, ValType.I32], []), lift =>
            EmitCases(lift, (number, item) =>
            {
                lift.Get(1).Const((uint)number).Access(_discriminant.Store());
                if (item.Shape is { } shape)
                {
                    shape.LiftMemory(adapter, lift, LoadField(lift, shape, item.Script), 1, _payload);
                }
            })));
    }

    private void EmitObject(AdapterCode adapter, CodeBuilder code, int number, Action<Shape> lower)
    {
        var result = code.Local(ValType.I32);
        code.Const(objectSize).Const(id).Call(adapter.New).Call(adapter.Pin).Set(result);
        code.Get(result).Get(number).Access(tag.Scalar.Store(), tag.Offset);
        for (var i = 0; i < cases.Length; i++)
        {
            if (cases[i].Shape is not { } shape)
            {
                continue;
            }
            code.Get(number).Const((uint)i).Op(Opcode.I32Eq).If();
            code.Get(result);
            lower(shape);
            code.Access(shape.Storage.Store(), cases[i].Script).End();
        }
        code.Get(result).Call(adapter.Unpin).Get(result);
    }

    // The body of a case leaves its results on the stack.
    private void EmitCases(CodeBuilder code, Action<int, CaseField> lift)
    {
        CheckPresent(code, 0);
        var number = code.Local(ValType.I32);
        code.Get(0).Access(tag.Scalar.Load(), tag.Offset).Set(number);
        for (var i = 0; i < cases.Length; i++)
        {
            code.Get(number).Const((uint)i).Op(Opcode.I32Eq).If();
            lift(i, cases[i]);
            code.Return().End();
        }
        code.Unreachable();
    }

    private static int LoadField(CodeBuilder code, Shape shape, uint offset)
    {
        var local = code.Local(shape.Storage.CoreType());
        code.Get(0).Access(shape.Storage.Load(), offset).Set(local);
        return local;
    }

    private int[] Narrowed(CodeBuilder code, Shape shape)
    {
        var locals = new int[shape.Flat.Length];
        for (var i = 0; i < locals.Length; i++)
        {
            locals[i] = i + 1;
            if (shape.Flat[i] != Flat[i + 1])
            {
                locals[i] = code.Local(shape.Flat[i]);
                code.Get(i + 1);
                FlatValues.Narrow(code, Flat[i + 1], shape.Flat[i]);
                code.Set(locals[i]);
            }
        }
        return locals;
    }

    // The values are on the stack; those below can be converted only when those above are out of the way.
    private void Widen(CodeBuilder code, Shape shape)
    {
        var first = 0;
        while (first < shape.Flat.Length && shape.Flat[first] == Flat[first + 1])
        {
            first++;
        }
        int[] locals = [.. shape.Flat[first..].Select(code.Local)];
        foreach (var local in locals.Reverse())
        {
            code.Set(local);
        }
        for (var i = 0; i < locals.Length; i++)
        {
            code.Get(locals[i]);
            FlatValues.Widen(code, shape.Flat[first + i], Flat[first + i + 1]);
        }
    }
}

/// <summary>The field that has the number of a variant's case.</summary>
internal readonly record struct ClassTag(ScriptScalar Scalar, uint Offset);
