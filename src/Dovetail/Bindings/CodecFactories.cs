using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using Dovetail.Compilation.Edges;
using Dovetail.Wit.Abi;

namespace Dovetail.Bindings;

/// <summary>
/// Makes generic codecs when their types are known at run time only. Each factory takes and gives codecs as objects.
/// </summary>
[RequiresDynamicCode("Makes generic types at run time.")]
internal static class CodecFactories
{
    /// <summary>Calls the factory <paramref name="name"/> of a codec with type arguments.</summary>
    public static Codec Make(string name, Type[] types, params object?[] arguments) => (Codec)MakeCase(name, types, arguments);

    /// <summary>Calls the factory <paramref name="name"/> with type arguments.</summary>
    [UnconditionalSuppressMessage("Trimming", "IL2060",
        Justification = "The factories are of this class, without constraints on members.")]
    public static object MakeCase(string name, Type[] types, params object?[] arguments)
    {
        var method = typeof(CodecFactories).GetMethod(name, BindingFlags.Public | BindingFlags.Static)!;
        return method.MakeGenericMethod(types).Invoke(null, BindingFlags.DoNotWrapExceptions, null, arguments, null)!;
    }

    public static object Array<T>(object element, PointerType pointer) => new ArrayCodec<T>((Codec<T>)element, pointer);

    public static object FixedArray<T>(object element, uint count, int flatCount) =>
        new FixedArrayCodec<T>((Codec<T>)element, count, flatCount);

    public static object List<T>(object array) => ListConversions.List((Codec<T[]>)array);

    public static object IList<T>(object array) => ListConversions.IList((Codec<T[]>)array);

    public static object IReadOnlyList<T>(object array) => ListConversions.ReadOnlyList((Codec<T[]>)array);

    public static object IReadOnlyCollection<T>(object array) => ListConversions.ReadOnlyCollection((Codec<T[]>)array);

    public static object IEnumerable<T>(object array) => ListConversions.Enumerable((Codec<T[]>)array);

    public static object ImmutableArray<T>(object array) => ListConversions.Immutable((Codec<T[]>)array);

    public static object ReadOnlyMemory<T>(object array) => ListConversions.Memory((Codec<T[]>)array);

    public static object Dictionary<TKey, TValue>(object pairs)
        where TKey : notnull => MapConversions.Dictionary((Codec<KeyValuePair<TKey, TValue>[]>)pairs);

    public static object IDictionary<TKey, TValue>(object pairs)
        where TKey : notnull => MapConversions.IDictionary((Codec<KeyValuePair<TKey, TValue>[]>)pairs);

    public static object IReadOnlyDictionary<TKey, TValue>(object pairs)
        where TKey : notnull => MapConversions.ReadOnlyDictionary((Codec<KeyValuePair<TKey, TValue>[]>)pairs);

    public static object Nullable<T>(object item, CaseLayout layout)
        where T : struct => new ChoiceCodec<T?>(
            layout, [new EmptyCase<T?>(() => null), new PayloadCase<T?, T>((Codec<T>)item, v => v, v => v!.Value)],
                v => v.HasValue ? 1 : 0);

    public static object Reference<T>(object item, CaseLayout layout)
        where T : class => new ChoiceCodec<T?>(
            layout, [new EmptyCase<T?>(() => null), new PayloadCase<T?, T>((Codec<T>)item, v => v, v => v!)], v =>
                v is null ? 0 : 1);

    public static object WitOption<T>(object item, CaseLayout layout) => new ChoiceCodec<WitOption<T>>(
        layout, [new EmptyCase<WitOption<T>>(() => default), new PayloadCase<WitOption<T>,
            T>((Codec<T>)item, v => v, v => v.Value)],
        v => v.HasValue ? 1 : 0);

    public static object Result<TOk, TError>(object? ok, object? error, CaseLayout layout) =>
        new ChoiceCodec<Result<TOk, TError>>(
        layout,
        [
            ok is null
                ? new EmptyCase<Result<TOk, TError>>(() => Dovetail.Result<TOk, TError>.Ok(default!))
                : new PayloadCase<Result<TOk, TError>,
                    TOk>((Codec<TOk>)ok, Dovetail.Result<TOk, TError>.Ok, v => v.Value),
            error is null
                ? new EmptyCase<Result<TOk, TError>>(() => Dovetail.Result<TOk, TError>.Err(default!))
                : new PayloadCase<Result<TOk, TError>,
                    TError>((Codec<TError>)error, Dovetail.Result<TOk, TError>.Err, v => v.Error),
        ],
        v => v.IsError ? 1 : 0);

    public static object Enum<T>(CaseLayout layout, object[] values)
        where T : struct, Enum => new EnumCodec<T>(layout, System.Array.ConvertAll(values, value => (T)value));

    public static object Flags<T>(uint size, ulong[] masks)
        where T : struct, Enum => new FlagsCodec<T>(size, masks, ToBits, FromBits<T>);

    public static object Resource<T>(int slot, bool isOwn) => new ResourceCodec<T>(slot, isOwn);

    public static object Record<T>(RecordParts parts, uint size, uint alignment) =>
        new RecordCodec<T>(parts, size, alignment);

    /// <summary>A variant as a closed hierarchy: each case is a class of its own.</summary>
    public static object Variant<T>(CaseLayout layout, Type[] classes, object[] cases)
        where T : class
    {
        return new ChoiceCodec<T>(layout, System.Array.ConvertAll(cases, made => (CaseCodec<T>)made), IndexOf);

        int IndexOf(T value)
        {
            var index = System.Array.IndexOf(classes, value?.GetType());
            return index >= 0 ? index
                : throw new ArgumentException($"{value?.GetType().ToString() ?? "null"} is no case of {typeof(T)}");
        }
    }

    public static object EmptyCase<T>(ConstructorInfo constructor) =>
        new EmptyCase<T>((Func<T>)RecordEmitter.Constructor(typeof(Func<T>), constructor, typeof(T)));

    public static object PayloadCase<T, TCase,
        TPayload>(object payload, ConstructorInfo constructor, PropertyInfo property)
        where TCase : class, T
    {
        var get = property.GetMethod!.CreateDelegate<Func<TCase, TPayload>>();
        return new PayloadCase<T, TPayload>((Codec<TPayload>)payload,
            (Func<TPayload, T>)RecordEmitter.Constructor(typeof(Func<TPayload, T>), constructor, typeof(T)), value =>
                get((TCase)value!));
    }

    // Enums have one to eight bytes; what is above them stays zero.
    private static ulong ToBits<T>(T value)
        where T : struct, Enum
    {
        var bits = 0UL;
        Unsafe.As<ulong, T>(ref bits) = value;
        return bits;
    }

    private static T FromBits<T>(ulong bits)
        where T : struct, Enum => Unsafe.As<ulong, T>(ref bits);
}
