using System.Collections.Immutable;
using Dovetail.Wasm.Binary;

namespace Dovetail.Wasm.Modules.Validation;

/// <summary>
/// Makes equal types one (core specification 3.0, 3.1.2 "Rolling and Unrolling"): two types are equal when they stand at the same
/// place of groups that are equal, and groups are equal when they are written alike, with references out of the group replaced by
/// what those types are.
/// </summary>
/// <remarks>
/// A group becomes a key, its bytes in the binary format, in which a type of the group itself is written by its place there and every
/// other by its canonical index; equal keys mean equal groups, in linear time however types build on each other. An instance can
/// serve many modules, whose types then share their canonical indices. Not safe from many threads.
/// </remarks>
internal sealed class CanonicalTypes
{
    // Bytes of their own: behind those of the binary format a negative index could be read as an abstract heap type.
    private const byte ConcreteRef = 1;
    private const byte ConcreteRefNull = 2;

    private readonly Dictionary<string, int> _groups = new(StringComparer.Ordinal);
    private readonly ByteWriter _writer = new();
    private int _count;

    /// <summary>
    /// The canonical index of each type of a module. References must lie within <paramref name="types"/>, and supertypes and outer
    /// references before their group, as validation has checked.
    /// </summary>
    public ImmutableArray<int> Add(ImmutableArray<SubType> types, ImmutableArray<RecursiveGroup> groups)
    {
        var canonical = new int[types.Length];
        foreach (var group in groups)
        {
            var key = KeyOf(types, group, canonical);
            if (!_groups.TryGetValue(key, out var first))
            {
                _groups.Add(key, first = _count);
                _count += group.Count;
            }
            for (var i = 0; i < group.Count; i++)
            {
                canonical[group.First + i] = first + i;
            }
        }
        return ImmutableArray.Create(canonical);
    }

    private string KeyOf(ImmutableArray<SubType> types, RecursiveGroup group, int[] canonical)
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
        foreach (var type in types)
        {
            WriteType(type, group, canonical);
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
