using System.Collections.Immutable;
using Dovetail.Tooling.Emission;
using Dovetail.Wasm.Modules;
using Dovetail.Wit.Types;

namespace Dovetail.Tooling.AssemblyScript.Shapes;

/// <summary>A field of a class that stands for a part of a value.</summary>
/// <param name="Shape">The part.</param>
/// <param name="Canonical">Where it lies in the canonical ABI.</param>
/// <param name="Script">Where it lies in an object.</param>
internal readonly record struct ClassField(Shape Shape, uint Canonical, uint Script);

/// <summary>An object whose fields are the parts of a record or a tuple; or the one value of an option that null can't stand for.</summary>
/// <param name="objectSize">The size of an object, in bytes.</param>
/// <param name="id">The class of the objects that are made; 0 where none are.</param>
internal sealed class ClassShape(WitType type, ImmutableArray<ClassField> fields, uint objectSize, uint id) : Shape(type)
{
    public override ScriptScalar Storage => ScriptScalar.U32;

    public override bool IsReference => true;

    public override bool NeedsTemporaries { get; } = fields.Any(field => field.Shape.NeedsTemporaries);

    public override void LowerFlat(AdapterCode adapter, CodeBuilder code, ReadOnlySpan<int> flat)
    {
        foreach (var local in flat)
        {
            code.Get(local);
        }
        code.Call(adapter.Module.Shared((this, "lower flat"), $"lower flat {Label}", new FunctionType(Flat, [ValType.I32]), EmitLowerFlat));

        void EmitLowerFlat(CodeBuilder lower)
        {
            var next = 0;
            EmitObject(adapter, lower, field =>
            {
                int[] locals = [.. Enumerable.Range(next, field.Shape.Flat.Length)];
                next += locals.Length;
                field.Shape.LowerFlat(adapter, lower, locals);
            });
        }
    }

    public override void LowerMemory(AdapterCode adapter, CodeBuilder code, int address, uint offset)
    {
        PushAddress(code, address, offset);
        code.Call(adapter.Module.Shared((this, "lower"), $"lower {Label}", new FunctionType([ValType.I32], [ValType.I32]), lower =>
            EmitObject(adapter, lower, field => field.Shape.LowerMemory(adapter, lower, 0, field.Canonical))));
    }

    public override void LiftFlat(AdapterCode adapter, CodeBuilder code, int value) =>
        code.Get(value).Call(adapter.Module.Shared((this, "lift flat"), $"lift flat {Label}", new FunctionType([ValType.I32], Flat), lift =>
        {
            CheckPresent(lift, 0);
            EmitFields(lift, (field, local) => field.Shape.LiftFlat(adapter, lift, local));
        }));

    public override void LiftMemory(AdapterCode adapter, CodeBuilder code, int value, int address, uint offset)
    {
        code.Get(value);
        PushAddress(code, address, offset);
        code.Call(adapter.Module.Shared((this, "lift"), $"lift {Label}", new FunctionType([ValType.I32, ValType.I32], []), lift =>
        {
            CheckPresent(lift, 0);
            EmitFields(lift, (field, local) => field.Shape.LiftMemory(adapter, lift, local, 1, field.Canonical));
        }));
    }

    private void EmitObject(AdapterCode adapter, CodeBuilder code, Action<ClassField> lower)
    {
        var result = code.Local(ValType.I32);
        code.Const(objectSize).Const(id).Call(adapter.New).Call(adapter.Pin).Set(result);
        foreach (var field in fields)
        {
            code.Get(result);
            lower(field);
            code.Access(field.Shape.Storage.Store(), field.Script);
        }
        code.Get(result).Call(adapter.Unpin).Get(result);
    }

    private void EmitFields(CodeBuilder code, Action<ClassField, int> lift)
    {
        foreach (var field in fields)
        {
            var local = code.Local(field.Shape.Storage.CoreType());
            code.Get(0).Access(field.Shape.Storage.Load(), field.Script).Set(local);
            lift(field, local);
        }
    }
}
