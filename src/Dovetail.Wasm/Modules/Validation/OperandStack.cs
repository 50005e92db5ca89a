using System.Collections.Immutable;
using Dovetail.Wasm.Instructions;

namespace Dovetail.Wasm.Modules.Validation;

/// <summary>A block that is being validated (the appendix's <c>ctrl_frame</c>).</summary>
/// <param name="Opcode">The instruction that opened it; <see cref="Opcode.Block"/> for the function itself.</param>
/// <param name="StartTypes">Its parameters.</param>
/// <param name="EndTypes">Its results.</param>
/// <param name="Height">The height of the operand stack below its parameters.</param>
/// <param name="InitHeight">The number of locals that had been set for the first time when it began.</param>
internal record struct ControlFrame(
    Opcode Opcode, ImmutableArray<ValType> StartTypes, ImmutableArray<ValType> EndTypes, int Height, int InitHeight)
{
    /// <summary>Whether the code from here to the end of the block is never reached, so that the stack is polymorphic.</summary>
    public bool Unreachable { get; set; }

    /// <summary>What a branch to the block takes: the parameters of a loop, the results of any other.</summary>
    public readonly ImmutableArray<ValType> LabelTypes => Opcode == Opcode.Loop ? StartTypes : EndTypes;
}

/// <summary>
/// The two stacks of the validation algorithm (core specification 3.0, appendix "Validation Algorithm"), with its own names.
/// One instance serves one function after another.
/// </summary>
/// <remarks>
/// Behind an unconditional branch the stack below is unknown: popping from an empty one gives <see cref="ValKind.Bottom"/>, which
/// matches every type. Work is bounded: an instruction of three bytes can move a thousand operands, so what all the functions of a module
/// move that way is counted.
/// </remarks>
internal sealed class OperandStack(ModuleContext context)
{
    /// <summary>What all the functions of a module may move together.</summary>
    public static readonly ModuleLimit Moved = new("operands moved by calls and branches", 200_000_000);

    private static readonly ModuleLimit s_height = new("operands on the stack", 1_000_000);

    private ValType[] _operands = new ValType[64];
    private ControlFrame[] _frames = new ControlFrame[16];

    // Of the innermost block: the height below its operands, and whether the rest of it is never reached.
    private int _floor;
    private bool _polymorphic;

    /// <summary>The place of the current instruction, for errors.</summary>
    public int Offset { get; set; }

    /// <summary>The number of operands.</summary>
    public int Height { get; private set; }

    /// <summary>The largest number of operands so far.</summary>
    public int MaxHeight { get; private set; }

    /// <summary>How many operands calls and branches have moved, in all functions so far.</summary>
    public long Moves { get; private set; }

    /// <summary>The number of open blocks.</summary>
    public int Depth { get; private set; }

    private ref ControlFrame Top => ref _frames[Depth - 1];

    /// <summary>Empties both stacks for the next function.</summary>
    public void Reset() => (Height, MaxHeight, Depth, _floor, _polymorphic) = (0, 0, 0, 0, false);

    public void PushOperand(ValType type)
    {
        if (Height == _operands.Length)
        {
            Grow(1);
        }
        _operands[Height++] = type;
        if (Height > MaxHeight)
        {
            MaxHeight = Height;
        }
    }

    public ValType PopOperand()
    {
        if (Height > _floor)
        {
            return _operands[--Height];
        }
        return _polymorphic ? default : throw new InvalidException("type mismatch: an operand is missing", Offset);
    }

    public ValType PopOperand(ValType expected)
    {
        if (Height == _floor)
        {
            return _polymorphic ? default : throw Mismatch(expected, "nothing");
        }
        var actual = _operands[--Height];
        if (actual.Kind == expected.Kind && expected.Kind != ValKind.Reference)
        {
            return actual;
        }
        return context.Matching.Matches(actual, expected)
            ? actual
            : throw Mismatch(expected, Describe(actual));
    }

    /// <summary>Pops an operand that nobody asks for afterwards; most are numbers of the very type.</summary>
    public void PopExact(ValType expected)
    {
        var top = Height - 1;
        if (top >= _floor && _operands[top].Kind == expected.Kind && expected.Kind != ValKind.Reference)
        {
            Height = top;
        }
        else
        {
            PopOperand(expected);
        }
    }

    /// <summary>Pops a reference; behind unreachable code one to the bottom of all heap types.</summary>
    public ValType PopReference()
    {
        var actual = PopOperand();
        return actual.Kind switch
        {
            ValKind.Reference => actual,
            ValKind.Bottom => ValType.Ref(false, TypeMatching.BottomHeap),
            _ => throw new InvalidException($"type mismatch: expected a reference, found {actual}", Offset),
        };
    }

    public void PushOperands(ImmutableArray<ValType> types)
    {
        CountMoves(types.Length);
        if (_operands.Length - Height < types.Length)
        {
            Grow(types.Length);
        }
        for (var i = 0; i < types.Length; i++)
        {
            _operands[Height++] = types[i];
        }
        MaxHeight = Math.Max(MaxHeight, Height);
    }

    public void PopOperands(ImmutableArray<ValType> types)
    {
        CountMoves(types.Length);
        for (var i = types.Length - 1; i >= 0; i--)
        {
            PopExact(types[i]);
        }
    }

    /// <summary>Checks the topmost operands as <see cref="PopOperands"/> does, and leaves them where they are.</summary>
    public void CheckOperands(ReadOnlySpan<ValType> types)
    {
        CountMoves(types.Length);
        var at = Height;
        for (var i = types.Length - 1; i >= 0 && (at > _floor || !_polymorphic); i--)
        {
            var actual = at > _floor ? _operands[--at] : throw Mismatch(types[i], "nothing");
            if (!context.Matching.Matches(actual, types[i]))
            {
                throw Mismatch(types[i], Describe(actual));
            }
        }
    }

    public void PushCtrl(Opcode opcode, ImmutableArray<ValType> start, ImmutableArray<ValType> end, int initHeight)
    {
        if (Depth == _frames.Length)
        {
            Array.Resize(ref _frames, 2 * Depth);
        }
        _frames[Depth++] = new ControlFrame(opcode, start, end, Height, initHeight);
        (_floor, _polymorphic) = (Height, false);
        PushOperands(start);
    }

    public ControlFrame PopCtrl()
    {
        var frame = Top;
        PopOperands(frame.EndTypes);
        if (Height != frame.Height)
        {
            throw new InvalidException(
                $"type mismatch: expected {frame.EndTypes.Length} results, found {Height - frame.Height} more", Offset);
        }
        Depth--;
        (_floor, _polymorphic) = Depth > 0 ? (Top.Height, Top.Unreachable) : (0, false);
        return frame;
    }

    /// <summary>Marks the rest of the block as never reached.</summary>
    public void Unreachable()
    {
        Height = _floor;
        Top.Unreachable = _polymorphic = true;
    }

    /// <summary>The block that <paramref name="label"/> names, counted from the innermost one.</summary>
    public ref ControlFrame Label(int label)
    {
        if ((uint)label >= (uint)Depth)
        {
            throw new InvalidException($"unknown label {(uint)label}", Offset);
        }
        return ref _frames[Depth - 1 - label];
    }

    private static string Describe(ValType type) =>
        type.IsReference && type.Heap == TypeMatching.BottomHeap ? "a reference" : type.ToString();

    private void Grow(int count)
    {
        s_height.Check(Height + count, Offset);
        Array.Resize(ref _operands, Math.Max(2 * Height, Height + count));
    }

    private InvalidException Mismatch(ValType expected, string found) =>
        new($"type mismatch: expected {expected}, found {found}", Offset);

    private void CountMoves(int count)
    {
        Moves += count;
        if (Moves > Moved.Maximum)
        {
            Moved.Check(Moves, Offset);
        }
    }
}
