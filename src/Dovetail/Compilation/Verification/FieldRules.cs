using System.Diagnostics.CodeAnalysis;
using Dovetail.Compilation.Cil;

namespace Dovetail.Compilation.Verification;

/// <summary>Fields, arrays and casts: of objects that are known to be of the class, and written only where the runtime lets guests write.</summary>
internal static class FieldRules
{
    public static void Step(Verification state, CilInstruction instruction)
    {
        switch (instruction.Op)
        {
            case CilOp.Ldfld: Load(state, Catalogue.FieldAt(instruction.Index)); break;
            case CilOp.Ldflda: LoadAddress(state, Catalogue.FieldAt(instruction.Index)); break;
            case CilOp.Ldsfld: LoadStatic(state, Catalogue.FieldAt(instruction.Index)); break;
            case CilOp.Stfld: Store(state, Catalogue.FieldAt(instruction.Index)); break;
            case CilOp.Ldlen: PopArray(state); state.Push(CilTypes.NativeInt); break;
            case CilOp.LdelemRef or CilOp.Ldelem: LoadElement(state, instruction); break;
            case CilOp.StelemRef or CilOp.Stelem: StoreElement(state, instruction); break;
            case CilOp.Castclass or CilOp.Isinst:
                state.Push(state.Pop(CilKind.Reference).As(Catalogue.TypeAt(instruction.Index)));
                break;
            case CilOp.Newarr:
                state.Require(state.Pop().IsConstant, "an array whose length is fixed");
                state.Push(ArrayOf(Catalogue.TypeAt(instruction.Index)));
                break;
            case CilOp.Initobj: Clear(state, Catalogue.TypeAt(instruction.Index)); break;
            default: state.Fail("an instruction that is allowed here"); break;
        }
    }

    private static void Load(Verification state, CatalogueField field)
    {
        var target = state.Pop();
        RequireMember(state, target, field);
        state.Require(field != RuntimeMembers.StoreInterruptFlag || state.Prefix == CilOp.Volatile, "a volatile read of the interrupt flag");
        if (field == RuntimeMembers.StoreFuelLeft) FuelRules.Read(state, target);
        if (target.Kind == CilKind.Reference)
        {
            state.Push(new Value
            {
                Type = field.Type,
                Origin = Origin.Field,
                Of = target,
                Field = field,
                Epoch = state.Flow.Epoch,
                Range = Range.Of(field.Type),
            });
            return;
        }

        if (target.Origin == Origin.VariableAddress)
            state.Require(state.Flow.Variables[(int)target.Number] is not null, "a variable that was assigned on every path");
        state.Push(field.Type);
    }

    // The one field whose address is taken: loops keep it in a local and read the flag through it.
    private static void LoadAddress(Verification state, CatalogueField field)
    {
        var target = state.Pop(CilKind.Reference);
        RequireMember(state, target, field);
        state.Require(field == RuntimeMembers.StoreInterruptFlag, "the address of the interrupt flag, and of no other field");
        var type = Catalogue.Type(field.Type.Clr.MakeByRefType());
        state.Push(new Value { Type = type, Origin = Origin.FieldAddress, Of = target, Field = field });
    }

    private static void LoadStatic(Verification state, CatalogueField field)
    {
        state.Require(field.Member is { IsStatic: true, IsInitOnly: true }, "a static field that is never written");
        state.Push(field.Type);
    }

    private static void Store(Verification state, CatalogueField field)
    {
        var value = state.PopFor(field.Type);
        state.Require(!NumberRules.IsPointer(value), "a stored value that is no pointer");
        var target = state.Pop();
        RequireMember(state, target, field);
        state.Require(Trust.MayBeWritten(field), "a field that guests may write");
        if (target.Origin == Origin.VariableAddress)
        {
            state.Require(state.Flow.Variables[(int)target.Number] is not null, "a structure that was cleared before its fields are written");
            state.Clobber(target);
        }
    }

    private static void RequireMember(Verification state, Value target, CatalogueField field)
    {
        var owner = Catalogue.Type(field.Member.DeclaringType!);
        state.Require(!field.Member.IsStatic, "a field of an object");
        var hasField = target.Kind switch
        {
            CilKind.Reference => target.Origin == Origin.Null || Trust.IsAssignable(target.Type, owner),
            CilKind.Structure => target.Type == owner,
            CilKind.ManagedPointer => target.Type.Clr.GetElementType() == owner.Clr,
            _ => false,
        };
        if (!hasField) state.Fail($"an object with the field {field}");
    }

    private static Value PopArray(Verification state)
    {
        var array = state.Pop(CilKind.Reference);
        state.Require(array.Type.Clr.IsArray, "an array");
        return array;
    }

    // The runtime checks the index, and the class of what is stored.
    private static void LoadElement(Verification state, CilInstruction instruction)
    {
        var index = PopIndex(state);
        var array = PopArray(state);
        RequireElement(state, array, instruction);
        var type = Trust.IsFunctionTable(state, array) ? RuntimeMembers.FunctionReference : Catalogue.Type(array.Type.Clr.GetElementType()!);
        state.Push(index.IsConstant
            ? new Value { Type = type, Origin = Origin.Element, Of = array, Number = index.Number, Range = Range.Of(type) }
            : Value.Unknown(type));
    }

    // The runtime does not check that elements are as large as the instruction says.
    private static void RequireElement(Verification state, Value array, CilInstruction instruction)
    {
        var element = Catalogue.Type(array.Type.Clr.GetElementType()!);
        var fits = instruction.Op is CilOp.LdelemRef or CilOp.StelemRef
            ? element.Kind == CilKind.Reference
            : Catalogue.TypeAt(instruction.Index) == element;
        state.Require(fits, "an array of such elements");
    }

    private static void StoreElement(Verification state, CilInstruction instruction)
    {
        var value = state.Pop();
        PopIndex(state);
        var array = PopArray(state);
        RequireElement(state, array, instruction);
        state.RequireFits(value, Catalogue.Type(array.Type.Clr.GetElementType()!));
        state.Require(!NumberRules.IsPointer(value), "a stored value that is no pointer");
        state.Require(Trust.MayBeWritten(array), "an array that guests may write");
    }

    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "Names the type of an array that emitted code makes.")]
    private static CilType ArrayOf(CilType element) => Catalogue.Type(element.Clr.MakeArrayType());

    private static Value PopIndex(Verification state)
    {
        var index = state.Pop();
        state.Require(index.Kind is CilKind.Int32 or CilKind.NativeInt && !NumberRules.IsPointer(index), "an index");
        return index;
    }

    private static void Clear(Verification state, CilType type)
    {
        var address = state.Pop(CilKind.ManagedPointer);
        state.Require(address.Type.Clr.GetElementType() == type.Clr, "a variable of the type that is cleared");
        state.Require(address.Origin == Origin.VariableAddress, "the address of a variable");
        state.Clobber(address);
    }
}
