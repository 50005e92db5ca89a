using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace Dovetail.Tests.House;

/// <summary>Writes down what an assembly offers: one line a type, one indented line a member, sorted.</summary>
internal static class PublicApi
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<Type, string> _keywords = new()
    {
        [typeof(void)] = "void",
        [typeof(object)] = "object",
        [typeof(string)] = "string",
        [typeof(bool)] = "bool",
        [typeof(char)] = "char",
        [typeof(sbyte)] = "sbyte",
        [typeof(byte)] = "byte",
        [typeof(short)] = "short",
        [typeof(ushort)] = "ushort",
        [typeof(int)] = "int",
        [typeof(uint)] = "uint",
        [typeof(long)] = "long",
        [typeof(ulong)] = "ulong",
        [typeof(float)] = "float",
        [typeof(double)] = "double",
    };

    public static string Of(Assembly assembly)
    {
        var text = new StringBuilder();
        foreach (var type in assembly.GetExportedTypes().OrderBy(type => type.FullName, StringComparer.Ordinal))
        {
            text.Append(Header(type)).Append('\n');
            foreach (var line in type.GetMembers(Declared).Select(Line).OfType<string>().Order(StringComparer.Ordinal))
            {
                text.Append("    ").Append(line).Append('\n');
            }
        }
        return text.ToString();
    }

    private static string Header(Type type)
    {
        var kind = type.IsEnum ? "enum"
            : type.IsInterface ? "interface"
            : type.IsValueType ? "struct"
            : typeof(Delegate).IsAssignableFrom(type) ? "delegate"
            : type.IsAbstract && type.IsSealed ? "static class"
            : type.IsAbstract ? "abstract class"
            : type.IsSealed ? "sealed class" : "class";
        var bases = type.IsEnum || type.IsValueType || type.BaseType is null || type.BaseType == typeof(object)
            ? [] : new[] { Name(type.BaseType) };
        IEnumerable<string> interfaces = type.IsEnum ? [] : type.GetInterfaces().Where(IsTelling).Select(Name).Order(StringComparer.Ordinal);
        var all = string.Join(", ", bases.Concat(interfaces));
        return $"{kind} {Name(type, full: true)}{(all.Length == 0 ? "" : " : " + all)}";
    }

    // What records and exceptions implement by being so says nothing.
    private static bool IsTelling(Type type) =>
        type.IsPublic && type.Name is not ("IEquatable`1" or "ISerializable") && !type.IsNested;

    private static string? Line(MemberInfo member) => member switch
    {
        FieldInfo field when IsVisible(field) => field.IsLiteral
            ? $"const {Name(field.FieldType)} {field.Name} = {Convert.ToString(field.GetRawConstantValue(), CultureInfo.InvariantCulture)}"
            : $"{Modifier(field.IsStatic)}{Name(field.FieldType)} {field.Name}",
        ConstructorInfo { IsStatic: false } constructor when IsVisible(constructor) =>
            $".ctor({Parameters(constructor)})",
        MethodInfo method when IsVisible(method) && !IsAccessor(method) && !IsRecordPlumbing(method) =>
            $"{Modifier(method.IsStatic)}{Name(method.ReturnType)} {method.Name}{Generic(method)}({Parameters(method)})",
        PropertyInfo property => Property(property),
        EventInfo notification => $"event {Name(notification.EventHandlerType!)} {notification.Name}",
        _ => null,
    };

    private static string? Property(PropertyInfo property)
    {
        var accessors = new[] { Accessor("get", property.GetMethod), Accessor("set", property.SetMethod) }.OfType<string>().ToArray();
        var isStatic = (property.GetMethod ?? property.SetMethod)!.IsStatic;
        var index = string.Join(", ", property.GetIndexParameters().Select(Parameter));
        return accessors.Length == 0
            ? null
            : $"{Modifier(isStatic)}{Name(property.PropertyType)} {property.Name}{(index.Length == 0 ? "" : $"[{index}]")} {{ {string.Join(" ", accessors)} }}";
    }

    private static string? Accessor(string name, MethodInfo? method)
    {
        if (method is null || !IsVisible(method))
        {
            return null;
        }
        var isInit = method.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit));
        return isInit ? "init;" : name + ";";
    }

    // What a derived type outside of the assembly could see counts.
    private static bool IsVisible(FieldInfo field) => (field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly) && !field.IsSpecialName;

    private static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static bool IsAccessor(MethodInfo method) => method.IsSpecialName && !method.Name.StartsWith("op_", StringComparison.Ordinal);

    // What the compiler writes for every record says nothing.
    private static bool IsRecordPlumbing(MethodInfo method) => method.Name is "PrintMembers" or "<Clone>$" or "Deconstruct"
        or "GetHashCode" or "Equals" or "ToString" or "op_Equality" or "op_Inequality";

    private static string Modifier(bool isStatic) => isStatic ? "static " : "";

    private static string Generic(MethodInfo method) =>
        method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(Name))}>" : "";

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(Parameter));

    private static string Parameter(ParameterInfo parameter) =>
        $"{Name(parameter.ParameterType)} {parameter.Name}{(parameter.IsOptional ? " = ?" : "")}";

    private static string Name(Type type) => Name(type, full: false);

    private static string Name(Type type, bool full)
    {
        if (type.IsByRef)
        {
            return "ref " + Name(type.GetElementType()!);
        }
        if (type.IsArray)
        {
            return Name(type.GetElementType()!) + "[]";
        }
        if (Nullable.GetUnderlyingType(type) is { } value)
        {
            return Name(value) + "?";
        }
        if (!full && _keywords.TryGetValue(type, out var keyword))
        {
            return keyword;
        }
        var name = full ? type.FullName! : type.IsNested && !type.IsGenericParameter ? $"{type.DeclaringType!.Name}.{type.Name}" : type.Name;
        var tick = name.IndexOf('`', StringComparison.Ordinal);
        return tick < 0 ? name : $"{name[..tick]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>";
    }
}
