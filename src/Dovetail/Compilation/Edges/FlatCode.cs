using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Reflection.Emit;
using Dovetail.Bindings;
using Dovetail.CanonicalAbi;
using Dovetail.Wit.Abi;

namespace Dovetail.Compilation.Edges;

/// <summary>Flat values that a method has: in its arguments or in a frame.</summary>
/// <param name="Push">Writes what loads the one at an index.</param>
/// <param name="PushFrame">Writes what loads the address of a <see cref="FlatFrame"/> that has them all.</param>
internal sealed record FlatSource(Action<int> Push, Action PushFrame)
{
    /// <summary>The index of the next one.</summary>
    public int Position { get; set; }
}

/// <summary>Flat values that a method makes: what loads each of them, once all are there.</summary>
/// <param name="types">Their types, which a call's signature decides.</param>
internal sealed class FlatSink(ImmutableArray<FlatType> types)
{
    public List<Action> Pushes { get; } = [];

    public FlatType Next => types[Pushes.Count];
}

/// <summary>Writes the code that makes flat values of C# values and back (CanonicalABI.md, <c>lower_flat</c>, <c>lift_flat</c>).</summary>
[RequiresDynamicCode("Emits code over C# types at run time.")]
internal static class FlatCode
{
    private delegate T Getter<T>(ref FlatFrame frame, int index);

    private delegate void Setter<T>(T value, ref FlatFrame frame, int index);

    /// <summary>Lowers a value: what has effects happens here, in order, the rest where the flat values are loaded.</summary>
    /// <param name="load">Writes what loads the value: an argument or a local.</param>
    public static void Lower(EdgeCode code, Codec codec, Action load, FlatSink sink)
    {
        if (codec.Scalar is { } kind)
        {
            sink.Pushes.Add(() =>
            {
                load();
                ScalarCode.Lower(code, kind);
            });
        }
        else if (codec.Range is { } pointer)
        {
            code.LoadCodec(codec);
            code.LoadContext();
            load();
            code.CallCodec(codec, typeof(RangeCodec<>), nameof(RangeCodec<int>.Lower));
            var range = code.Store(typeof(GuestRange));
            sink.Pushes.Add(() => PushField(code, range, nameof(GuestRange.Begin), pointer));
            sink.Pushes.Add(() => PushField(code, range, nameof(GuestRange.Length), pointer));
        }
        else if (codec.Parts is { Weight: <= MemoryCode.MaxInlined } parts)
        {
            load();
            var record = RecordCode.Take(code, parts.Shape);
            for (var i = 0; i < parts.Fields.Length; i++)
            {
                RecordCode.Read(code.Il, parts.Shape, record, parts.Shape.Fields[i]);
                var field = code.Store(parts.Fields[i].Type);
                Lower(code, parts.Fields[i], () => code.Il.Emit(OpCodes.Ldloc, field), sink);
            }
        }
        else
        {
            LowerByFrame(code, codec, load, sink);
        }
    }

    /// <summary>Lifts a value and leaves it on the stack.</summary>
    public static void Lift(EdgeCode code, Codec codec, FlatSource source)
    {
        if (codec.Scalar is { } kind)
        {
            source.Push(source.Position++);
            ScalarCode.Lift(code, kind);
        }
        else if (codec.Range is { } pointer)
        {
            code.LoadCodec(codec);
            code.LoadContext();
            for (var i = 0; i < 2; i++)
            {
                source.Push(source.Position++);
                FromPointer(code, pointer);
            }
            code.CallCodec(codec, typeof(RangeCodec<>), nameof(RangeCodec<int>.Lift));
        }
        else if (codec.Parts is { Weight: <= MemoryCode.MaxInlined } parts)
        {
            var values = new LocalBuilder[parts.Fields.Length];
            for (var i = 0; i < values.Length; i++)
            {
                Lift(code, parts.Fields[i], source);
                values[i] = code.Store(parts.Fields[i].Type);
            }
            RecordCode.Construct(code.Il, parts.Shape, values);
        }
        else
        {
            LiftByFrame(code, codec, source);
        }
    }

    /// <summary>An address or a length on the stack, as the guest has it, becomes an unsigned 64-bit number.</summary>
    public static void FromPointer(EdgeCode code, PointerType pointer)
    {
        if (pointer == PointerType.I32)
        {
            code.Il.Emit(OpCodes.Conv_U8);
        }
    }

    /// <summary>The opposite.</summary>
    public static void ToPointer(EdgeCode code, PointerType pointer)
    {
        if (pointer == PointerType.I32)
        {
            code.Il.Emit(OpCodes.Conv_I4);
        }
    }

    /// <summary>Loads a slot of the frame whose address is on the stack.</summary>
    public static void Get(EdgeCode code, int index, FlatType type)
    {
        code.Il.Emit(OpCodes.Ldc_I4, index);
        code.Call(type switch
        {
            FlatType.I32 => (Getter<int>)FlatFrame.GetI32,
            FlatType.I64 => (Getter<long>)FlatFrame.GetI64,
            FlatType.F32 => (Getter<float>)FlatFrame.GetF32,
            _ => (Getter<double>)FlatFrame.GetF64,
        });
    }

    /// <summary>Stores into a slot: the value is on the stack, and then the frame's address.</summary>
    public static void Set(EdgeCode code, int index, FlatType type)
    {
        code.Il.Emit(OpCodes.Ldc_I4, index);
        code.Call(type switch
        {
            FlatType.I32 => (Setter<int>)FlatFrame.SetI32,
            FlatType.I64 => (Setter<long>)FlatFrame.SetI64,
            FlatType.F32 => (Setter<float>)FlatFrame.SetF32,
            _ => (Setter<double>)FlatFrame.SetF64,
        });
    }

    /// <summary>The type that a flat value has on the stack.</summary>
    public static Type ClrType(FlatType type) => type switch
    {
        FlatType.I32 => typeof(int),
        FlatType.I64 => typeof(long),
        FlatType.F32 => typeof(float),
        _ => typeof(double),
    };

    // A frame of its own for each value, so that none is written over before it is loaded.
    private static void LowerByFrame(EdgeCode code, Codec codec, Action load, FlatSink sink)
    {
        var frame = code.Il.DeclareLocal(typeof(FlatFrame));
        code.Il.Emit(OpCodes.Ldloca, frame);
        code.Il.Emit(OpCodes.Newobj, typeof(FlatWriter).GetConstructor([typeof(FlatFrame).MakeByRefType()])!);
        var writer = code.Store(typeof(FlatWriter));
        code.LoadCodec(codec);
        code.LoadContext();
        code.Il.Emit(OpCodes.Ldloca, writer);
        load();
        code.CallCodec(codec, typeof(Codec<>), nameof(Codec<int>.LowerFlat));
        for (var i = 0; i < codec.FlatCount; i++)
        {
            var (index, type) = (i, sink.Next);
            sink.Pushes.Add(() =>
            {
                code.Il.Emit(OpCodes.Ldloca, frame);
                Get(code, index, type);
            });
        }
    }

    private static void LiftByFrame(EdgeCode code, Codec codec, FlatSource source)
    {
        source.PushFrame();
        code.Il.Emit(OpCodes.Newobj, typeof(FlatReader).GetConstructor([typeof(FlatFrame).MakeByRefType()])!);
        var reader = code.Store(typeof(FlatReader));
        code.Il.Emit(OpCodes.Ldloca, reader);
        code.Il.Emit(OpCodes.Ldc_I4, source.Position);
        code.Call(typeof(FlatReader).GetMethod(nameof(FlatReader.SkipTo))!);
        code.LoadCodec(codec);
        code.LoadContext();
        code.Il.Emit(OpCodes.Ldloca, reader);
        code.CallCodec(codec, typeof(Codec<>), nameof(Codec<int>.LiftFlat));
        source.Position += codec.FlatCount;
    }

    private static void PushField(EdgeCode code, LocalBuilder range, string field, PointerType pointer)
    {
        code.Il.Emit(OpCodes.Ldloc, range);
        code.Il.Emit(OpCodes.Ldfld, typeof(GuestRange).GetField(field)!);
        ToPointer(code, pointer);
    }
}
