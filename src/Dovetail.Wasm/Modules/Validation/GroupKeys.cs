using System.Collections.Immutable;
using Dovetail.Wasm.Binary;

namespace Dovetail.Wasm.Modules.Validation;

/// <summary>
/// Writes recursive groups as keys (core specification 3.0, 3.1.2 "Rolling and Unrolling"): a group's bytes in the binary format, in which a type of
/// the group itself is written by its place there and every other by its canonical index. Equal keys mean equal groups, in linear
/// time however types build on each other.
/// </summary>
internal sealed class GroupKeys
{
    // Bytes of their own: behind those of the binary format a negative index could be read as an abstract heap type.
    private const byte ConcreteRef = 1;
    private const byte ConcreteRefNull = 2;

    private readonly ByteWriter _writer = new();

    /// <summary>The key of a group of <paramref name="types"/>, where <paramref name="canonical"/> has the indices of all types before it.</summary>
    public string KeyOf(ImmutableArray<SubType> types, RecursiveGroup group, int[] canonical)
    {
        _writer.Clear();
        for (var i = group.First; i < group.First + group.Count; i++)
        {
            Write(types[i], group, canonical);
        }
        return System.Text.Encoding.Latin1.GetString(_writer.Written);
    }

    private void Write(SubType type, RecursiveGroup group, int[] canonical)
    {
        _writer.WriteByte(type.IsFinal ? TypeCodes.SubFinal : TypeCodes.Sub);
        _writer.WriteByte(type.Supertype is null ? (byte)0 : (byte)1);
        if (type.Supertype is { } supertype)
        {
            WriteIndex(supertype, group, canonical);
        }
        switch (type.Composite)
        {
            case FunctionType function:
                _writer.WriteByte(TypeCodes.Function);
                WriteTypes(function.Parameters, group, canonical);
                WriteTypes(function.Results, group, canonical);
                break;
            case StructType structure:
                _writer.WriteByte(TypeCodes.Struct);
                _writer.WriteIndex(structure.Fields.Length);
                foreach (var field in structure.Fields)
                {
                    WriteField(field, group, canonical);
                }
                break;
            case ArrayType array:
                _writer.WriteByte(TypeCodes.Array);
                WriteField(array.Element, group, canonical);
                break;
        }
    }

    private void WriteTypes(ImmutableArray<ValType> types, RecursiveGroup group, int[] canonical)
    {
        _writer.WriteIndex(types.Length);
        for (var i = 0; i < types.Length; i++)
        {
            WriteType(types[i], group, canonical);
        }
    }

    private void WriteField(FieldType field, RecursiveGroup group, int[] canonical)
    {
        _writer.WriteByte((byte)field.Packed);
        _writer.WriteByte(field.Mutable ? (byte)1 : (byte)0);
        WriteType(field.Type, group, canonical);
    }

    private void WriteType(ValType type, RecursiveGroup group, int[] canonical)
    {
        if (!type.IsReference || type.Heap.Kind != HeapKind.Concrete)
        {
            _writer.WriteValType(type);
            return;
        }
        _writer.WriteByte(type.Nullable ? ConcreteRefNull : ConcreteRef);
        WriteIndex(type.Heap.TypeIndex, group, canonical);
    }

    /// <summary>An index within the group as a negative number, from -1 downwards; any other as its canonical index.</summary>
    private void WriteIndex(int index, RecursiveGroup group, int[] canonical) =>
        _writer.WriteSigned(index >= group.First ? group.First - index - 1L : canonical[index]);
}
