using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Reflection.Emit;
using Dovetail.Bindings;
using Dovetail.CanonicalAbi;

namespace Dovetail.Compilation.Adapters;

/// <summary>
/// Emits what takes C# records apart and puts them together: straight-line methods over the codecs of their fields.
/// </summary>
/// <remarks>
/// These name types of the program, so they are dynamic methods that live with their codec, and don't pass through the
/// catalogue, whose entries live for ever. They hold no pointers: linear memory is behind the codecs' own methods.
/// Accessibility is not checked, so that a program's internal records work.
/// </remarks>
[RequiresDynamicCode("Emits accessors of C# types at run time.")]
internal static class RecordEmitter
{
    private const BindingFlags Members = BindingFlags.Public | BindingFlags.Instance;

    private static readonly Type ContextReference = typeof(LiftLowerContext).MakeByRefType();

    /// <summary>
    /// A delegate <c>(object[] codecs, in context, place) -> record</c> that loads each field and calls the
    /// constructor.
    /// </summary>
    /// <param name="shape">How the record is made and read.</param>
    /// <param name="offsets">Where the fields are in memory; null to lift flat values instead.</param>
    public static Delegate Lift(Type delegateType, RecordShape shape, uint[]? offsets)
    {
        var place = offsets is null ? typeof(FlatReader).MakeByRefType() : typeof(uint);
        var method =
            new DynamicMethod("lift", shape.Type, [typeof(object[]), ContextReference, place],
            typeof(RecordEmitter).Module, true);
        var code = method.GetILGenerator();
        var values = new LocalBuilder[shape.Fields.Length];
        for (var i = 0; i < values.Length; i++)
        {
            var field = shape.Fields[i];
            values[i] = code.DeclareLocal(field.Type);
            LoadCodec(code, i, field.Type);
            code.Emit(OpCodes.Ldarg_1);
            code.Emit(OpCodes.Ldarg_2);
            AddOffset(code, offsets?[i] ?? 0);
            code.Emit(OpCodes.Callvirt, CodecMethod(field.Type, offsets is null ? "LiftFlat" : "Load"));
            code.Emit(OpCodes.Stloc, values[i]);
        }
        Construct(code, shape, values);
        code.Emit(OpCodes.Ret);
        return method.CreateDelegate(delegateType);
    }

    /// <summary>
    /// A delegate <c>(object[] codecs, in context, place, record)</c> that reads each field and stores it.
    /// </summary>
    public static Delegate Lower(Type delegateType, RecordShape shape, uint[]? offsets)
    {
        var place = offsets is null ? typeof(FlatWriter).MakeByRefType() : typeof(uint);
        var method = new DynamicMethod(
            "lower", typeof(void), [typeof(object[]), ContextReference, place, shape.Type],
                typeof(RecordEmitter).Module, true);
        var code = method.GetILGenerator();
        for (var i = 0; i < shape.Fields.Length; i++)
        {
            var field = shape.Fields[i];
            LoadCodec(code, i, field.Type);
            code.Emit(OpCodes.Ldarg_1);
            code.Emit(OpCodes.Ldarg_2);
            AddOffset(code, offsets?[i] ?? 0);
            code.Emit(shape.Type.IsValueType ? OpCodes.Ldarga_S : OpCodes.Ldarg_S, (byte)3);
            Read(code, field, shape.Type);
            code.Emit(OpCodes.Callvirt, CodecMethod(field.Type, offsets is null ? "LowerFlat" : "Store"));
        }
        code.Emit(OpCodes.Ret);
        return method.CreateDelegate(delegateType);
    }

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

    private static void LoadCodec(ILGenerator code, int index, Type type)
    {
        code.Emit(OpCodes.Ldarg_0);
        code.Emit(OpCodes.Ldc_I4, index);
        code.Emit(OpCodes.Ldelem_Ref);
        code.Emit(OpCodes.Castclass, typeof(Codec<>).MakeGenericType(type));
    }

    private static void AddOffset(ILGenerator code, uint offset)
    {
        if (offset != 0)
        {
            code.Emit(OpCodes.Ldc_I4, (int)offset);
            code.Emit(OpCodes.Add);
        }
    }

    private static void Construct(ILGenerator code, RecordShape shape, LocalBuilder[] values)
    {
        if (shape.Constructor is { } constructor && constructor.GetParameters().Length > 0)
        {
            foreach (var index in shape.ConstructorOrder)
            {
                code.Emit(OpCodes.Ldloc, values[index]);
            }
            code.Emit(OpCodes.Newobj, constructor);
            return;
        }
        var record = code.DeclareLocal(shape.Type);
        if (shape.Constructor is { } empty)
        {
            code.Emit(OpCodes.Newobj, empty);
            code.Emit(OpCodes.Stloc, record);
        }
        else
        {
            code.Emit(OpCodes.Ldloca, record);
            code.Emit(OpCodes.Initobj, shape.Type);
        }
        for (var i = 0; i < values.Length; i++)
        {
            code.Emit(shape.Type.IsValueType ? OpCodes.Ldloca : OpCodes.Ldloc, record);
            code.Emit(OpCodes.Ldloc, values[i]);
            Write(code, shape.Fields[i], shape.Type);
        }
        code.Emit(OpCodes.Ldloc, record);
    }

    private static void Read(ILGenerator code, RecordMember field, Type owner)
    {
        if (field.Member is FieldInfo info)
        {
            code.Emit(OpCodes.Ldfld, info);
        }
        else
        {
            code.Emit(owner.IsValueType ? OpCodes.Call : OpCodes.Callvirt, ((PropertyInfo)field.Member).GetMethod!);
        }
    }

    private static void Write(ILGenerator code, RecordMember field, Type owner)
    {
        if (field.Member is FieldInfo info)
        {
            code.Emit(OpCodes.Stfld, info);
        }
        else
        {
            code.Emit(owner.IsValueType ? OpCodes.Call : OpCodes.Callvirt, ((PropertyInfo)field.Member).SetMethod!);
        }
    }

    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "The codecs' own methods are kept.")]
    private static MethodInfo CodecMethod(Type type, string name) =>
        typeof(Codec<>).MakeGenericType(type).GetMethod(name, Members)!;
}

/// <summary>A field of a record in C#: a property or a field.</summary>
internal readonly record struct RecordMember(MemberInfo Member, Type Type);

/// <summary>How a C# type stands for a WIT record.</summary>
/// <param name="Type">The type.</param>
/// <param name="Fields">Its members, in the order of the WIT record's fields.</param>
/// <param name="Constructor">A constructor over all of them, or without parameters; null for a structure without
/// any.</param>
/// <param name="ConstructorOrder">Which field each parameter of the constructor is.</param>
internal sealed record RecordShape(Type Type, RecordMember[] Fields, ConstructorInfo? Constructor,
    int[] ConstructorOrder);
