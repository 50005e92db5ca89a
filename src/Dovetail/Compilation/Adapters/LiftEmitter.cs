using Dovetail.Compilation.Cil;
using Dovetail.Wit.Abi;

namespace Dovetail.Compilation.Adapters;

/// <summary>
/// Writes the first half of moving values: all that lifting them does but to copy them (CanonicalABI.md, "Loading" and "Flat Lifting").
/// Strings and lists are found inside their memory and strings well-formed, chars and cases are checked, handles are taken or lent. What
/// is neither is left alone: a number is what its bytes are.
/// </summary>
/// <param name="isResult">Whether values go from the callee to the caller.</param>
internal sealed class LiftEmitter(AdapterMethod method, bool isResult)
{
    private CilBuilder Code => method.Code;

    private PointerType Pointer => method.Unit.PointerOf(isCallee: isResult);

    /// <summary>Lifts flat values, which begin at <paramref name="at"/>.</summary>
    public void Flat(AdaptedType type, ReadOnlySpan<FlatSlot> slots, int at)
    {
        if (!type.NeedsLift)
            return;
        var first = slots[at];
        switch (type)
        {
            case AdaptedChar: CheckChar(() => first.LoadInt32(Code)); break;
            case AdaptedHandle handle: Lift(handle, () => first.LoadInt32(Code)); break;
            case AdaptedString or AdaptedList:
                var second = slots[at + 1];
                Range(type, () => first.LoadPointer(Code, Pointer), () => second.LoadPointer(Code, Pointer));
                break;
            case AdaptedFields fields:
                foreach (var field in fields.Fields)
                {
                    Flat(field, slots, at);
                    at += field.FlatCount;
                }
                break;
            case AdaptedArray array:
                for (var i = 0; i < array.Length; i++)
                    Flat(array.Element, slots, at + (i * array.Element.FlatCount));
                break;
            default:
                var all = slots.ToArray();
                Variant((AdaptedVariant)type, () => first.LoadInt32(Code), payload => Flat(payload, all, at + 1));
                break;
        }
    }

    /// <summary>
    /// Lifts a value in memory, at the address in a local plus <paramref name="offset"/>. The place was checked as a whole. A type that is
    /// large is a call of its own method.
    /// </summary>
    public void Part(AdaptedType type, int address, uint offset)
    {
        if (!type.NeedsLift)
            return;
        if (!AdapterMethod.IsCalled(type))
        {
            Whole(type, address, offset);
            return;
        }
        method.LoadAddress(address, offset);
        method.Call(new AdapterPart(type, isResult, IsLift: true));
    }

    /// <summary>Lifts a value in memory, right here.</summary>
    public void Whole(AdaptedType type, int address, uint offset)
    {
        switch (type)
        {
            case AdaptedChar: CheckChar(() => Load(AdapterMembers.Load32, address, offset)); break;
            case AdaptedHandle handle: Lift(handle, () => Load(AdapterMembers.Load32, address, offset)); break;
            case AdaptedString or AdaptedList:
                Range(type, () => LoadPointer(address, offset), () => LoadPointer(address, offset + Layout.PtrSize(Pointer)));
                break;
            case AdaptedFields fields: Fields(new AdapterPart(fields, isResult, IsLift: true), address, offset); break;
            case AdaptedArray array: Array(array, address, offset); break;
            case AdaptedVariant variant:
                Variant(variant, () => Load(AdapterMethod.LoadOf(variant.DiscriminantSize), address, offset),
                    payload => Part(payload, address, offset + variant.SourceOffset));
                break;
        }
    }

    /// <summary>Lifts some of the fields of a record: those of <paramref name="part"/>.</summary>
    public void Fields(AdapterPart part, int address, uint offset)
    {
        var fields = (AdaptedFields)part.Type;
        foreach (var piece in part.Pieces())
        {
            if (piece.IsWhole)
            {
                method.LoadAddress(address, offset);
                method.Call(piece.Part);
            }
            else
            {
                Part(fields.Fields[piece.Field], address, offset + fields.SourceOffsets[piece.Field]);
            }
        }
    }

    private void Array(AdaptedArray array, int address, uint offset)
    {
        var (element, count) = (Code.RentLocal(CilTypes.Int64), Code.RentLocal(CilTypes.Int64));
        method.LoadAddress(address, offset).StoreLocal(element);
        Code.LoadInt64(array.Length).StoreLocal(count);
        method.Loop(count, () => Part(array.Element, element, 0), (element, array.Element.Source.Size));
        Code.ReturnLocal(element);
        Code.ReturnLocal(count);
    }

    private void CheckChar(Action load)
    {
        load();
        Code.Call(AdapterMembers.CheckChar);
    }

    private void Lift(AdaptedHandle handle, Action load)
    {
        method.LoadSelf();
        method.LoadSide(isResult);
        load();
        if (handle.Kind == AdaptedHandleKind.ErrorContext)
            Code.Call(AdapterMembers.LiftErrorContext);
        else
            Code.LoadInt32(handle.SourceSlot).Call(handle.Kind == AdaptedHandleKind.Own ? AdapterMembers.LiftOwn : AdapterMembers.LiftBorrow);
    }

    // A string or a list: an address and a length.
    private void Range(AdaptedType type, Action loadAddress, Action loadLength)
    {
        if (type is AdaptedString)
        {
            method.LoadSide(isResult);
            loadAddress();
            loadLength();
            Code.Call(AdapterMembers.CheckString[(int)method.Unit.EncodingOf(isCallee: isResult)]);
            return;
        }
        var element = ((AdaptedList)type).Element;
        if (!element.NeedsLift)
        {
            method.LoadSide(isResult);
            loadAddress();
            loadLength();
            CheckList(element);
            return;
        }
        var (address, count) = (Code.RentLocal(CilTypes.Int64), Code.RentLocal(CilTypes.Int64));
        loadAddress();
        Code.StoreLocal(address);
        loadLength();
        Code.StoreLocal(count);
        method.LoadSide(isResult).LoadLocal(address).LoadLocal(count);
        CheckList(element);
        method.Loop(count, () => Part(element, address, 0), (address, element.Source.Size));
        Code.ReturnLocal(address);
        Code.ReturnLocal(count);
    }

    private void CheckList(AdaptedType element) => Code.LoadInt32((int)(uint)element.Source.Size)
        .LoadInt32((int)element.Source.Alignment).Call(AdapterMembers.CheckList);

    private void Variant(AdaptedVariant variant, Action load, Action<AdaptedType> liftPayload)
    {
        load();
        Code.LoadInt32(variant.Cases.Length).Call(AdapterMembers.CheckDiscriminant);
        if (!variant.Cases.Any(payload => payload is { NeedsLift: true }))
            return;
        load();
        VariantDispatch.Write(Code, variant, payload => payload.NeedsLift, liftPayload, otherwise: null);
    }

    private void Load(CatalogueMethod load, int address, uint offset)
    {
        method.LoadMemory(isResult);
        method.LoadAddress(address, offset).Call(load);
    }

    private void LoadPointer(int address, uint offset)
    {
        Load(AdapterMethod.LoadOf(Pointer), address, offset);
        method.Widen(Pointer);
    }
}
