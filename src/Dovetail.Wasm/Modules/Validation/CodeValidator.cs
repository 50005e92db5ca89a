using Dovetail.Wasm.Instructions;

namespace Dovetail.Wasm.Modules.Validation;

/// <summary>
/// Validates function bodies and constant expressions (core specification 3.0, 3.4 "Instructions" and the appendix "Validation
/// Algorithm"): one pass, linear in the code, without recursion.
/// </summary>
/// <remarks>
/// An instruction whose row in the <see cref="InstructionTable"/> gives its operands is checked by the row alone: immediates by their
/// kind, operands popped and pushed. The custom ones are checked by hand in the files beside this one. One instance serves one
/// expression after another; it isn't safe from many threads.
/// </remarks>
internal sealed class CodeValidator(ModuleContext module)
{
    private readonly CodeContext _context = new(module);
    private int _blocks;
    private int _loops;

    /// <summary>How many operands calls and branches have moved so far.</summary>
    public long Moves => _context.Stack.Moves;

    /// <summary>The features that the code uses.</summary>
    public FeatureUse Features => _context.Module.Features;

    /// <summary>Validates the body of a function and tells what was learnt of it.</summary>
    public FunctionFacts ValidateFunction(Function function)
    {
        var start = function.Body.Offset;
        var type = module.FunctionTypeAt(function.TypeIndex, start);
        for (var i = 0; i < function.Locals.Length; i++)
        {
            module.CheckType(function.Locals[i].Type, start);
        }
        _context.Locals.Reset(type.Parameters, function.Locals);
        ModuleLimits.Locals.Check(_context.Locals.Count, start);
        _context.Results = type.Results;
        (_blocks, _loops) = (0, 0);
        Run(function.Body, constant: false);
        return new FunctionFacts(_context.Stack.MaxHeight, _blocks, _loops);
    }

    /// <summary>Validates a constant expression of type <paramref name="type"/>.</summary>
    public void ValidateConstant(Expression expression, ValType type)
    {
        _context.Locals.Reset(CodeContext.None, Mapping.Empty<LocalRun>());
        _context.Results = CodeContext.Single(type);
        Run(expression, constant: true);
    }

    private void Run(Expression expression, bool constant)
    {
        var stack = _context.Stack;
        stack.Reset();
        stack.Offset = expression.Offset;
        stack.PushCtrl(Opcode.Block, CodeContext.None, _context.Results, 0);
        var reader = new InstructionReader(expression);
        while (stack.Depth > 0 && reader.Read())
        {
            stack.Offset = reader.Offset;
            if (constant)
            {
                ConstantRules.Check(_context, ref reader);
            }
            Validate(ref reader);
        }
        if (stack.Depth > 0 || !reader.AtEnd)
        {
            throw new InvalidException("the expression does not end with its last `end`", expression.Offset);
        }
    }

    private void Validate(ref InstructionReader reader)
    {
        var row = reader.Row;
        if (row.Features != WasmFeatures.Mvp)
        {
            _context.Use(row.Features);
        }
        if (!row.IsCustom)
        {
            ValidateRow(row, ref reader);
            return;
        }
        if (reader.Opcode is Opcode.Block or Opcode.Loop or Opcode.If or Opcode.TryTable)
        {
            _blocks++;
            _loops += reader.Opcode == Opcode.Loop ? 1 : 0;
        }
        switch (reader.Row.Immediates)
        {
            case Immediates.Block or Immediates.Label or Immediates.LabelTable or Immediates.TryTable or Immediates.Tag:
                ControlRules.Validate(_context, ref reader);
                break;
            case Immediates.Local or Immediates.Global:
                VariableRules.Validate(_context, ref reader);
                break;
            case Immediates.Table or Immediates.TableTable or Immediates.ElementTable or Immediates.MemoryMemory:
                TableRules.Validate(_context, ref reader);
                break;
            case Immediates.TypeTable or Immediates.Function when reader.Opcode != Opcode.RefFunc:
                CallRules.Validate(_context, ref reader);
                break;
            default:
                ValidateOther(ref reader);
                break;
        }
    }

    private void ValidateOther(ref InstructionReader reader)
    {
        switch (reader.Opcode)
        {
            case Opcode.Unreachable or Opcode.Else or Opcode.End or Opcode.Return or Opcode.ThrowRef:
                ControlRules.Validate(_context, ref reader);
                break;
            case Opcode.Drop or Opcode.Select or Opcode.SelectTyped:
                VariableRules.Validate(_context, ref reader);
                break;
            case Opcode.CallRef or Opcode.ReturnCallRef:
                CallRules.Validate(_context, ref reader);
                break;
            case >= Opcode.StructNew and <= Opcode.StructSet:
                StructRules.Validate(_context, ref reader);
                break;
            case >= Opcode.ArrayNew and <= Opcode.ArrayInitElem:
                ArrayRules.Validate(_context, ref reader);
                break;
            default:
                ReferenceRules.Validate(_context, ref reader);
                break;
        }
    }

    private void ValidateRow(InstructionRow row, ref InstructionReader reader)
    {
        var address = row.Immediates is Immediates.None or Immediates.I32 or Immediates.I64 ? default : CheckImmediates(row, ref reader);
        var (stack, pops, pushes) = (_context.Stack, row.Pops, row.Pushes);
        for (var i = pops.Length - 1; i >= 0; i--)
        {
            stack.PopExact(pops[i].Kind == InstructionRow.Address.Kind ? address : pops[i]);
        }
        for (var i = 0; i < pushes.Length; i++)
        {
            stack.PushOperand(pushes[i].Kind == InstructionRow.Address.Kind ? address : pushes[i]);
        }
    }

    /// <summary>Checks the immediates of a row; gives the address type of the memory among them.</summary>
    private ValType CheckImmediates(InstructionRow row, ref InstructionReader reader)
    {
        switch (row.Immediates)
        {
            case Immediates.MemoryAccess:
                return CheckAccess(row, reader.MemArg);
            case Immediates.MemoryLane:
                CheckLane(reader.Lane, 16 >> row.AccessLog2);
                return CheckAccess(row, reader.MemArg);
            case Immediates.Lane:
                CheckLane(reader.Lane, row.Lanes);
                return default;
            case Immediates.Shuffle:
                foreach (var lane in reader.Vector)
                {
                    CheckLane(lane, 32);
                }
                return default;
            case Immediates.Memory:
                return AddressOf(reader.Index);
            case Immediates.Data:
                module.CheckData(reader.Index, _context.Offset);
                return default;
            case Immediates.DataMemory:
                module.CheckData(reader.Index, _context.Offset);
                return AddressOf(reader.SecondIndex);
            case Immediates.Element:
                module.Element(reader.Index, _context.Offset);
                return default;
            default:
                return default;
        }
    }

    private ValType AddressOf(int memory) => CodeContext.AddressOf(module.Memory(memory, _context.Offset).Address);

    private ValType CheckAccess(InstructionRow row, MemArg access)
    {
        var memory = module.Memory(access.Memory, _context.Offset);
        if (access.AlignLog2 > row.AccessLog2)
        {
            throw _context.Invalid("alignment must not be larger than natural");
        }
        if (memory.Address == AddressType.I32 && access.Offset > uint.MaxValue)
        {
            throw _context.Invalid("offset out of range");
        }
        return CodeContext.AddressOf(memory.Address);
    }

    private void CheckLane(byte lane, int lanes)
    {
        if (lane >= lanes)
        {
            throw _context.Invalid("invalid lane index");
        }
    }
}
