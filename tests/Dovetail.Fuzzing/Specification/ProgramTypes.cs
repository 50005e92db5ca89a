using System.Globalization;
using System.Reflection;
using System.Reflection.Emit;
using Dovetail.Wit.Types;

namespace Dovetail.Fuzzing.Specification;

/// <summary>
/// C# types as a program would declare them for records, variants, enums and flags: structures with fields, classes with a constructor, closed hierarchies, enums.
/// Made once for each WIT type.
/// </summary>
/// <param name="typeOf">The C# type of a part.</param>
internal sealed class ProgramTypes(Func<WitType, Type> typeOf)
{
    private readonly Dictionary<WitType, Type> _made = new(ReferenceEqualityComparer.Instance);
    private ModuleBuilder? _module;
    private int _count;

    private ModuleBuilder Module => _module ??= AssemblyBuilder.DefineDynamicAssembly(new AssemblyName("Program"), AssemblyBuilderAccess.RunAndCollect).DefineDynamicModule("Program");

    /// <summary>Whether a variant is an enum: no case has a payload.</summary>
    public static bool IsEnum(VariantType variant) => variant.Cases.All(@case => @case.Type is null);

    /// <summary>The C# type for a record, a variant, an enum or flags.</summary>
    public Type Of(WitType type)
    {
        if (!_made.TryGetValue(type, out var made)) _made.Add(type, made = Make(type, $"T{_count++}"));
        return made;
    }

    /// <summary>An object of a record's type.</summary>
    public object Make(RecordType type, object[] fields)
    {
        var clr = Of(type);
        if (!clr.IsValueType) return Activator.CreateInstance(clr, fields)!;
        var record = Activator.CreateInstance(clr)!;
        for (var i = 0; i < fields.Length; i++) clr.GetField(type.Fields[i].Name)!.SetValue(record, fields[i]);
        return record;
    }

    /// <summary>An object of a case of a variant with payloads.</summary>
    public object Make(VariantType type, int index, object? payload)
    {
        var @class = Of(type).GetNestedType(NameOf(index))!;
        return payload is null ? Activator.CreateInstance(@class)! : Activator.CreateInstance(@class, payload)!;
    }

    /// <summary>The case and the payload of such an object.</summary>
    public static (int Index, object? Payload) Take(object value) =>
        (int.Parse(value.GetType().Name.AsSpan(1), CultureInfo.InvariantCulture), value.GetType().GetProperty("Value")?.GetValue(value));

    private Type Make(WitType type, string name) => type switch
    {
        RecordType record => record.Fields.Length % 2 == 0 ? Structure(record, name) : Class(record, name),
        VariantType variant when !IsEnum(variant) => Hierarchy(variant, name),
        VariantType variant => Enum(name, variant.Cases.Length, i => i),
        EnumType @enum => Enum(name, @enum.Names.Length, i => i),
        FlagsType flags => Flags(name, flags.Names),
        _ => throw new System.Diagnostics.UnreachableException(type.ToString()),
    };

    private Type Structure(RecordType record, string name)
    {
        var type = Module.DefineType(name, TypeAttributes.Public | TypeAttributes.Sealed | TypeAttributes.SequentialLayout, typeof(ValueType));
        foreach (var field in record.Fields) type.DefineField(field.Name, typeOf(field.Type), FieldAttributes.Public);
        return type.CreateType();
    }

    private Type Class(RecordType record, string name)
    {
        var type = Module.DefineType(name, TypeAttributes.Public | TypeAttributes.Sealed);
        FieldBuilder[] fields = [.. record.Fields.Select(field => type.DefineField(field.Name, typeOf(field.Type), FieldAttributes.Public | FieldAttributes.InitOnly))];
        Constructor(type, typeof(object).GetConstructor([])!, fields);
        return type.CreateType();
    }

    private Type Hierarchy(VariantType variant, string name)
    {
        var type = Module.DefineType(name, TypeAttributes.Public | TypeAttributes.Abstract);
        var root = type.DefineDefaultConstructor(MethodAttributes.Family);
        TypeBuilder[] cases = [.. variant.Cases.Select((@case, i) => Case(type, root, NameOf(i), @case.Type is null ? null : typeOf(@case.Type)))];
        var made = type.CreateType();
        Array.ForEach(cases, @case => @case.CreateType());
        return made;
    }

    private static TypeBuilder Case(TypeBuilder parent, ConstructorBuilder root, string name, Type? payload)
    {
        var type = parent.DefineNestedType(name, TypeAttributes.NestedPublic | TypeAttributes.Sealed, parent);
        if (payload is null)
        {
            Constructor(type, root, []);
            return type;
        }

        var field = type.DefineField("value", payload, FieldAttributes.Private);
        Constructor(type, root, [field]);
        var getter = type.DefineMethod("get_Value", MethodAttributes.Public | MethodAttributes.HideBySig | MethodAttributes.SpecialName, payload, []);
        var il = getter.GetILGenerator();
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldfld, field);
        il.Emit(OpCodes.Ret);
        type.DefineProperty("Value", PropertyAttributes.None, payload, []).SetGetMethod(getter);
        return type;
    }

    // Of all fields, by their names.
    private static void Constructor(TypeBuilder type, ConstructorInfo root, FieldBuilder[] fields)
    {
        var constructor = type.DefineConstructor(MethodAttributes.Public, CallingConventions.Standard, [.. fields.Select(field => field.FieldType)]);
        var il = constructor.GetILGenerator();
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Call, root);
        for (var i = 0; i < fields.Length; i++)
        {
            constructor.DefineParameter(i + 1, ParameterAttributes.None, fields[i].Name);
            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Ldarg, (short)(i + 1));
            il.Emit(OpCodes.Stfld, fields[i]);
        }

        il.Emit(OpCodes.Ret);
    }

    private Type Enum(string name, int count, Func<int, int> value)
    {
        var type = Module.DefineEnum(name, TypeAttributes.Public, typeof(int));
        for (var i = 0; i < count; i++) type.DefineLiteral(NameOf(i), value(i));
        return type.CreateType();
    }

    private Type Flags(string name, IReadOnlyList<string> labels)
    {
        var type = Module.DefineEnum(name, TypeAttributes.Public, typeof(uint));
        for (var i = 0; i < labels.Count; i++) type.DefineLiteral(labels[i], 1u << i);
        return type.CreateType();
    }

    // As TypeMaker names cases, but for the letter's size.
    private static string NameOf(int index) => string.Create(CultureInfo.InvariantCulture, $"C{index}");
}
