using System.Collections.Immutable;
using Dovetail.Wit.Types;

namespace Dovetail.Wit.Abi;

/// <summary>The side of a component boundary that a core function type is for.</summary>
internal enum AbiContext : byte
{
    /// <summary>The function that <c>canon lift</c> wraps.</summary>
    Lift,
    /// <summary>The function that <c>canon lower</c> makes.</summary>
    Lower,
}

/// <summary>A core function type, in flat types.</summary>
internal sealed record FlatFunctionType(ImmutableArray<FlatType> Parameters, ImmutableArray<FlatType> Results)
{
    public bool Equals(FlatFunctionType? other) => other is not null
        && Parameters.SequenceEqual(other.Parameters) && Results.SequenceEqual(other.Results);

    public override int GetHashCode() => (Parameters.Length << 8) + Results.Length;

    public override string ToString() => $"[{Join(Parameters)}] -> [{Join(Results)}]";

    private static string Join(ImmutableArray<FlatType> types) =>
        string.Join(" ", types.Select(type => type.ToString().ToLowerInvariant()));
}

/// <summary>
/// How values are spread over parameters and results of core functions (CanonicalABI.md, "Flattening"). The names are
/// the specification's.
/// </summary>
/// <remarks>
/// More than <see cref="MAX_FLAT_PARAMS"/> types are never passed flat, so that is where expansion stops: what is
/// longer is
/// <see langword="default"/>, and the work is bounded however large a type is.
/// </remarks>
internal static class Flattening
{
    public const int MAX_FLAT_PARAMS = 16;
    public const int MAX_FLAT_ASYNC_PARAMS = 4;
    public const int MAX_FLAT_RESULTS = 1;

    /// <summary>
    /// The core type of a function lifted or lowered without the <c>async</c> option: flat where it fits, else through memory.
    /// </summary>
    public static FlatFunctionType FlattenFunctype(WitFunctionType type, AbiContext context,
        PointerType pointer = PointerType.I32)
    {
        var address = Address(pointer);
        var parameters = FlattenParameters(type, pointer);
        var results = type.Result is null ? [] : FlattenType(type.Result, pointer);
        var flat = parameters.IsDefault ? [address] : parameters;
        if (!results.IsDefault && results.Length <= MAX_FLAT_RESULTS)
        {
            return new(flat, results);
        }
        return context == AbiContext.Lift ? new(flat, [address]) : new(flat.Add(address), []);
    }

    /// <summary>The core type of a function lifted with the <c>async</c> option, whose result goes another way.</summary>
    /// <param name="hasCallback">Whether the function gives a code that says what its callback waits for.</param>
    public static FlatFunctionType FlattenAsyncLift(WitFunctionType type, PointerType pointer, bool hasCallback)
    {
        var parameters = FlattenParameters(type, pointer);
        return new(parameters.IsDefault ? [Address(pointer)] : parameters, hasCallback ? [FlatType.I32] : []);
    }

    /// <summary>The core type of a function lowered with the <c>async</c> option, which gives a subtask and its state.</summary>
    public static FlatFunctionType FlattenAsyncLower(WitFunctionType type, PointerType pointer)
    {
        var parameters = FlattenParameters(type, pointer);
        var flat = parameters.IsDefault || parameters.Length > MAX_FLAT_ASYNC_PARAMS ? [Address(pointer)] : parameters;
        return new(type.Result is null ? flat : flat.Add(Address(pointer)), [FlatType.I32]);
    }

    /// <summary>
    /// The flat types of all parameters; default where they are more than <see cref="MAX_FLAT_PARAMS"/>.
    /// </summary>
    public static ImmutableArray<FlatType> FlattenParameters(WitFunctionType type,
        PointerType pointer = PointerType.I32) =>
        Concatenate(type.Parameters.Length, i => type.Parameters[i].Type, pointer);

    /// <summary>
    /// The flat types of <paramref name="type"/>; default where they are more than <see cref="MAX_FLAT_PARAMS"/>.
    /// </summary>
    public static ImmutableArray<FlatType> FlattenType(WitType type, PointerType pointer = PointerType.I32)
    {
        var known = pointer == PointerType.I32 ? type.Flat32 : type.Flat64;
        if (known is null)
        {
            known = new FlatTypes(Compute(type, pointer));
            if (pointer == PointerType.I32)
            {
                type.Flat32 = known;
            }
            else
            {
                type.Flat64 = known;
            }
        }
        return known.Types;
    }

    /// <summary>The one flat type that can hold either (CanonicalABI.md, <c>join</c>).</summary>
    public static FlatType Join(FlatType a, FlatType b) => a == b ? a
        : a is FlatType.I32 or FlatType.F32 && b is FlatType.I32 or FlatType.F32 ? FlatType.I32
        : FlatType.I64;

    private static ImmutableArray<FlatType> Compute(WitType type, PointerType pointer) => type switch
    {
        PrimitiveType { Kind: PrimitiveKind.String } or ListType { Length: null } or MapType =>
            [Address(pointer), Address(pointer)],
        PrimitiveType primitive => [Scalar(primitive.Kind)],
        ListType list =>
            Concatenate((int)Math.Min(list.Length!.Value, MAX_FLAT_PARAMS + 1), _ => list.Element, pointer),
        FlagsType or OwnType or BorrowType or StreamType or FutureType => [FlatType.I32],
        RecordType record => Concatenate(record.Fields.Length, i => record.Fields[i].Type, pointer),
        TupleType tuple => Concatenate(tuple.Items.Length, i => tuple.Items[i], pointer),
        _ => FlattenVariant(Cases.Of(type), pointer),
    };

    private static FlatType Scalar(PrimitiveKind kind) => kind switch
    {
        PrimitiveKind.S64 or PrimitiveKind.U64 => FlatType.I64,
        PrimitiveKind.F32 => FlatType.F32,
        PrimitiveKind.F64 => FlatType.F64,
        _ => FlatType.I32,
    };

    /// <summary>What an address or a length is as a core value.</summary>
    internal static FlatType Address(PointerType pointer) => pointer == PointerType.I32 ? FlatType.I32 : FlatType.I64;

    private static ImmutableArray<FlatType> Concatenate(int count, Func<int, WitType> part, PointerType pointer)
    {
        var flat = ImmutableArray.CreateBuilder<FlatType>();
        for (var i = 0; i < count; i++)
        {
            var types = FlattenType(part(i), pointer);
            if (types.IsDefault || flat.Count + types.Length > MAX_FLAT_PARAMS)
            {
                return default;
            }
            flat.AddRange(types);
        }
        return flat.ToImmutable();
    }

    private static ImmutableArray<FlatType> FlattenVariant(Cases cases, PointerType pointer)
    {
        var flat = ImmutableArray.CreateBuilder<FlatType>();
        flat.Add(FlatType.I32);
        for (var i = 0; i < cases.Count; i++)
        {
            var types = cases[i] is { } payload ? FlattenType(payload, pointer) : [];
            if (types.IsDefault || types.Length >= MAX_FLAT_PARAMS)
            {
                return default;
            }
            for (var j = 0; j < types.Length; j++)
            {
                if (j + 1 < flat.Count)
                {
                    flat[j + 1] = Join(flat[j + 1], types[j]);
                }
                else
                {
                    flat.Add(types[j]);
                }
            }
        }
        return flat.ToImmutable();
    }
}

/// <summary>A box, so that it can be read and replaced in one piece by many threads.</summary>
internal sealed record FlatTypes(ImmutableArray<FlatType> Types);
