using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Reflection.Emit;
using Dovetail.Bindings;
using Dovetail.CanonicalAbi;
using Dovetail.Runtime;

namespace Dovetail.Compilation.Edges;

/// <summary>Emits the methods of a <see cref="RecordCodec{T}"/>: a record in memory or flat, and a list of them as one loop.</summary>
/// <remarks>Each is a delegate whose first argument, which it is closed over, are the codecs that it calls.</remarks>
[RequiresDynamicCode("Emits code over C# types at run time.")]
internal static class RecordEmitter
{
    private static readonly Type ContextReference = typeof(LiftLowerContext).MakeByRefType();

    /// <summary><c>T (in cx, ulong address)</c>.</summary>
    public static LoadRecord<T> Load<T>(Codec<T> codec) => Emit<LoadRecord<T>>(typeof(T), [typeof(ulong)], code =>
    {
        var block = Block(code, code => code.Il.Emit(OpCodes.Ldarg_2), code => code.Il.Emit(OpCodes.Ldc_I4, (int)codec.Size), codec);
        MemoryCode.Load(code, codec, block, 0, isOwn: true);
    });

    /// <summary><c>void (in cx, ulong address, T value)</c>.</summary>
    public static StoreRecord<T> Store<T>(Codec<T> codec) => Emit<StoreRecord<T>>(typeof(void), [typeof(ulong), typeof(T)], code =>
    {
        var block = Block(code, code => code.Il.Emit(OpCodes.Ldarg_2), code => code.Il.Emit(OpCodes.Ldc_I4, (int)codec.Size), codec);
        MemoryCode.Store(code, codec, block, 0, () => code.Il.Emit(OpCodes.Ldarg_3), isOwn: true);
    });

    /// <summary><c>T (in cx, ref FlatReader flat)</c>.</summary>
    public static LiftFlatRecord<T> LiftFlat<T>(Codec<T> codec) =>
        Emit<LiftFlatRecord<T>>(typeof(T), [typeof(FlatReader).MakeByRefType()], code =>
        {
            var parts = codec.Parts!;
            var values = new LocalBuilder[parts.Fields.Length];
            for (var i = 0; i < values.Length; i++)
            {
                code.LoadCodec(parts.Fields[i]);
                code.LoadContext();
                code.Il.Emit(OpCodes.Ldarg_2);
                code.CallCodec(parts.Fields[i], typeof(Codec<>), nameof(Codec<int>.LiftFlat));
                values[i] = code.Store(parts.Fields[i].Type);
            }
            RecordCode.Construct(code.Il, parts.Shape, values);
        });

    /// <summary><c>void (in cx, ref FlatWriter flat, T value)</c>.</summary>
    public static LowerFlatRecord<T> LowerFlat<T>(Codec<T> codec) =>
        Emit<LowerFlatRecord<T>>(typeof(void), [typeof(FlatWriter).MakeByRefType(), typeof(T)], code =>
        {
            var parts = codec.Parts!;
            code.Il.Emit(OpCodes.Ldarg_3);
            var record = RecordCode.Take(code, parts.Shape);
            for (var i = 0; i < parts.Fields.Length; i++)
            {
                code.LoadCodec(parts.Fields[i]);
                code.LoadContext();
                code.Il.Emit(OpCodes.Ldarg_2);
                RecordCode.Read(code.Il, parts.Shape, record, parts.Shape.Fields[i]);
                code.CallCodec(parts.Fields[i], typeof(Codec<>), nameof(Codec<int>.LowerFlat));
            }
        });

    /// <summary><c>void (in cx, ulong address, Span&lt;T&gt; items)</c>: fills a span with the elements of a list whose place is checked.</summary>
    public static LoadRecords<T> LoadList<T>(Codec<T> codec) => Emit<LoadRecords<T>>(typeof(void), [typeof(ulong), typeof(Span<T>)], code =>
        Loop(code, codec, typeof(Span<T>), (block, item) =>
        {
            code.Il.Emit(OpCodes.Ldloc, item);
            MemoryCode.Load(code, codec, block, 0);
            code.Il.Emit(OpCodes.Stobj, typeof(T));
        }));

    /// <summary><c>void (in cx, ulong address, ReadOnlySpan&lt;T&gt; items)</c>: writes a list whose place is checked.</summary>
    public static StoreRecords<T> StoreList<T>(Codec<T> codec) => Emit<StoreRecords<T>>(typeof(void), [typeof(ulong), typeof(ReadOnlySpan<T>)], code =>
        Loop(code, codec, typeof(ReadOnlySpan<T>), (block, item) => MemoryCode.Store(code, codec, block, 0, () =>
        {
            code.Il.Emit(OpCodes.Ldloc, item);
            code.Il.Emit(OpCodes.Ldobj, typeof(T));
        })));

    /// <summary>A delegate that calls a constructor of one parameter, or of none.</summary>
    public static Delegate Constructor(Type delegateType, ConstructorInfo constructor, Type result)
    {
        var parameters = Array.ConvertAll(constructor.GetParameters(), parameter => parameter.ParameterType);
        var method = new DynamicMethod("make", result, parameters, typeof(RecordEmitter).Module, true);
        var code = method.GetILGenerator();
        if (parameters.Length == 1)
        {
            code.Emit(OpCodes.Ldarg_0);
        }
        code.Emit(OpCodes.Newobj, constructor);
        code.Emit(OpCodes.Ret);
        return method.CreateDelegate(delegateType);
    }

    private static TDelegate Emit<TDelegate>(Type result, Type[] parameters, Action<EdgeCode> write)
        where TDelegate : Delegate
    {
        var method = new DynamicMethod("record", result, [typeof(Codec[]), ContextReference, .. parameters], typeof(RecordEmitter).Module, true);
        var code = new EdgeCode(method, il => il.Emit(OpCodes.Ldarg_0), il => il.Emit(OpCodes.Ldarg_1));
        write(code);
        code.Il.Emit(OpCodes.Ret);
        return method.CreateDelegate<TDelegate>(code.Codecs);
    }

    // Checks the range and gives the block of its first codec.Size bytes; the address is an unsigned 64-bit number.
    private static GuestBlock Block(EdgeCode code, Action<EdgeCode> address, Action<EdgeCode> size, Codec codec)
    {
        address(code);
        var begin = code.Store(typeof(ulong));
        code.LoadContext();
        code.Il.Emit(OpCodes.Ldloc, begin);
        size(code);
        code.Call(EdgeMembers.Block);
        return new GuestBlock(begin, code.Store(typeof(byte).MakeByRefType()), codec.Size);
    }

    // A list: its whole range is checked once, and as many elements are visited as that range has room for. Each may take long, or be one of millions.
    private static void Loop(EdgeCode code, Codec codec, Type span, Action<GuestBlock, LocalBuilder> visit)
    {
        var il = code.Il;
        var element = codec.Type.MakeByRefType();
        il.Emit(OpCodes.Ldarga_S, (byte)3);
        code.Call(EdgeMembers.GetLength(span));
        var left = code.Store(typeof(int));
        var block = Block(code, code => code.Il.Emit(OpCodes.Ldarg_2), code =>
        {
            il.Emit(OpCodes.Ldloc, left);
            il.Emit(OpCodes.Ldc_I4, (int)codec.Size);
            il.Emit(OpCodes.Mul_Ovf_Un);
        }, codec);
        il.Emit(OpCodes.Ldarg_3);
        code.Call(EdgeMembers.GetReference(span, codec.Type));
        var item = code.Store(element);
        code.LoadContext();
        code.Call(EdgeMembers.StoreOf);
        var store = code.Store(typeof(Store));
        var (next, test) = (il.DefineLabel(), il.DefineLabel());
        il.Emit(OpCodes.Br, test);
        il.MarkLabel(next);
        Poll(code, store);
        visit(block, item);
        Step(il, block.Start, () => il.Emit(OpCodes.Ldc_I4, (int)codec.Size));
        Step(il, block.Address, () => il.Emit(OpCodes.Ldc_I8, (long)codec.Size));
        Step(il, item, () => il.Emit(OpCodes.Sizeof, codec.Type));
        Step(il, left, () => il.Emit(OpCodes.Ldc_I4_M1));
        il.MarkLabel(test);
        il.Emit(OpCodes.Ldloc, left);
        il.Emit(OpCodes.Brtrue, next);
    }

    private static void Poll(EdgeCode code, LocalBuilder store)
    {
        var go = code.Il.DefineLabel();
        code.Il.Emit(OpCodes.Ldloc, store);
        code.Il.Emit(OpCodes.Volatile);
        code.Il.Emit(OpCodes.Ldfld, EdgeMembers.InterruptFlag);
        code.Il.Emit(OpCodes.Brfalse, go);
        code.Il.Emit(OpCodes.Ldloc, store);
        code.Call(Traps.Interrupted);
        code.Il.MarkLabel(go);
    }

    private static void Step(ILGenerator il, LocalBuilder local, Action amount)
    {
        il.Emit(OpCodes.Ldloc, local);
        amount();
        il.Emit(OpCodes.Add);
        il.Emit(OpCodes.Stloc, local);
    }
}
