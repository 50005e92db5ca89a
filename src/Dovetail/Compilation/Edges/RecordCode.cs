using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Reflection.Emit;

namespace Dovetail.Compilation.Edges;

/// <summary>Writes the code that takes C# records apart and puts them together.</summary>
[RequiresDynamicCode("Emits code over C# types at run time.")]
internal static class RecordCode
{
    /// <summary>The record on the stack in a new local; one that is null throws.</summary>
    public static LocalBuilder Take(EdgeCode code, RecordShape shape)
    {
        var record = code.Store(shape.Type);
        if (!shape.Type.IsValueType)
        {
            var isThere = code.Il.DefineLabel();
            code.Il.Emit(OpCodes.Ldloc, record);
            code.Il.Emit(OpCodes.Brtrue, isThere);
            code.Call(typeof(RecordCode).GetMethod(nameof(ThrowNull), BindingFlags.Static | BindingFlags.NonPublic)!.MakeGenericMethod(shape.Type));
            code.Il.MarkLabel(isThere);
        }
        return record;
    }

    /// <summary>Loads a member of the record in a local.</summary>
    public static void Read(ILGenerator code, RecordShape shape, LocalBuilder record, RecordMember member)
    {
        code.Emit(shape.Type.IsValueType ? OpCodes.Ldloca : OpCodes.Ldloc, record);
        if (member.Member is FieldInfo field)
        {
            code.Emit(OpCodes.Ldfld, field);
        }
        else
        {
            code.Emit(shape.Type.IsValueType ? OpCodes.Call : OpCodes.Callvirt, ((PropertyInfo)member.Member).GetMethod!);
        }
    }

    /// <summary>Makes a record of its members, which are in locals, and leaves it on the stack.</summary>
    public static void Construct(ILGenerator code, RecordShape shape, LocalBuilder[] values)
    {
        if (shape.Constructor is { } constructor && shape.ConstructorOrder.Length > 0)
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

    private static void Write(ILGenerator code, RecordMember member, Type owner)
    {
        if (member.Member is FieldInfo field)
        {
            code.Emit(OpCodes.Stfld, field);
        }
        else
        {
            code.Emit(owner.IsValueType ? OpCodes.Call : OpCodes.Callvirt, ((PropertyInfo)member.Member).SetMethod!);
        }
    }

    private static void ThrowNull<T>() => throw new ArgumentNullException("value", $"a {typeof(T)} cannot be null");
}

/// <summary>A field of a record in C#: a property or a field.</summary>
internal readonly record struct RecordMember(MemberInfo Member, Type Type);

/// <summary>How a C# type stands for a WIT record or tuple.</summary>
/// <param name="Type">The type.</param>
/// <param name="Fields">Its members, in the order of the WIT type's fields.</param>
/// <param name="Constructor">A constructor over all of them, or without parameters; null for a structure without any.</param>
/// <param name="ConstructorOrder">Which field each parameter of the constructor is.</param>
internal sealed record RecordShape(Type Type, RecordMember[] Fields, ConstructorInfo? Constructor, int[] ConstructorOrder);
