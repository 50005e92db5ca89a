using Dovetail.Compilation.Cil;
using Dovetail.Wit.Abi;

namespace Dovetail.Compilation.Adapters;

/// <summary>
/// Writes the second half of moving flat values (CanonicalABI.md, "Flat Lowering"). Both sides flatten a type alike, so that each value
/// has one slot on either side; a number of full width stays where it is.
/// </summary>
/// <param name="isResult">Whether values go from the callee to the caller.</param>
/// <param name="source">The slots of the source.</param>
/// <param name="target">The slots of the target; their types are given, their places found here.</param>
internal sealed class FlatLowerEmitter(AdapterMethod method, bool isResult, FlatSlot[] source, FlatSlot[] target)
{
    private readonly LowerEmitter _memory = new(method, isResult);

    private CilBuilder Code => method.Code;

    private PointerType Pointer => method.Unit.PointerOf(isCallee: isResult);

    /// <summary>The slot of a value whose place is not found yet.</summary>
    public static FlatSlot Unplaced(FlatType type) => new(false, -1, type);

    /// <summary>Lowers a value whose slots begin at <paramref name="at"/>.</summary>
    public void Lower(AdaptedType type, int at)
    {
        switch (type)
        {
            case AdaptedNumber number: Number(number, at); break;
            case AdaptedBool:
                source[at].LoadInt32(Code);
                Put32(at, Code.LoadInt32(0).Emit(CilOp.CgtUn));
                break;
            case AdaptedChar: Pass(FlatType.I32, at); break;
            case AdaptedFlags flags:
                source[at].LoadInt32(Code);
                Put32(at, Code.LoadInt32((int)flags.Mask).Emit(CilOp.And));
                break;
            case AdaptedHandle handle:
                _memory.Lower(handle);
                Put32(at, Code);
                break;
            case AdaptedString: String(at); break;
            case AdaptedList list: List(list, at); break;
            case AdaptedFields fields:
                foreach (var field in fields.Fields)
                {
                    Lower(field, at);
                    at += field.FlatCount;
                }
                break;
            case AdaptedArray array:
                for (var i = 0; i < array.Length; i++)
                    Lower(array.Element, at + (i * array.Element.FlatCount));
                break;
            case AdaptedVariant variant: Variant(variant, at); break;
        }
    }

    private void Number(AdaptedNumber number, int at)
    {
        if (number.Size >= 4)
        {
            Pass(number.Flat, at);
            return;
        }
        source[at].LoadInt32(Code);
        Put32(at, Code.Emit((number.Size, number.IsSigned) switch
        {
            (1, false) => CilOp.ConvU1,
            (1, true) => CilOp.ConvI1,
            (_, false) => CilOp.ConvU2,
            _ => CilOp.ConvI2,
        }));
    }

    // A value that stays as it is. Of one that is narrower than its slot, the rest is not passed on.
    private void Pass(FlatType type, int at)
    {
        var (from, to) = (source[at], target[at]);
        var isNarrow = to.Type == FlatType.I64 && type is FlatType.I32 or FlatType.F32;
        if (from.Type == to.Type && !isNarrow)
        {
            if (to.Index < 0)
            {
                target[at] = from;
                return;
            }
            from.Load(Code);
            Code.StoreLocal(to.Index);
            return;
        }
        from.LoadInt32(Code);
        Put32(at, Code);
    }

    // What is on the stack, 32 bits, goes to its slot.
    private void Put32(int at, CilBuilder code)
    {
        if (target[at].Type == FlatType.I64)
            code.Emit(CilOp.ConvU8);
        code.StoreLocal(Place(at));
    }

    private void PutPointer(int at, Action load)
    {
        load();
        if (target[at].Type == FlatType.I32)
            Code.Emit(CilOp.ConvI4);
        Code.StoreLocal(Place(at));
    }

    private int Place(int at)
    {
        if (target[at].Index < 0)
            target[at] = target[at] with { Index = Code.DeclareLocal(FlatSlot.CilTypeOf(target[at].Type)) };
        return target[at].Index;
    }

    private void String(int at) => _memory.CopyString(
        () => source[at].LoadPointer(Code, Pointer), () => source[at + 1].LoadPointer(Code, Pointer),
        load => PutPointer(at, load), load => PutPointer(at + 1, load));

    private void List(AdaptedList list, int at)
    {
        var (from, count) = (Code.RentLocal(CilTypes.Int64), Code.RentLocal(CilTypes.Int64));
        source[at].LoadPointer(Code, Pointer);
        Code.StoreLocal(from);
        source[at + 1].LoadPointer(Code, Pointer);
        Code.StoreLocal(count);
        var copy = _memory.CopyList(list.Element, from, count);
        PutPointer(at, () => Code.LoadLocal(copy));
        Pass(FlatType.I32, at + 1);
        Code.ReturnLocal(from);
        Code.ReturnLocal(count);
        Code.ReturnLocal(copy);
    }

    // Slots that a case does not use are zero.
    private void Variant(AdaptedVariant variant, int at)
    {
        for (var i = at; i < at + variant.FlatCount; i++)
            Place(i);
        Pass(FlatType.I32, at);
        if (variant.FlatCount == 1)
            return;
        source[at].LoadInt32(Code);
        VariantDispatch.Write(Code, variant, _ => true, payload =>
        {
            Lower(payload, at + 1);
            Zero(at + 1 + payload.FlatCount, at + variant.FlatCount);
        }, () => Zero(at + 1, at + variant.FlatCount));
    }

    private void Zero(int from, int to)
    {
        for (var i = from; i < to; i++)
        {
            _ = target[i].Type switch
            {
                FlatType.I32 => Code.LoadInt32(0),
                FlatType.I64 => Code.LoadInt64(0),
                FlatType.F32 => Code.Emit(CilOp.LdcR4),
                _ => Code.Emit(CilOp.LdcR8),
            };
            Code.StoreLocal(target[i].Index);
        }
    }
}
