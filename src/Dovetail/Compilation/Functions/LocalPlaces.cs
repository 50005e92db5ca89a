using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Dovetail.Compilation.Cil;
using Dovetail.Compilation.Functions.Splitting;

namespace Dovetail.Compilation.Functions;

/// <summary>
/// Where a method keeps the locals of its function: parameters in CIL's arguments, others in CIL's locals, which are declared when they are first
/// used. In a function that was split, the locals that its parts share lie in the frame; a part keeps copies in CIL's locals, which it reads
/// when it begins and gives back when it is left.
/// </summary>
[RequiresDynamicCode("Compiles WebAssembly at run time.")]
internal sealed class LocalPlaces
{
    private const int MostRanges = 64;

    private readonly CilBuilder _builder;
    private readonly ImmutableArray<CilType> _types;
    private readonly int _arguments;
    private readonly SplitPlan? _plan;
    private readonly Region? _part;
    private readonly int[] _cilLocals;

    // Behind the function's own locals, those of the copies of it that are written in place of calls.
    private readonly List<(CilType Type, int CilLocal)> _copies = [];
    private int _first;
    private int _frame = -1;

    /// <param name="parameters">How many of the locals are parameters.</param>
    /// <param name="plan">How the function is split; null where it isn't.</param>
    /// <param name="part">The part that the method is; null for the function itself.</param>
    public LocalPlaces(CilBuilder builder, ImmutableArray<CilType> types, int parameters, SplitPlan? plan, Region? part)
    {
        (_builder, _types, _plan, _part) = (builder, types, plan, part);
        _arguments = part is null ? parameters : 0;
        // A function may declare 50,000 locals in five bytes.
        _cilLocals = new int[types.Length];
        // Not Array.Fill, whose vectors no precompiled image has.
        for (var i = 0; i < _cilLocals.Length; i++)
            _cilLocals[i] = -1;
        if (plan is not null && part is null)
            _frame = builder.DeclareLocal(FrameMembers.Type);
    }

    /// <summary>The types of the function's own locals, parameters first.</summary>
    public ImmutableArray<CilType> Types => _types;

    /// <summary>The local that code at this place means by an index: one of the function, or of the copy that is being written.</summary>
    public int At(int index) => _first + index;

    /// <summary>The type of a local.</summary>
    public CilType TypeOf(int local) => local < _types.Length ? _types[local] : _copies[local - _types.Length].Type;

    /// <summary>
    /// Gives the code that follows locals of its own, the first of which take the arguments on top of the operand stack. Returns what
    /// <see cref="EndCopy"/> wants.
    /// </summary>
    public int BeginCopy(OperandStack operands, LocalRanges ranges)
    {
        var (outer, first) = (_first, _types.Length + _copies.Count);
        foreach (var type in _types)
            _copies.Add((type, _builder.DeclareLocal(type)));
        operands.PopWritten(_arguments);
        operands.SettleAll();
        for (var i = _arguments - 1; i >= 0; i--)
            Store(first + i);
        for (var i = _arguments; i < _types.Length; i++)
        {
            WriteZero(_types[i]);
            Store(first + i);
            ranges.Set(first + i, Zero(_types[i]));
        }
        _first = first;
        return outer;
    }

    /// <summary>Goes back to the locals that were there before.</summary>
    public void EndCopy(int outer) => _first = outer;

    /// <summary>Says that the first locals which are no parameters begin as zero.</summary>
    public void BeginRanges(LocalRanges ranges)
    {
        for (var i = _arguments; i < Math.Min(_types.Length, _arguments + MostRanges); i++)
            ranges.Set(i, Zero(_types[i]));
    }

    private static Spread Zero(CilType type) => type == CilTypes.Int32 ? Spread.Exactly(0) : Spread.Any;

    /// <summary>Loads a local.</summary>
    public void Load(int local)
    {
        if (IsInFrame(local))
            LoadSlot(_plan!.SlotOf(local), _types[local]);
        else if (local < _arguments)
            _builder.LoadArgument(local);
        else
            _builder.LoadLocal(CilLocal(local));
    }

    /// <summary>Stores what lies on the stack into a local.</summary>
    public void Store(int local)
    {
        if (IsInFrame(local))
            StoreSlot(_plan!.SlotOf(local), _types[local]);
        else if (local < _arguments)
            _builder.StoreArgument(local);
        else
            _builder.StoreLocal(CilLocal(local));
    }

    /// <summary>Loads the address of the frame.</summary>
    public CilBuilder LoadFrame() => _part is null ? _builder.Emit(CilOp.Ldloca, _frame) : _builder.LoadArgument(0);

    /// <summary>Loads a slot of the frame.</summary>
    public void LoadSlot(int slot, CilType type)
    {
        LoadFrame().Load(FrameMembers.Slots[slot]);
        Slots.Narrow(_builder, type);
    }

    /// <summary>Stores what lies on the stack into a slot of the frame.</summary>
    public void StoreSlot(int slot, CilType type)
    {
        var value = _builder.RentLocal(type);
        _builder.StoreLocal(value);
        LoadFrame().LoadLocal(value);
        Slots.Widen(_builder, type);
        _builder.Store(FrameMembers.Slots[slot]);
        _builder.ReturnLocal(value);
    }

    /// <summary>Gives the locals their first values.</summary>
    public void WritePrologue()
    {
        if (_frame >= 0)
            WriteFrame();
        foreach (var input in _part?.Inputs ?? [])
        {
            if (_cilLocals[input] < 0)
                continue;
            LoadSlot(_plan!.SlotOf(input), _types[input]);
            _builder.StoreLocal(_cilLocals[input]);
        }
        for (var i = 0; i < _cilLocals.Length; i++)
        {
            if (_cilLocals[i] < 0 || (_part is not null && _part.Inputs.Contains(i)))
                continue;
            WriteZero(_types[i]);
            _builder.StoreLocal(_cilLocals[i]);
        }
    }

    /// <summary>Writes a part's locals that are alive behind it back into the frame.</summary>
    public void WriteOutputs()
    {
        foreach (var output in _part!.Outputs)
        {
            if (_cilLocals[output] < 0)
                continue;
            _builder.LoadLocal(_cilLocals[output]);
            StoreSlot(_plan!.SlotOf(output), _types[output]);
        }
    }

    // All zero, as locals are at first; then the parameters.
    private void WriteFrame()
    {
        _builder.Clear(_frame);
        for (var i = 0; i < _arguments; i++)
        {
            if (_plan!.SlotOf(i) < 0)
                continue;
            _builder.LoadArgument(i);
            StoreSlot(_plan.SlotOf(i), _types[i]);
        }
    }

    private bool IsInFrame(int local) => _frame >= 0 && local < _types.Length && _plan!.SlotOf(local) >= 0;

    private int CilLocal(int local)
    {
        if (local >= _types.Length)
            return _copies[local - _types.Length].CilLocal;
        ref var index = ref _cilLocals[local];
        return index >= 0 ? index : index = _builder.DeclareLocal(_types[local]);
    }

    private void WriteZero(CilType type)
    {
        switch (type.Kind)
        {
            case CilKind.Int32: _builder.LoadInt32(0); break;
            case CilKind.Int64: _builder.LoadInt32(0).Emit(CilOp.ConvI8); break;
            case CilKind.Float32: _builder.Emit(CilOp.LdcR4); break;
            case CilKind.Float64: _builder.Emit(CilOp.LdcR8); break;
            case CilKind.Structure: _builder.Call(VectorMembers.Zero); break;
            default: _builder.Emit(CilOp.Ldnull); break;
        }
    }
}
