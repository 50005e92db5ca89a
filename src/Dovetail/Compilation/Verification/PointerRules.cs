using Dovetail.Compilation.Cil;

namespace Dovetail.Compilation.Verification;

/// <summary>Loads and stores through pointers: of linear memory by its checks, of variables by their types.</summary>
internal static class PointerRules
{
    public static void Step(Verification state, CilInstruction instruction)
    {
        var op = instruction.Op;
        var type = op is CilOp.Ldobj or CilOp.Stobj ? Catalogue.TypeAt(instruction.Index) : TypeOf(op);
        state.Require(type.Kind is not (CilKind.Reference or CilKind.NativeInt or CilKind.ManagedPointer), "a type of plain numbers");
        var isStore = op >= CilOp.StindI1;
        if (isStore)
        {
            var value = state.PopFor(type.Kind == CilKind.Structure ? type : NumberRulesType(type));
            state.Require(!NumberRules.IsPointer(value), "a stored value that is no pointer");
        }

        var address = state.Pop();
        if (address.Kind == CilKind.ManagedPointer) AccessVariable(state, address, type, isStore);
        else MemoryRules.RequireAccess(state, address, SizeOf(state, op, type));
        if (!isStore) state.Push(Loaded(state, address, type));
    }

    private static Value Loaded(Verification state, Value address, CilType type) => address.Origin == Origin.FieldAddress
        ? new Value { Type = type, Origin = Origin.Field, Of = address.Of, Field = address.Field, Epoch = state.NewEpoch() }
        : Value.Unknown(type.Kind == CilKind.Int32 ? CilTypes.Int32 : type, Range.Of(type));

    private static void AccessVariable(Verification state, Value address, CilType type, bool isStore)
    {
        state.Require(address.Type.Clr.GetElementType() == type.Clr, "a variable of the type that is accessed");
        if (address.Origin == Origin.FieldAddress)
        {
            state.Require(!isStore && state.Prefix == CilOp.Volatile, "a volatile read of the interrupt flag");
            return;
        }

        state.Require(address.Origin == Origin.VariableAddress, "the address of a variable");
        if (isStore) state.Clobber(address);
        else state.Require(state.Flow.Variables[(int)address.Number] is not null, "a variable that was assigned on every path");
    }

    private static CilType NumberRulesType(CilType type) => NumberRules.TypeOf(type.Kind, false);

    private static CilType TypeOf(CilOp op) => op switch
    {
        CilOp.LdindI1 or CilOp.StindI1 => Int8,
        CilOp.LdindU1 => UInt8,
        CilOp.LdindI2 or CilOp.StindI2 => Int16,
        CilOp.LdindU2 => UInt16,
        CilOp.LdindI8 or CilOp.StindI8 => CilTypes.Int64,
        CilOp.LdindR4 or CilOp.StindR4 => CilTypes.Float32,
        CilOp.LdindR8 or CilOp.StindR8 => CilTypes.Float64,
        _ => CilTypes.Int32,
    };

    private static int SizeOf(Verification state, CilOp op, CilType type)
    {
        if (type == CilTypes.Vector) return VectorSize;
        if (type.Kind == CilKind.Structure) state.Fail("a number or a vector, not another structure");
        return op switch
        {
            CilOp.LdindI1 or CilOp.LdindU1 or CilOp.StindI1 => 1,
            CilOp.LdindI2 or CilOp.LdindU2 or CilOp.StindI2 => 2,
            CilOp.LdindI4 or CilOp.LdindU4 or CilOp.LdindR4 or CilOp.StindI4 or CilOp.StindR4 => 4,
            _ => 8,
        };
    }

    private const int VectorSize = 16;

    private static readonly CilType Int8 = Catalogue.Type(typeof(sbyte));
    private static readonly CilType UInt8 = Catalogue.Type(typeof(byte));
    private static readonly CilType Int16 = Catalogue.Type(typeof(short));
    private static readonly CilType UInt16 = Catalogue.Type(typeof(ushort));
}
