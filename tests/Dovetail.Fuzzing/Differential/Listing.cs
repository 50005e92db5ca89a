using System.Globalization;
using System.Text;
using Dovetail.Wasm.Instructions;
using Dovetail.Wasm.Modules;

namespace Dovetail.Fuzzing.Differential;

/// <summary>Shows a module's types and code as text for people: an instruction a line, its immediates behind it.</summary>
internal static class Listing
{
    /// <summary>The listing of all types, globals and functions.</summary>
    public static string Of(ModuleDefinition module)
    {
        var text = new StringBuilder();
        for (var i = 0; i < module.Types.Length; i++) text.AppendLine(CultureInfo.InvariantCulture, $"type {i}: {TypeOf(module.Types[i])}");
        foreach (var import in module.Imports) text.AppendLine(CultureInfo.InvariantCulture, $"import {import.Name}: {import.Type}");
        foreach (var memory in module.Memories) text.AppendLine(memory.ToString());
        foreach (var table in module.Tables) text.AppendLine(table.Type.ToString());
        foreach (var global in module.Globals)
            text.AppendLine(CultureInfo.InvariantCulture, $"global {global.Type}: {string.Join("; ", Instructions(global.Initial).Select(line => line.Text))}");
        var imported = module.Imports.Count(import => import.Type is FunctionImport);
        for (var i = 0; i < module.Functions.Length; i++) Append(text, imported + i, module.Functions[i]);
        foreach (var export in module.Exports) text.AppendLine(CultureInfo.InvariantCulture, $"export {export.Name}: {export.Kind} {export.Index}");
        return text.ToString();
    }

    private static string TypeOf(SubType type) =>
        $"{(type.IsFinal ? "" : "open ")}{(type.Supertype is { } parent ? $"sub {parent} " : "")}" + type.Composite switch
        {
            StructType structure => $"struct {string.Join(", ", structure.Fields)}",
            var other => other.ToString(),
        };

    private static void Append(StringBuilder text, int index, Wasm.Modules.Function function)
    {
        text.AppendLine(CultureInfo.InvariantCulture, $"function {index}: type {function.TypeIndex}, locals {string.Join(' ', function.Locals.Select(run => $"{run.Count}x{run.Type}"))}");
        foreach (var (depth, line) in Instructions(function.Body)) text.Append(' ', 2 + (2 * depth)).AppendLine(line);
    }

    private static List<(int Depth, string Text)> Instructions(Expression code)
    {
        var lines = new List<(int, string)>();
        var reader = new InstructionReader(code);
        var depth = 0;
        while (reader.Read())
        {
            if (reader.Opcode is Opcode.End or Opcode.Else) depth--;
            lines.Add((Math.Max(depth, 0), $"{reader.Row}{ImmediatesOf(reader)}"));
            if (reader.Opcode is Opcode.Block or Opcode.Loop or Opcode.If or Opcode.Else or Opcode.TryTable) depth++;
        }

        return lines;
    }

    private static string ImmediatesOf(in InstructionReader reader)
    {
        switch (reader.Row.Immediates)
        {
            case Immediates.None: return "";
            case Immediates.I32: return $" {reader.I32}";
            case Immediates.I64: return $" {reader.I64}";
            case Immediates.F32: return $" {BitConverter.UInt32BitsToSingle((uint)reader.Bits)} ({reader.Bits:x8})";
            case Immediates.F64: return $" {BitConverter.UInt64BitsToDouble(reader.Bits)} ({reader.Bits:x16})";
            case Immediates.V128 or Immediates.Shuffle: return " " + Convert.ToHexString(reader.Vector);
            case Immediates.Block: return TypeOf(reader.BlockType);
            case Immediates.TryTable: return TypeOf(reader.BlockType) + string.Concat(reader.Catches.Select(clause => $" ({clause.Kind} {clause.Tag} {clause.Label})"));
            case Immediates.MemoryAccess or Immediates.MemoryLane: return $" memory {reader.MemArg.Memory} +{reader.MemArg.Offset} lane {reader.Lane}";
            case Immediates.HeapType: return $" {reader.HeapType}";
            case Immediates.CastBranch: return $" {reader.Index} {reader.HeapType} {reader.TargetHeapType}";
            case Immediates.Lane: return $" {reader.Lane}";
            case Immediates.SelectTypes: return " " + string.Join(' ', reader.SelectTypes);
            case Immediates.LabelTable:
                var labels = "";
                foreach (var label in reader.Labels) labels += $" {label}";
                return labels;
            case Immediates.Label or Immediates.Function or Immediates.TypeIndex or Immediates.Local or Immediates.Global or Immediates.Table
                or Immediates.Element or Immediates.Memory or Immediates.Data or Immediates.Tag:
                return $" {reader.Index}";
            default: return $" {reader.Index} {reader.SecondIndex}";
        }
    }

    private static string TypeOf(BlockType type) => type.IsIndexed ? $" type {type.TypeIndex}" : type.IsEmpty ? "" : $" {type.Result}";
}
