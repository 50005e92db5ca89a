using System.Buffers.Binary;
using System.Collections.Immutable;

namespace Dovetail.Tooling.AssemblyScript;

/// <summary>A class of a program, as the table at <c>__rtti_base</c> describes it: by flags, without a name.</summary>
/// <param name="Id">The id that objects of the class have in their header.</param>
/// <param name="Flags">What it is.</param>
internal readonly record struct RuntimeClass(uint Id, RuntimeFlags Flags)
{
    /// <summary>The id of <c>ArrayBuffer</c>, of blocks of bytes without references.</summary>
    public const uint Buffer = 1;

    /// <summary>The id of <c>String</c>.</summary>
    public const uint String = 2;

    private const int MostClasses = 1 << 16;
    private const int ValueAlignShift = 6;

    public bool IsPlain => Id > String && (Flags & ~RuntimeFlags.PointerFree) == 0;

    /// <summary>The classes in the table that a program exports, by their ids; none where it exports no table.</summary>
    public static ImmutableArray<RuntimeClass> Read(ScriptModule program)
    {
        if (program.Constant("__rtti_base") is not { } table
            || BinaryPrimitives.ReadUInt32LittleEndian(program.ReadMemory(table, sizeof(uint))) is not (> 0 and <= MostClasses and var count))
        {
            return [];
        }
        var flags = program.ReadMemory(table + sizeof(uint), sizeof(uint) * (int)count);
        var classes = ImmutableArray.CreateBuilder<RuntimeClass>();
        for (var id = 0u; id < count; id++)
        {
            var bits = BinaryPrimitives.ReadUInt32LittleEndian(flags.AsSpan(sizeof(uint) * (int)id));
            classes.Add(new RuntimeClass(id, (RuntimeFlags)bits));
        }
        return classes.ToImmutable();
    }

    /// <summary>Whether this is a list of scalars of that type.</summary>
    public bool IsListOf(ScriptScalar element) => IsList
        && (Flags & RuntimeFlags.ValueManaged) == 0
        && ((uint)Flags >> ValueAlignShift & 0x1F) == 1u << element.SizeLog2()
        && (Flags & RuntimeFlags.ValueSigned) != 0 == element.IsSigned()
        && (Flags & RuntimeFlags.ValueFloat) != 0 == element.IsFloat();

    /// <summary>Whether this is a list of references.</summary>
    public bool IsListOfReferences(bool isNullable) => IsList
        && (Flags & RuntimeFlags.ValueManaged) != 0 && (Flags & RuntimeFlags.ValueNullable) != 0 == isNullable;

    private bool IsList => (Flags & (RuntimeFlags.View | RuntimeFlags.Array | RuntimeFlags.StaticArray)) != 0;

    /// <summary>What kind of list this is.</summary>
    public ListKind Kind => (Flags & RuntimeFlags.Array) != 0 ? ListKind.Array
        : (Flags & RuntimeFlags.StaticArray) != 0 ? ListKind.StaticArray
        : ListKind.View;

    /// <summary>The class as errors have it: <c>id 6 (an Array)</c>.</summary>
    public override string ToString() => Id == Buffer ? "id 1 (ArrayBuffer)"
        : !IsList ? $"id {Id}"
        : $"id {Id} ({Kind switch { ListKind.Array => "an Array", ListKind.StaticArray => "a StaticArray", _ => "a typed array" }})";
}

/// <summary>The flags of classes in the table at <c>__rtti_base</c>.</summary>
[Flags]
internal enum RuntimeFlags : uint
{
    View = 1 << 0,
    Array = 1 << 1,
    StaticArray = 1 << 2,
    PointerFree = 1 << 5,
    ValueSigned = 1 << 11,
    ValueFloat = 1 << 12,
    ValueNullable = 1 << 13,
    ValueManaged = 1 << 14,
}

/// <summary>How a list lies in memory.</summary>
internal enum ListKind : byte
{
    /// <summary><c>Array</c>: 16 bytes, of which the second word points to the elements and the last counts them.</summary>
    Array,
    /// <summary><c>StaticArray</c>: the elements themselves.</summary>
    StaticArray,
    /// <summary>A typed array: 12 bytes, of which the second word points to the elements and the last counts their bytes.</summary>
    View,
    /// <summary><c>ArrayBuffer</c>: the bytes themselves.</summary>
    Buffer,
    /// <summary>Whichever of them the object's header says. Only for what the guest gives.</summary>
    Any,
}
