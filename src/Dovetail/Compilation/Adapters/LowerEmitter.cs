using Dovetail.Compilation.Cil;
using Dovetail.Wit.Abi;

namespace Dovetail.Compilation.Adapters;

/// <summary>
/// Writes the second half of moving values, in memory: lowering what was lifted (CanonicalABI.md, "Storing"). Bytes that need no more
/// work are copied in runs as long as they can be, never with the padding between them: what lies there is the source's own.
/// </summary>
/// <param name="isResult">Whether values go from the callee to the caller.</param>
internal sealed class LowerEmitter(AdapterMethod method, bool isResult)
{
    private CilBuilder Code => method.Code;

    private PointerType Source => method.Unit.PointerOf(isCallee: isResult);

    private PointerType Target => method.Unit.PointerOf(isCallee: !isResult);

    /// <summary>
    /// Lowers a value, from the address in <paramref name="from"/> to that in <paramref name="to"/>, both plus offsets. A type that is large
    /// is a call of its own method.
    /// </summary>
    public void Part(AdaptedType type, int from, uint fromOffset, int to, uint toOffset)
    {
        if (!AdapterMethod.IsCalled(type))
        {
            Whole(type, from, fromOffset, to, toOffset);
            return;
        }
        method.LoadAddress(from, fromOffset);
        method.LoadAddress(to, toOffset);
        method.Call(new AdapterPart(type, isResult, IsLift: false));
    }

    /// <summary>Lowers a value right here.</summary>
    public void Whole(AdaptedType type, int from, uint fromOffset, int to, uint toOffset)
    {
        if (type.IsRaw)
        {
            Copy(from, fromOffset, to, toOffset, (uint)type.Source.Size);
            return;
        }
        switch (type)
        {
            case AdaptedBool: Store(AdapterMembers.Store8, to, toOffset, () => LoadTruth(from, fromOffset)); break;
            case AdaptedFlags flags: Flags(flags, from, fromOffset, to, toOffset); break;
            case AdaptedHandle handle: Store(AdapterMembers.Store32, to, toOffset, () => Lower(handle)); break;
            case AdaptedString: String(from, fromOffset, to, toOffset); break;
            case AdaptedList list: List(list, from, fromOffset, to, toOffset); break;
            case AdaptedArray array: Array(array, from, fromOffset, to, toOffset); break;
            case AdaptedFields fields: Fields(new AdapterPart(fields, isResult, IsLift: false), from, fromOffset, to, toOffset); break;
            case AdaptedVariant variant: Variant(variant, from, fromOffset, to, toOffset); break;
        }
    }

    /// <summary>Lowers some of the fields of a record: those of <paramref name="part"/>.</summary>
    public void Fields(AdapterPart part, int from, uint fromOffset, int to, uint toOffset)
    {
        var fields = (AdaptedFields)part.Type;
        var run = new CopyRun(this, from, to);
        foreach (var piece in part.Pieces())
        {
            if (piece.IsWhole)
            {
                method.LoadAddress(from, fromOffset);
                method.LoadAddress(to, toOffset);
                method.Call(piece.Part);
                continue;
            }
            var field = fields.Fields[piece.Field];
            var (source, target) = (fromOffset + fields.SourceOffsets[piece.Field], toOffset + fields.TargetOffsets[piece.Field]);
            if (field.IsRaw)
            {
                run.Add(source, target, (uint)field.Source.Size);
            }
            else
            {
                run.End();
                Part(field, from, source, to, target);
            }
        }
        run.End();
    }

    /// <summary>Copies bytes: as a number where they are one.</summary>
    public void Copy(int from, uint fromOffset, int to, uint toOffset, uint length)
    {
        if (length is not (1 or 2 or 4 or 8))
        {
            method.LoadSource(isResult);
            method.LoadAddress(from, fromOffset);
            method.LoadMemory(!isResult);
            method.LoadAddress(to, toOffset).LoadInt64(length).Call(AdapterMembers.Copy);
            return;
        }
        var (load, store) = (AdapterMethod.LoadOf(length), AdapterMethod.StoreOf(length));
        Store(store, to, toOffset, () => Load(load, from, fromOffset));
    }

    /// <summary>Loads a handle that was made from what was lifted.</summary>
    public void Lower(AdaptedHandle handle)
    {
        method.LoadSelf();
        method.LoadSide(!isResult);
        if (handle.Kind == AdaptedHandleKind.ErrorContext)
            Code.Call(AdapterMembers.LowerErrorContext);
        else
            Code.LoadInt32(handle.TargetSlot).Call(handle.Kind == AdaptedHandleKind.Own ? AdapterMembers.LowerOwn : AdapterMembers.LowerBorrow);
    }

    /// <summary>Copies a string, and hands its address and length on, as unsigned 64-bit numbers.</summary>
    public void CopyString(Action loadAddress, Action loadUnits, Action<Action> putAddress, Action<Action> putUnits)
    {
        method.LoadSide(isResult);
        method.LoadSide(!isResult);
        loadAddress();
        loadUnits();
        var copier = AdapterMembers.CopyString[(int)method.Unit.EncodingOf(isResult)][(int)method.Unit.EncodingOf(!isResult)];
        var keepsLength = copier.Result != AdapterMembers.StringRange;
        var copy = Code.RentLocal(keepsLength ? CilTypes.Int64 : AdapterMembers.StringRange);
        Code.Call(copier).StoreLocal(copy);
        putAddress(() => LoadPart(AdapterMembers.Address));
        putUnits(keepsLength ? loadUnits : () => LoadPart(AdapterMembers.Units));
        Code.ReturnLocal(copy);

        void LoadPart(CatalogueField part)
        {
            Code.LoadLocal(copy);
            if (!keepsLength)
                Code.Load(part);
        }
    }

    /// <summary>
    /// Copies the elements of a list, from the address in <paramref name="from"/>; the local of the copy's address, to be returned. The locals
    /// that are given change.
    /// </summary>
    public int CopyList(AdaptedType element, int from, int count)
    {
        var copy = Code.RentLocal(CilTypes.Int64);
        method.LoadSide(!isResult).LoadInt32((int)element.Target.Alignment);
        LoadBytes(count, element.Target.Size).Call(AdapterMembers.AllocateList).StoreLocal(copy);
        var isBlock = element.IsRaw && element.Source == element.Target;
        if (isBlock || element is AdaptedBool)
        {
            method.LoadSource(isResult).LoadLocal(from);
            method.LoadMemory(!isResult).LoadLocal(copy);
            LoadBytes(count, element.Source.Size).Call(isBlock ? AdapterMembers.Copy : AdapterMembers.CopyBools);
            return copy;
        }
        var to = Code.RentLocal(CilTypes.Int64);
        Code.LoadLocal(copy).StoreLocal(to);
        method.Loop(count, () => Part(element, from, 0, to, 0), (from, element.Source.Size), (to, element.Target.Size));
        Code.ReturnLocal(to);
        return copy;
    }

    private CilBuilder LoadBytes(int count, ulong size)
    {
        Code.LoadLocal(count);
        return size == 1 ? Code : Code.LoadInt64((long)size).Emit(CilOp.Mul);
    }

    private void Flags(AdaptedFlags flags, int from, uint fromOffset, int to, uint toOffset)
    {
        var size = (uint)flags.Source.Size;
        Store(AdapterMethod.StoreOf(size), to, toOffset, () =>
        {
            Load(AdapterMethod.LoadOf(size), from, fromOffset);
            Code.LoadInt32((int)flags.Mask).Emit(CilOp.And);
        });
    }

    private void String(int from, uint fromOffset, int to, uint toOffset)
    {
        CopyString(() => LoadPointer(from, fromOffset), () => LoadPointer(from, fromOffset + Layout.PtrSize(Source)),
            load => StorePointer(to, toOffset, load), load => StorePointer(to, toOffset + Layout.PtrSize(Target), load));
    }

    private void List(AdaptedList list, int from, uint fromOffset, int to, uint toOffset)
    {
        var (source, count) = (Code.RentLocal(CilTypes.Int64), Code.RentLocal(CilTypes.Int64));
        LoadPointer(from, fromOffset);
        Code.StoreLocal(source);
        LoadPointer(from, fromOffset + Layout.PtrSize(Source));
        Code.StoreLocal(count);
        var copy = CopyList(list.Element, source, count);
        StorePointer(to, toOffset, () => Code.LoadLocal(copy));
        StorePointer(to, toOffset + Layout.PtrSize(Target), () => LoadPointer(from, fromOffset + Layout.PtrSize(Source)));
        Code.ReturnLocal(source);
        Code.ReturnLocal(count);
        Code.ReturnLocal(copy);
    }

    private void Array(AdaptedArray array, int from, uint fromOffset, int to, uint toOffset)
    {
        var (source, target, count) = (Code.RentLocal(CilTypes.Int64), Code.RentLocal(CilTypes.Int64), Code.RentLocal(CilTypes.Int64));
        method.LoadAddress(from, fromOffset).StoreLocal(source);
        method.LoadAddress(to, toOffset).StoreLocal(target);
        Code.LoadInt64(array.Length).StoreLocal(count);
        method.Loop(count, () => Part(array.Element, source, 0, target, 0),
            (source, array.Element.Source.Size), (target, array.Element.Target.Size));
        Code.ReturnLocal(source);
        Code.ReturnLocal(target);
        Code.ReturnLocal(count);
    }

    private void Variant(AdaptedVariant variant, int from, uint fromOffset, int to, uint toOffset)
    {
        var load = AdapterMethod.LoadOf(variant.DiscriminantSize);
        Copy(from, fromOffset, to, toOffset, variant.DiscriminantSize);
        Load(load, from, fromOffset);
        VariantDispatch.Write(Code, variant, _ => true,
            payload => Part(payload, from, fromOffset + variant.SourceOffset, to, toOffset + variant.TargetOffset), otherwise: null);
    }

    private void LoadTruth(int from, uint fromOffset)
    {
        Load(AdapterMembers.Load8, from, fromOffset);
        Code.LoadInt32(0).Emit(CilOp.CgtUn);
    }

    private void Load(CatalogueMethod load, int from, uint offset)
    {
        method.LoadSource(isResult);
        method.LoadAddress(from, offset).Call(load);
    }

    private void LoadPointer(int from, uint offset)
    {
        Load(AdapterMethod.LoadOf(Source), from, offset);
        method.Widen(Source);
    }

    private void Store(CatalogueMethod store, int to, uint offset, Action load)
    {
        method.LoadMemory(!isResult);
        method.LoadAddress(to, offset);
        load();
        Code.Call(store);
    }

    private void StorePointer(int to, uint offset, Action load) => Store(AdapterMethod.StoreOf(Target), to, offset, () =>
    {
        load();
        method.Narrow(Target);
    });

    // Fields that lie side by side on both sides, and are copied as one.
    private sealed class CopyRun(LowerEmitter emitter, int from, int to)
    {
        private uint source;
        private uint target;
        private uint length;

        public void Add(uint atSource, uint atTarget, uint size)
        {
            if (length > 0 && (source + length != atSource || target + length != atTarget))
                End();
            if (length == 0)
                (source, target) = (atSource, atTarget);
            length += size;
        }

        public void End()
        {
            if (length > 0)
                emitter.Copy(from, source, to, target, length);
            length = 0;
        }
    }
}
