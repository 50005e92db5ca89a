using System.Collections.Immutable;
using System.Text;
using Dovetail.Wasm;
using Dovetail.Wasm.Instructions;
using Dovetail.Wasm.Modules;
using Dovetail.Wasm.Modules.Decoding;
using Dovetail.Wasm.Modules.Encoding;
using Dovetail.Wasm.Modules.Text;
using Dovetail.Wasm.Text;

namespace Dovetail.Tests.Wasm.Modules.Printing;

/// <summary>Checks that a module is the same after text and binary.</summary>
internal static class ModuleRoundTrip
{
    private static readonly Expression s_empty = new(new byte[] { 0x0B }, 0);

    public static string Print(ModuleDefinition module, PrintOptions? options = null)
    {
        using var writer = new StringWriter();
        WasmOutput.Print(module, writer, options);
        return writer.ToString();
    }

    public static ModuleDefinition Parse(string text) => ModuleParser.Parse(TokenSequence.Read(Encoding.UTF8.GetBytes(text)));

    /// <summary>What differs between a module and what its text, and the binary of that, are read as; null where nothing does.</summary>
    public static string? Check(ModuleDefinition module)
    {
        var text = Print(module);
        var parsed = Parse(text);
        var again = Print(parsed);
        if (again != text)
        {
            return $"printed again it reads otherwise: {FirstDifference(text, again)}";
        }
        var decoded = ModuleDecoder.Decode(ModuleEncoder.Encode(parsed));
        return Difference(module, parsed) is { } lost ? $"text: {lost}"
            : Difference(parsed, decoded) is { } changed ? $"binary: {changed}"
            : Print(decoded) is var last && last != text ? $"printed from binary it reads otherwise: {FirstDifference(text, last)}"
            : null;
    }

    public static string FirstDifference(string expected, string actual)
    {
        var lines = expected.Split('\n').Zip(actual.Split('\n')).FirstOrDefault(pair => pair.First != pair.Second);
        return $"`{lines.First}` became `{lines.Second}`";
    }

    public static string? Difference(ModuleDefinition expected, ModuleDefinition actual)
    {
        if (!ModuleEncoder.Encode(WithoutCode(expected)).AsSpan().SequenceEqual(ModuleEncoder.Encode(WithoutCode(actual))))
        {
            return "definitions differ";
        }
        var code = ExpressionsOf(expected).Zip(ExpressionsOf(actual)).Where(pair => !AreSame(pair.First, pair.Second)).ToArray();
        return code.Length > 0 ? $"code differs: {Hex(code[0].First)} became {Hex(code[0].Second)}"
            : !NameSection.Read(expected).Encode().AsSpan().SequenceEqual(NameSection.Read(actual).Encode()) ? "names differ"
            : !CustomsOf(expected).SequenceEqual(CustomsOf(actual)) ? $"custom sections differ: {string.Join(", ", CustomsOf(expected))}; {string.Join(", ", CustomsOf(actual))}"
            : null;
    }

    private static string Hex(Expression expression) => Convert.ToHexString(expression.Bytes.Span);

    // Names and hints may move, and hints count bytes of code that may have been longer than they need be.
    private static IEnumerable<(string, string)> CustomsOf(ModuleDefinition module) => module.CustomSections
        .Where(section => section.Name is not ("name" or "metadata.code.branch_hint"))
        .Select(section => (section.Name, Convert.ToHexString(section.Bytes.Span)));

    private static ModuleDefinition WithoutCode(ModuleDefinition module) => module with
    {
        CustomSections = [],
        DataCount = null,
        Functions = [.. module.Functions.Select(function => function with { Body = s_empty })],
        Globals = [.. module.Globals.Select(global => global with { Initial = s_empty })],
        Tables = [.. module.Tables.Select(table => table with { Initial = table.Initial is null ? null : s_empty })],
        Elements = [.. module.Elements.Select(segment => segment with
        {
            Offset = segment.Offset is null ? null : s_empty,
            Items = [.. segment.Items.Select(_ => s_empty)],
        })],
        Data = [.. module.Data.Select(segment => segment with { Offset = segment.Offset is null ? null : s_empty })],
    };

    private static ImmutableArray<Expression> ExpressionsOf(ModuleDefinition module) =>
    [
        .. module.Functions.Select(function => function.Body),
        .. module.Globals.Select(global => global.Initial),
        .. module.Tables.Select(table => table.Initial ?? s_empty),
        .. module.Elements.SelectMany(segment => segment.Items.Prepend(segment.Offset ?? s_empty)),
        .. module.Data.Select(segment => segment.Offset ?? s_empty),
    ];

    /// <summary>Whether two expressions have the same instructions, however long their numbers are written.</summary>
    private static bool AreSame(Expression expected, Expression actual)
    {
        if (expected.Bytes.Span.SequenceEqual(actual.Bytes.Span))
        {
            return true;
        }
        var a = new InstructionReader(expected);
        var b = new InstructionReader(actual);
        while (a.Read())
        {
            if (!b.Read() || !AreSame(a, b))
            {
                return false;
            }
        }
        return !b.Read();
    }

    // Immediates that a row does not name keep the values of instructions before, which were compared as well.
    private static bool AreSame(in InstructionReader a, in InstructionReader b) => a.Opcode == b.Opcode
        && a.Index == b.Index && a.SecondIndex == b.SecondIndex && a.BlockType == b.BlockType && a.MemArg == b.MemArg && a.Lane == b.Lane
        && a.Bits == b.Bits && a.Vector.SequenceEqual(b.Vector) && a.HeapType == b.HeapType && a.TargetHeapType == b.TargetHeapType
        && a.SourceNullable == b.SourceNullable && a.TargetNullable == b.TargetNullable
        && a.SelectTypes.SequenceEqual(b.SelectTypes) && a.Catches.SequenceEqual(b.Catches)
        && (a.Row.Immediates != Immediates.LabelTable || LabelsOf(a).SequenceEqual(LabelsOf(b)));

    private static List<int> LabelsOf(in InstructionReader reader)
    {
        var labels = new List<int>();
        foreach (var label in reader.Labels)
        {
            labels.Add(label);
        }
        return labels;
    }
}
