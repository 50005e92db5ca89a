using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Reflection;
using System.Text;
using Dovetail.CanonicalAbi;
using Dovetail.Compilation.Edges;
using Dovetail.Wit.Abi;
using Dovetail.Wit.Types;

namespace Dovetail.Bindings;

/// <summary>
/// Finds the codec that stands between a C# type and a WIT type, or says why there is none: the place in the function's
/// type, both types, and what to use.
/// </summary>
/// <remarks>
/// Numbers fit their exact C# type. Records fit classes and structures by the names of their properties; enums and
/// flags fit enums by names; variants fit an abstract class whose nested classes have the cases' names. Names fit
/// without regard to case, hyphens and underscores.
/// </remarks>
[RequiresDynamicCode("Makes generic types at run time.")]
[UnconditionalSuppressMessage("Trimming", "IL2055",
    Justification = "The generic classes here ask nothing of their arguments.")]
[UnconditionalSuppressMessage("Trimming", "IL2072", Justification = "The generic classes here are kept whole.")]
[UnconditionalSuppressMessage("Trimming", "IL2077", Justification = "The generic classes here are kept whole.")]
[UnconditionalSuppressMessage("Trimming", "IL2080", Justification = "The generic classes here are kept whole.")]
internal sealed class CodecBinder(FunctionPlan plan, string function)
{
    private const BindingFlags Public = BindingFlags.Public | BindingFlags.Instance;

    private readonly Dictionary<(object, object), Codec> made = new(IdentityPairs.Comparer);
    private WitValueCodecs? values;

    /// <summary>The resources that occur, and as which C# types.</summary>
    public List<ResourceUse> Resources { get; } = [];

    /// <summary>The codec, a <see cref="Codec{T}"/> of <paramref name="clr"/>.</summary>
    /// <param name="place">Where in the function's type this is, for messages.</param>
    /// <exception cref="ArgumentException">The types don't fit.</exception>
    public Codec For(Type clr, WitType type, string place)
    {
        if (!made.TryGetValue((clr, type), out var codec))
        {
            made.Add((clr, type), codec = Make(clr, type, place));
        }
        return codec;
    }

    private Codec Make(Type clr, WitType type, string place)
    {
        if (clr == typeof(WitValue))
        {
            return (values ??= new WitValueCodecs(plan)).For(type);
        }
        return type switch
        {
            PrimitiveType primitive => Primitive(clr, primitive, place),
            ListType list => List(clr, list, place),
            MapType map => Map(clr, map, place),
            RecordType record => Record(clr, record, place),
            TupleType tuple when IsTuple(clr) => TuplePart(clr, tuple, 0, place),
            EnumType when clr.IsEnum => Enum(clr, type, place),
            VariantType variant when clr.IsEnum && variant.Cases.All(@case => @case.Type is null) =>
                Enum(clr, type, place),
            VariantType variant when clr is { IsClass: true, IsAbstract: true } => Variant(clr, variant, place),
            FlagsType flags when clr.IsEnum => Flags(clr, flags, place),
            OptionType option => Option(clr, option, place),
            ResultType result when IsGeneric(clr, typeof(Result<,>)) => Result(clr, result, place),
            OwnType own => Resource(clr, own, own.Resource, true, place),
            BorrowType borrow => Resource(clr, borrow, borrow.Resource, false, place),
            _ => throw Mismatch(clr, type, place),
        };
    }

    private Codec Primitive(Type clr, PrimitiveType type, string place) => type.Kind switch
    {
        PrimitiveKind.Bool when clr == typeof(bool) => new BoolCodec(),
        PrimitiveKind.S8 when clr == typeof(sbyte) => new IntegerCodec<sbyte>(),
        PrimitiveKind.U8 when clr == typeof(byte) => new IntegerCodec<byte>(),
        PrimitiveKind.S16 when clr == typeof(short) => new IntegerCodec<short>(),
        PrimitiveKind.U16 when clr == typeof(ushort) => new IntegerCodec<ushort>(),
        PrimitiveKind.S32 when clr == typeof(int) => new IntegerCodec<int>(),
        PrimitiveKind.U32 when clr == typeof(uint) => new IntegerCodec<uint>(),
        PrimitiveKind.S64 when clr == typeof(long) => new IntegerCodec<long>(),
        PrimitiveKind.U64 when clr == typeof(ulong) => new IntegerCodec<ulong>(),
        PrimitiveKind.F32 when clr == typeof(float) => new F32Codec(),
        PrimitiveKind.F64 when clr == typeof(double) => new F64Codec(),
        PrimitiveKind.Char when clr == typeof(Rune) => new CharCodec(),
        PrimitiveKind.String when clr == typeof(string) => new StringCodec(plan.Pointer),
        PrimitiveKind.ErrorContext when clr == typeof(ErrorContext) => new ErrorContextCodec<ErrorContext>(),
        _ => throw Mismatch(clr, type, place),
    };

    private Codec List(Type clr, ListType type, string place)
    {
        var element = ElementOf(clr) ?? throw Mismatch(clr, type, place);
        var codec = For(element, type.Element, place + "[]");
        var array = type.Length is { } length
            ? CodecFactories.Make(nameof(CodecFactories.FixedArray), [element], codec, length,
                plan.Layouts.FlatCount(type))
            : CodecFactories.Make(nameof(CodecFactories.Array), [element], codec, plan.Pointer);
        return ListOf(clr, element, array);
    }

    private static Codec ListOf(Type clr, Type element, Codec array) => clr.IsArray ? array
        : CodecFactories.Make(OpenName(clr), [element], array);

    private static string OpenName(Type clr) => clr.Name[..clr.Name.IndexOf('`', StringComparison.Ordinal)];

    // A dictionary, or any type that a list may be, of pairs.
    private Codec Map(Type clr, MapType type, string place)
    {
        var isDictionary = IsGeneric(clr, typeof(Dictionary<,>)) || IsGeneric(clr, typeof(IDictionary<,>))
            || IsGeneric(clr, typeof(IReadOnlyDictionary<,>));
        var pair = isDictionary ? typeof(KeyValuePair<,>).MakeGenericType(clr.GetGenericArguments())
            : ElementOf(clr) ?? throw Mismatch(clr, type, place);
        var codec = IsGeneric(pair, typeof(KeyValuePair<,>)) ? Pair(pair, type, place) : For(pair, type.Entry, place + "[]");
        var array = CodecFactories.Make(nameof(CodecFactories.Array), [pair], codec, plan.Pointer);
        return isDictionary ? CodecFactories.Make(OpenName(clr), clr.GetGenericArguments(), array) : ListOf(clr, pair, array);
    }

    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "The members of pairs are always kept.")]
    private Codec Pair(Type clr, MapType type, string place)
    {
        var arguments = clr.GetGenericArguments();
        RecordMember[] members = [new(clr.GetProperty("Key")!, arguments[0]), new(clr.GetProperty("Value")!, arguments[1])];
        Codec[] codecs = [For(arguments[0], type.Key, place + " (key)"), For(arguments[1], type.Value, place + " (value)")];
        var shape = new RecordShape(clr, members, clr.GetConstructor(arguments), [0, 1]);
        return Fields(shape, codecs, plan.Layouts.Offsets(type.Entry.Items), type.Entry);
    }

    private static Type? ElementOf(Type clr)
    {
        if (clr.IsSZArray)
        {
            return clr.GetElementType();
        }
        var open = clr.IsGenericType ? clr.GetGenericTypeDefinition() : null;
        var isList = open == typeof(List<>) || open == typeof(IList<>) || open == typeof(IReadOnlyList<>)
            || open == typeof(IReadOnlyCollection<>) || open == typeof(IEnumerable<>)
                || open == typeof(ImmutableArray<>)
            || open == typeof(ReadOnlyMemory<>);
        return isList ? clr.GetGenericArguments()[0] : null;
    }

    // An eighth item and what follows are nested in C#; their offsets are from the start of the whole tuple all the same.
    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "The members of value tuples are always kept.")]
    private Codec TuplePart(Type clr, TupleType type, int start, string place)
    {
        const int beforeRest = 7;
        var arguments = IsTuple(clr) ? clr.GetGenericArguments() : [];
        var left = type.Items.Length - start;
        if (arguments.Length != Math.Min(left, beforeRest + 1) || left == 0)
        {
            throw Mismatch(clr, type, place);
        }
        var offsets = plan.Layouts.Offsets(type.Items);
        var members = new RecordMember[arguments.Length];
        var codecs = new Codec[arguments.Length];
        for (var i = 0; i < arguments.Length; i++)
        {
            var isRest = i == beforeRest;
            members[i] = new RecordMember(clr.GetField(isRest ? "Rest" : $"Item{i + 1}")!, arguments[i]);
            codecs[i] = isRest
                ? TuplePart(arguments[i], type, start + i, place)
                : For(arguments[i], type.Items[start + i], string.Create(CultureInfo.InvariantCulture, $"{place}.{start + i}"));
        }
        var shape = new RecordShape(clr, members, clr.GetConstructor(arguments), [.. Enumerable.Range(0, arguments.Length)]);
        return Fields(shape, codecs, [.. offsets[start..Math.Min(start + beforeRest, offsets.Length)], .. arguments.Length > beforeRest ? [0u] : Array.Empty<uint>()], type);
    }

    private Codec Fields(RecordShape shape, Codec[] codecs, uint[] offsets, WitType type)
    {
        const int many = 1000;
        var weight = codecs.Aggregate(0, (sum, codec) => Math.Min(many, sum + (codec.Parts?.Weight ?? 1)));
        return CodecFactories.Make(nameof(CodecFactories.Record), [shape.Type], new RecordParts(shape, codecs, offsets, weight),
            plan.Layouts.Size(type), plan.Layouts.Alignment(type));
    }

    private Codec Record(Type clr, RecordType type, string place)
    {
        if (clr.IsPrimitive || clr.IsEnum || clr.IsInterface || clr.IsAbstract || clr.IsArray || clr == typeof(string)
            || IsTuple(clr))
        {
            throw Mismatch(clr, type, place);
        }
        var members = new RecordMember[type.Fields.Length];
        var codecs = new Codec[type.Fields.Length];
        for (var i = 0; i < members.Length; i++)
        {
            var field = type.Fields[i];
            members[i] = MemberOf(clr, field.Name)
                ?? throw Mismatch(clr, type, place,
                    $"it has no public property `{CSharpNames.Pascal(field.Name)}` for the field `{field.Name}: {field.Type}`");
            codecs[i] = For(members[i].Type, field.Type, $"{place}.{field.Name}");
        }
        var shape = Construction(clr, members) ?? throw Mismatch(clr, type, place,
            "it has neither a constructor of all fields nor one without parameters and properties that can be set");
        return Fields(shape, codecs, plan.Layouts.Offsets([.. type.Fields.Select(field => field.Type)]), type);
    }

    [UnconditionalSuppressMessage("Trimming", "IL2070",
        Justification = "The members that the program's records are read by are used by the program.")]
    private static RecordMember? MemberOf(Type clr, string label)
    {
        foreach (var property in clr.GetProperties(Public))
        {
            if (property.GetMethod is { IsPublic: true } && property.GetIndexParameters().Length == 0
                && CSharpNames.Matches(property.Name, label))
            {
                return new RecordMember(property, property.PropertyType);
            }
        }
        foreach (var field in clr.GetFields(Public))
        {
            if (CSharpNames.Matches(field.Name, label))
            {
                return new RecordMember(field, field.FieldType);
            }
        }
        return null;
    }

    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "As above.")]
    private static RecordShape? Construction(Type clr, RecordMember[] members)
    {
        ConstructorInfo? empty = null;
        foreach (var constructor in clr.GetConstructors(Public))
        {
            var parameters = constructor.GetParameters();
            empty = parameters.Length == 0 ? constructor : empty;
            var order = Array.ConvertAll(parameters, parameter => Array.FindIndex(members, member =>
                member.Type == parameter.ParameterType && CSharpNames.Matches(member.Member.Name, parameter.Name!)));
            if (parameters.Length == members.Length && !order.Contains(-1))
            {
                return new RecordShape(clr, members, constructor, order);
            }
        }
        var settable = members.All(member =>
            member.Member is FieldInfo { IsInitOnly: false } or PropertyInfo { SetMethod.IsPublic: true });
        return settable && (empty is not null || clr.IsValueType) ? new RecordShape(clr, members, empty, []) : null;
    }

    private Codec Enum(Type clr, WitType type, string place)
    {
        var cases = Cases.Of(type);
        var found = new object[cases.Count];
        for (var i = 0; i < found.Length; i++)
        {
            found[i] = ValueOf(clr, cases.Name(i)) ?? throw Mismatch(clr, type, place,
                $"it has no `{CSharpNames.Pascal(cases.Name(i))}`");
        }
        return CodecFactories.Make(nameof(CodecFactories.Enum), [clr], plan.Layouts.Case(type), found);
    }

    private Codec Flags(Type clr, FlagsType type, string place)
    {
        var masks = new ulong[type.Names.Length];
        for (var i = 0; i < masks.Length; i++)
        {
            var value =
                ValueOf(clr, type.Names[i]) ?? throw Mismatch(clr, type, place,
                $"it has no `{CSharpNames.Pascal(type.Names[i])}`");
            masks[i] = BitsOf(clr, value);
            if (!System.Numerics.BitOperations.IsPow2(masks[i]))
            {
                throw Mismatch(clr, type, place, $"`{CSharpNames.Pascal(type.Names[i])}` is not a single bit");
            }
        }
        return CodecFactories.Make(nameof(CodecFactories.Flags), [clr], Layout.FlagsSize(masks.Length), masks);
    }

    // The sign bit of a signed enum is a bit like any other.
    private static ulong BitsOf(Type clr, object value) => Type.GetTypeCode(clr) switch
    {
        TypeCode.SByte => (byte)(sbyte)value,
        TypeCode.Int16 => (ushort)(short)value,
        TypeCode.Int32 => (uint)(int)value,
        TypeCode.Int64 => (ulong)(long)value,
        _ => Convert.ToUInt64(value, CultureInfo.InvariantCulture),
    };

    private static object? ValueOf(Type clr, string label)
    {
        var names = System.Enum.GetNames(clr);
        var index = Array.FindIndex(names, name => CSharpNames.Matches(name, label));
        return index < 0 ? null : System.Enum.Parse(clr, names[index]);
    }

    private Codec Option(Type clr, OptionType type, string place)
    {
        var layout = plan.Layouts.Case(type);
        if (IsGeneric(clr, typeof(WitOption<>)))
        {
            var item = clr.GetGenericArguments()[0];
            return CodecFactories.Make(nameof(CodecFactories.WitOption), [item], For(item, type.Item, place), layout);
        }
        if (Nullable.GetUnderlyingType(clr) is { } value)
        {
            return CodecFactories.Make(nameof(CodecFactories.Nullable), [value], For(value, type.Item, place), layout);
        }
        // With a second option inside, null could be either's none.
        return !clr.IsValueType && type.Item is not OptionType
            ? CodecFactories.Make(nameof(CodecFactories.Reference), [clr], For(clr, type.Item, place), layout)
            : throw Mismatch(clr, type, place);
    }

    private Codec Result(Type clr, ResultType type, string place)
    {
        var sides = clr.GetGenericArguments();
        return CodecFactories.Make(nameof(CodecFactories.Result), sides,
            Side(sides[0], type.Ok, place + " (ok)"), Side(sides[1], type.Error, place + " (err)"),
                plan.Layouts.Case(type));

        object? Side(Type side, WitType? payload, string at) => payload is not null ? For(side, payload, at)
            : side == typeof(ValueTuple) ? null
            : throw Mismatch(clr, type, at);
    }

    [UnconditionalSuppressMessage("Trimming", "IL2070",
        Justification = "The nested classes of a variant are what the program makes its values of.")]
    private Codec Variant(Type clr, VariantType type, string place)
    {
        var classes = new Type[type.Cases.Length];
        var cases = new object[type.Cases.Length];
        var nested = clr.GetNestedTypes(BindingFlags.Public | BindingFlags.NonPublic);
        for (var i = 0; i < cases.Length; i++)
        {
            var @case = type.Cases[i];
            classes[i] = Array.Find(nested, found =>
                found.IsSubclassOf(clr) && CSharpNames.Matches(found.Name, @case.Name))
                ?? throw Mismatch(clr, type, place,
                    $"it has no nested class `{CSharpNames.Pascal(@case.Name)}` that derives from it");
            cases[i] = Case(clr, classes[i], @case, type, $"{place}.{@case.Name}");
        }
        return CodecFactories.Make(nameof(CodecFactories.Variant), [clr], plan.Layouts.Case(type), classes, cases);
    }

    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "As above.")]
    private object Case(Type clr, Type @class, VariantCase @case, VariantType type, string place)
    {
        foreach (var constructor in @class.GetConstructors(Public))
        {
            var parameters = constructor.GetParameters();
            if (@case.Type is null && parameters.Length == 0)
            {
                return CodecFactories.MakeCase(nameof(CodecFactories.EmptyCase), [clr], constructor);
            }
            if (@case.Type is not null && parameters.Length == 1 && parameters[0].ParameterType != @class
                && MemberOf(@class, parameters[0].Name!) is { Member: PropertyInfo property }
                    && property.PropertyType == parameters[0].ParameterType)
            {
                var payload = For(property.PropertyType, @case.Type, place);
                return CodecFactories.MakeCase(nameof(CodecFactories.PayloadCase), [clr, @class, property.PropertyType],
                    payload, constructor, property);
            }
        }
        throw Mismatch(@class, type, place, @case.Type is null
            ? "it has no constructor without parameters"
            : "it has no constructor with one parameter and a property of that name for the payload");
    }

    private Codec Resource(Type clr, WitType type, ResourceType resource, bool isOwn, string place)
    {
        if (clr.IsValueType || clr == typeof(string))
        {
            throw Mismatch(clr, type, place);
        }
        var slot = plan.SlotOf(resource);
        Resources.Add(new ResourceUse(slot, clr, place));
        return CodecFactories.Make(nameof(CodecFactories.Resource), [clr], slot, isOwn);
    }

    private static bool IsTuple(Type clr) =>
        clr.IsValueType && clr.IsGenericType
        && clr.FullName!.StartsWith("System.ValueTuple`", StringComparison.Ordinal);

    private static bool IsGeneric(Type clr, Type open) => clr.IsGenericType && clr.GetGenericTypeDefinition() == open;

    private ArgumentException Mismatch(Type clr, WitType type, string place, string? why = null) => new(
        $"`{function}`, {place}: the C# type {clr} does not fit the WIT type {type}{(why is null ? "" : ": ")}{why}; "
        + $"use {CSharpNames.Advice(type)}, or WitValue");
}

/// <summary>A resource that occurs in a function's type, and the C# type that stands for it there.</summary>
internal readonly record struct ResourceUse(int Slot, Type Clr, string Place);
