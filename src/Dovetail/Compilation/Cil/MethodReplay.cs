using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Emit;

namespace Dovetail.Compilation.Cil;

/// <summary>Writes a <see cref="CilBody"/> into an <see cref="ILGenerator"/>, with the shortest form of each instruction.</summary>
/// <param name="functions">The methods of the unit.</param>
/// <param name="fields">What the module calls the fields of the catalogue; null where the generator is to find out each time.</param>
internal sealed class MethodReplay(CilBody body, ILGenerator output, MethodInfo[] functions, FieldTokens? fields = null)
{
    private readonly int[] _offsets = CilEncoding.Offsets(body);
    private readonly Label[] _labels = new Label[body.Labels.Length];

    /// <summary>Writes the whole method.</summary>
    public void Run()
    {
        foreach (var type in body.Locals)
            output.DeclareLocal(type.Clr);
        var (order, next) = (DefineLabels(), 0);
        for (var i = 0; i <= body.Instructions.Length; i++)
        {
            for (; next < order.Length && body.Labels[order[next]] == i; next++)
                output.MarkLabel(_labels[order[next]]);
            if (i < body.Instructions.Length)
                Write(body.Instructions[i], i);
        }
    }

    /// <summary>The labels in the order of their places.</summary>
    private int[] DefineLabels()
    {
        if (_labels.Length == 0)
            return [];
        var order = new int[_labels.Length];
        for (var i = 0; i < _labels.Length; i++)
            (order[i], _labels[i]) = (i, output.DefineLabel());
        Array.Sort(order, (a, b) => body.Labels[a].CompareTo(body.Labels[b]));
        return order;
    }

    private void Write(CilInstruction instruction, int at)
    {
        ref readonly var row = ref instruction.Op.Row();
        switch (row.Operand)
        {
            case CilOperand.None:
                WriteMark(instruction.Op, row.OpCode);
                break;
            case CilOperand.Int32:
                WriteInt32(instruction, row.OpCode);
                break;
            case CilOperand.Int64:
                output.Emit(row.OpCode, instruction.Operand);
                break;
            case CilOperand.Float32:
                output.Emit(row.OpCode, instruction.Float32);
                break;
            case CilOperand.Float64:
                output.Emit(row.OpCode, instruction.Float64);
                break;
            case CilOperand.Label:
                output.Emit(IsNear(instruction.Index, at) ? Near(instruction.Op) : row.OpCode, _labels[instruction.Index]);
                break;
            case CilOperand.Switch:
                output.Emit(row.OpCode, LabelsOf(body.Switches[instruction.Index]));
                break;
            case CilOperand.Local or CilOperand.Argument:
                WriteVariable(instruction, row.OpCode);
                break;
            default:
                WriteMember(instruction, row);
                break;
        }
    }

    private void WriteMark(CilOp op, OpCode code)
    {
        switch (op)
        {
            case CilOp.BeginTry: output.BeginExceptionBlock(); break;
            case CilOp.BeginFault: output.BeginFaultBlock(); break;
            case CilOp.EndTry: output.EndExceptionBlock(); break;
            default: output.Emit(code); break;
        }
    }

    private void WriteMember(CilInstruction instruction, in CilRow row)
    {
        switch (row.Operand)
        {
            case CilOperand.Method when Catalogue.MethodAt(instruction.Index).Member is ConstructorInfo constructor:
                output.Emit(row.OpCode, constructor);
                break;
            case CilOperand.Method:
                output.Emit(row.OpCode, (MethodInfo)Catalogue.MethodAt(instruction.Index).Member);
                break;
            case CilOperand.Field when fields is not null:
                output.Emit(row.OpCode, fields[instruction.Index]);
                break;
            case CilOperand.Field:
                output.Emit(row.OpCode, Catalogue.FieldAt(instruction.Index).Member);
                break;
            case CilOperand.Type when instruction.Op == CilOp.BeginCatch:
                output.BeginCatchBlock(Catalogue.TypeAt(instruction.Index).Clr);
                break;
            case CilOperand.Type:
                output.Emit(row.OpCode, Catalogue.TypeAt(instruction.Index).Clr);
                break;
            case CilOperand.Function:
                output.Emit(row.OpCode, functions[instruction.Index]);
                break;
            default:
                WriteCall(body.CallSites[instruction.Index], row.OpCode);
                break;
        }
    }

    private void WriteCall(CilSignature site, OpCode code) =>
        output.EmitCalli(code, CallingConventions.Standard, site.Result.Clr, [.. site.Parameters.Select(parameter => parameter.Clr)], null);

    private Label[] LabelsOf(ImmutableArray<int> targets) => [.. targets.Select(label => _labels[label])];

    private void WriteInt32(CilInstruction instruction, OpCode code)
    {
        var value = instruction.Index;
        if (instruction.Op == CilOp.Unaligned)
            output.Emit(code, (byte)value);
        else if (value is >= -1 and <= 8)
            output.Emit(SmallConstants[value + 1]);
        else if (value is >= sbyte.MinValue and <= sbyte.MaxValue)
            output.Emit(OpCodes.Ldc_I4_S, (sbyte)value);
        else
            output.Emit(code, value);
    }

    private void WriteVariable(CilInstruction instruction, OpCode code)
    {
        var index = instruction.Index;
        var forms = instruction.Op switch
        {
            CilOp.Ldloc => LoadLocals,
            CilOp.Stloc => StoreLocals,
            CilOp.Ldarg => LoadArguments,
            _ => [],
        };
        if (index < forms.Length)
            output.Emit(forms[index]);
        else if (index <= byte.MaxValue)
            output.Emit(ShortVariable(instruction.Op), (byte)index);
        else
            output.Emit(code, (short)(ushort)index);
    }

    // Distances are measured with long branches, so a branch that is near by this measure is near.
    private bool IsNear(int label, int at) =>
        _offsets[body.Labels[label]] - _offsets[at + 1] is >= sbyte.MinValue and <= sbyte.MaxValue;

    private static OpCode Near(CilOp op) => op switch
    {
        CilOp.Br => OpCodes.Br_S,
        CilOp.Brtrue => OpCodes.Brtrue_S,
        CilOp.Brfalse => OpCodes.Brfalse_S,
        CilOp.Beq => OpCodes.Beq_S,
        CilOp.BneUn => OpCodes.Bne_Un_S,
        CilOp.Blt => OpCodes.Blt_S,
        CilOp.BltUn => OpCodes.Blt_Un_S,
        CilOp.Bgt => OpCodes.Bgt_S,
        CilOp.BgtUn => OpCodes.Bgt_Un_S,
        CilOp.Ble => OpCodes.Ble_S,
        CilOp.BleUn => OpCodes.Ble_Un_S,
        CilOp.Bge => OpCodes.Bge_S,
        CilOp.BgeUn => OpCodes.Bge_Un_S,
        _ => OpCodes.Leave_S,
    };

    private static OpCode ShortVariable(CilOp op) => op switch
    {
        CilOp.Ldloc => OpCodes.Ldloc_S,
        CilOp.Stloc => OpCodes.Stloc_S,
        CilOp.Ldloca => OpCodes.Ldloca_S,
        CilOp.Ldarg => OpCodes.Ldarg_S,
        CilOp.Ldarga => OpCodes.Ldarga_S,
        _ => OpCodes.Starg_S,
    };

    private static readonly OpCode[] SmallConstants =
    [
        OpCodes.Ldc_I4_M1, OpCodes.Ldc_I4_0, OpCodes.Ldc_I4_1, OpCodes.Ldc_I4_2, OpCodes.Ldc_I4_3, OpCodes.Ldc_I4_4,
        OpCodes.Ldc_I4_5, OpCodes.Ldc_I4_6, OpCodes.Ldc_I4_7, OpCodes.Ldc_I4_8,
    ];

    private static readonly OpCode[] LoadLocals = [OpCodes.Ldloc_0, OpCodes.Ldloc_1, OpCodes.Ldloc_2, OpCodes.Ldloc_3];
    private static readonly OpCode[] StoreLocals = [OpCodes.Stloc_0, OpCodes.Stloc_1, OpCodes.Stloc_2, OpCodes.Stloc_3];
    private static readonly OpCode[] LoadArguments = [OpCodes.Ldarg_0, OpCodes.Ldarg_1, OpCodes.Ldarg_2, OpCodes.Ldarg_3];
}
