using Dovetail.Wit.Types;

namespace Dovetail.Bindings;

/// <summary>How names and types of WIT read in C#.</summary>
internal static class CSharpNames
{
    private const int MaxAdviceDepth = 3;

    /// <summary>
    /// Whether a C# name stands for a WIT label: <c>MaxItems</c>, <c>maxItems</c> and <c>max_items</c> for
    /// <c>max-items</c>.
    /// </summary>
    public static bool Matches(string member, string label) =>
        Bare(member).Equals(Bare(label), StringComparison.OrdinalIgnoreCase);

    /// <summary>A label in Pascal case.</summary>
    public static string Pascal(string label) =>
        string.Concat(label.Split('-').Select(word => char.ToUpperInvariant(word[0]) + word[1..].ToLowerInvariant()));

    /// <summary>The C# type to use for <paramref name="type"/>, in words.</summary>
    public static string Advice(WitType? type, int depth = 0)
    {
        if (depth > MaxAdviceDepth)
        {
            return "…";
        }
        return type switch
        {
            null => "ValueTuple",
            PrimitiveType primitive => Primitive(primitive.Kind),
            ListType list => Advice(list.Element, depth + 1) + "[]",
            MapType map => $"Dictionary<{Advice(map.Key, depth + 1)}, {Advice(map.Value, depth + 1)}>",
            TupleType tuple when tuple.Items.Length == 1 => $"ValueTuple<{Advice(tuple.Items[0], depth + 1)}>",
            TupleType tuple => $"({string.Join(", ", tuple.Items.Select(item => Advice(item, depth + 1)))})",
            OptionType { Item: OptionType } option => $"WitOption<{Advice(option.Item, depth + 1)}>",
            OptionType option => Advice(option.Item, depth + 1) + "?",
            ResultType result => $"Result<{Advice(result.Ok, depth + 1)}, {Advice(result.Error, depth + 1)}>",
            RecordType record => "a record with " + string.Join(
                ", ", record.Fields.Select(f => $"{Pascal(f.Name)} ({Advice(f.Type, depth + 1)})")),
            EnumType @enum => $"an enum with {string.Join(", ", @enum.Names.Select(Pascal))}",
            FlagsType flags => $"a [Flags] enum with {string.Join(", ", flags.Names.Select(Pascal))}",
            VariantType variant => "an abstract record with a nested record for each of "
                + string.Join(", ", variant.Cases.Select(c => Pascal(c.Name))),
            OwnType or BorrowType => "GuestResource, or the class of the host's resource",
            _ => "WitValue",
        };
    }

    /// <summary>The delegate type to use for a function, in words.</summary>
    public static string Advice(WitFunctionType type)
    {
        var parameters = type.Parameters.Select(parameter => Advice(parameter.Type));
        return type.Result is null
            ? type.Parameters.IsEmpty ? "Action" : $"Action<{string.Join(", ", parameters)}>"
            : $"Func<{string.Join(", ", parameters.Append(Advice(type.Result)))}>";
    }

    private static string Bare(string name) =>
        name.Replace("-", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal);

    private static string Primitive(PrimitiveKind kind) => kind switch
    {
        PrimitiveKind.Bool => "bool",
        PrimitiveKind.S8 => "sbyte",
        PrimitiveKind.U8 => "byte",
        PrimitiveKind.S16 => "short",
        PrimitiveKind.U16 => "ushort",
        PrimitiveKind.S32 => "int",
        PrimitiveKind.U32 => "uint",
        PrimitiveKind.S64 => "long",
        PrimitiveKind.U64 => "ulong",
        PrimitiveKind.F32 => "float",
        PrimitiveKind.F64 => "double",
        PrimitiveKind.Char => "System.Text.Rune",
        PrimitiveKind.ErrorContext => "ErrorContext",
        _ => "string",
    };
}
