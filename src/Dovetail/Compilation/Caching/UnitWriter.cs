using System.Diagnostics.CodeAnalysis;
using Dovetail.Compilation.Cil;

namespace Dovetail.Compilation.Caching;

/// <summary>Writes the CIL of a unit as bytes, compactly: numbers of seven bits a byte, entries of the catalogue by their numbers.</summary>
[RequiresDynamicCode("Compiles WebAssembly at run time.")]
internal sealed class UnitWriter : IDisposable
{
    private readonly MemoryStream _output = new();
    private bool _isComplete = true;

    /// <summary>The bytes; null where the code names an entry without a number.</summary>
    public static byte[]? Write(UnitCode code)
    {
        using var writer = new UnitWriter();
        writer.Number(code.Bodies.Length);
        foreach (var body in code.Bodies)
            writer.Body(body);
        writer.Numbers(code.Callees.AsSpan());
        writer.Number(code.Unoptimized);
        writer.Number(code.UnoptimizedBytes);
        return writer._isComplete ? writer._output.ToArray() : null;
    }

    public void Dispose() => _output.Dispose();

    private void Body(CilBody body)
    {
        Text(body.Name);
        Signature(body.Signature);
        Number(body.Locals.Length);
        foreach (var type in body.Locals)
            Type(type);
        Numbers(body.Labels.AsSpan());
        Number(body.Switches.Length);
        foreach (var labels in body.Switches)
            Numbers(labels.AsSpan());
        Number(body.CallSites.Length);
        foreach (var site in body.CallSites)
            Signature(site);
        Number(body.Siblings.Count);
        foreach (var (index, sibling) in body.Siblings)
        {
            Number(index);
            Signature(sibling);
        }
        Number(body.MaxStack);
        Number(body.Instructions.Length);
        foreach (var instruction in body.Instructions)
            Instruction(instruction);
    }

    private void Instruction(CilInstruction instruction)
    {
        _output.WriteByte((byte)instruction.Op);
        switch (instruction.Op.Row().Operand)
        {
            case CilOperand.None:
                break;
            case CilOperand.Method:
                Entry(CatalogueNames.TryGetNumber(Catalogue.MethodAt(instruction.Index), out var method), method);
                break;
            case CilOperand.Field:
                Entry(CatalogueNames.TryGetNumber(Catalogue.FieldAt(instruction.Index), out var field), field);
                break;
            case CilOperand.Type:
                Type(Catalogue.TypeAt(instruction.Index));
                break;
            default:
                Number(instruction.Operand);
                break;
        }
    }

    private void Signature(CilSignature signature)
    {
        Number(signature.Parameters.Length);
        foreach (var type in signature.Parameters)
            Type(type);
        Type(signature.Result);
    }

    private void Type(CilType type) => Entry(CatalogueNames.TryGetNumber(type, out var number), number);

    private void Entry(bool hasNumber, uint number)
    {
        _isComplete &= hasNumber;
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32LittleEndian(bytes, number);
        _output.Write(bytes);
    }

    private void Text(string text)
    {
        Number(text.Length);
        foreach (var character in text)
            Number(character);
    }

    private void Numbers(ReadOnlySpan<int> numbers)
    {
        Number(numbers.Length);
        foreach (var number in numbers)
            Number(number);
    }

    // Zigzag, so that small negative numbers are short too.
    private void Number(long number)
    {
        var left = (ulong)((number << 1) ^ (number >> 63));
        for (; left >= 0x80; left >>= 7)
            _output.WriteByte((byte)(left | 0x80));
        _output.WriteByte((byte)left);
    }
}
