using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Reflection.Emit;
using Dovetail.Bindings;
using Dovetail.Wit.Types;

namespace Dovetail.Compilation.Edges;

/// <summary>A range of linear memory that was checked: emitted code holds its address and a reference to its first byte.</summary>
/// <param name="Address">A local, an unsigned 64-bit number.</param>
/// <param name="Start">A local, a reference to a byte.</param>
/// <param name="Size">How many bytes from there on were checked.</param>
internal readonly record struct GuestBlock(LocalBuilder Address, LocalBuilder Start, uint Size);

/// <summary>Writes the code that loads and stores values at constant places in a block (CanonicalABI.md, <c>load</c>, <c>store</c>).</summary>
[RequiresDynamicCode("Emits code over C# types at run time.")]
internal static class MemoryCode
{
    /// <summary>Records with more parts than this are left to their codec.</summary>
    public const int MaxInlined = 32;

    /// <summary>Leaves the value at <paramref name="offset"/> on the stack.</summary>
    /// <param name="isOwn">Whether this is the codec's own method, which cannot leave it to the codec.</param>
    public static void Load(EdgeCode code, Codec codec, GuestBlock block, uint offset, bool isOwn = false)
    {
        if (codec.Scalar is { } kind)
        {
            Place(code, block, offset, kind);
            ScalarCode.Load(code, kind);
        }
        else if (codec.Parts is { } parts && (isOwn || parts.Weight <= MaxInlined))
        {
            var values = new LocalBuilder[parts.Fields.Length];
            for (var i = 0; i < values.Length; i++)
            {
                Load(code, parts.Fields[i], block, offset + parts.Offsets[i]);
                values[i] = code.Store(parts.Fields[i].Type);
            }
            RecordCode.Construct(code.Il, parts.Shape, values);
        }
        else
        {
            code.LoadCodec(codec);
            code.LoadContext();
            Address(code, block, offset);
            code.CallCodec(codec, typeof(Codec<>), nameof(Codec<int>.Load));
        }
    }

    /// <summary>Stores a value at <paramref name="offset"/>.</summary>
    /// <param name="load">Writes what loads the value.</param>
    /// <param name="isOwn">Whether this is the codec's own method, which cannot leave it to the codec.</param>
    public static void Store(EdgeCode code, Codec codec, GuestBlock block, uint offset, Action load, bool isOwn = false)
    {
        if (codec.Scalar is { } kind)
        {
            Place(code, block, offset, kind);
            load();
            ScalarCode.Store(code, kind);
        }
        else if (codec.Parts is { } parts && (isOwn || parts.Weight <= MaxInlined))
        {
            load();
            var record = RecordCode.Take(code, parts.Shape);
            for (var i = 0; i < parts.Fields.Length; i++)
            {
                var field = parts.Shape.Fields[i];
                Store(code, parts.Fields[i], block, offset + parts.Offsets[i], () => RecordCode.Read(code.Il, parts.Shape, record, field));
            }
        }
        else
        {
            code.LoadCodec(codec);
            code.LoadContext();
            Address(code, block, offset);
            load();
            code.CallCodec(codec, typeof(Codec<>), nameof(Codec<int>.Store));
        }
    }

    // The one place where emitted code gets the address of an access from: it lies within the block.
    private static void Place(EdgeCode code, GuestBlock block, uint offset, PrimitiveKind kind)
    {
        if (offset + (ulong)ScalarCode.Size(kind) > block.Size)
        {
            throw new UnreachableException("an access beyond the block that was checked");
        }
        code.Il.Emit(OpCodes.Ldloc, block.Start);
        if (offset != 0)
        {
            code.Il.Emit(OpCodes.Ldc_I4, (int)offset);
            code.Il.Emit(OpCodes.Add);
        }
    }

    private static void Address(EdgeCode code, GuestBlock block, uint offset)
    {
        code.Il.Emit(OpCodes.Ldloc, block.Address);
        if (offset != 0)
        {
            code.Il.Emit(OpCodes.Ldc_I8, (long)offset);
            code.Il.Emit(OpCodes.Add);
        }
    }
}
