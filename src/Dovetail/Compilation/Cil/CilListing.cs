using System.Globalization;
using System.Text;

namespace Dovetail.Compilation.Cil;

/// <summary>Writes a body as text, one instruction a line, for golden files and for looking at what was emitted.</summary>
internal static class CilListing
{
    /// <summary>The listing of <paramref name="body"/>.</summary>
    public static string Of(CilBody body)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{body.Name}: {body.Signature}\n");
        text.Append(CultureInfo.InvariantCulture, $"  .maxstack {body.MaxStack}\n");
        for (var i = 0; i < body.Locals.Length; i++)
            text.Append(CultureInfo.InvariantCulture, $"  .local {i} {body.Locals[i]}\n");
        var labels = LabelsByInstruction(body);
        for (var i = 0; i <= body.Instructions.Length; i++)
        {
            if (labels.TryGetValue(i, out var here))
                here.ForEach(label => text.Append(CultureInfo.InvariantCulture, $" L{label}:\n"));
            if (i < body.Instructions.Length)
                AppendInstruction(text, body, body.Instructions[i]);
        }
        return text.ToString();
    }

    private static Dictionary<int, List<int>> LabelsByInstruction(CilBody body)
    {
        var labels = new Dictionary<int, List<int>>();
        for (var label = 0; label < body.Labels.Length; label++)
        {
            if (!labels.TryGetValue(body.Labels[label], out var here))
                labels.Add(body.Labels[label], here = []);
            here.Add(label);
        }
        return labels;
    }

    private static void AppendInstruction(StringBuilder text, CilBody body, CilInstruction instruction)
    {
        ref readonly var row = ref instruction.Op.Row();
        text.Append("  ").Append(row.Mnemonic);
        if (row.Operand != CilOperand.None)
            text.Append(' ').Append(Operand(body, instruction, row.Operand));
        text.Append('\n');
    }

    private static string Operand(CilBody body, CilInstruction instruction, CilOperand operand) => operand switch
    {
        CilOperand.Float32 => instruction.Float32.ToString("R", CultureInfo.InvariantCulture),
        CilOperand.Float64 => instruction.Float64.ToString("R", CultureInfo.InvariantCulture),
        CilOperand.Label => $"L{instruction.Index}",
        CilOperand.Switch => "(" + string.Join(", ", body.Switches[instruction.Index].Select(label => $"L{label}")) + ")",
        CilOperand.Method => Catalogue.MethodAt(instruction.Index).ToString(),
        CilOperand.Field => Catalogue.FieldAt(instruction.Index).ToString(),
        CilOperand.Type => Catalogue.TypeAt(instruction.Index).ToString(),
        CilOperand.Function => $"function {instruction.Index}",
        CilOperand.CallSite => body.CallSites[instruction.Index].ToString(),
        _ => instruction.Operand.ToString(CultureInfo.InvariantCulture),
    };
}
