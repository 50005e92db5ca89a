using System.Globalization;
using System.Runtime.CompilerServices;
using Dovetail.Values;

namespace Dovetail;

/// <summary>
/// A value of the component model (Explainer.md, "Type definitions"), for calls whose types are not known when C# is
/// compiled.
/// </summary>
/// <remarks>
/// Immutable, compared by structure; scalars are not boxed. Two values are equal when kind and content are: an
/// <c>s32</c> never equals a <c>u32</c>, floating-point numbers are compared by their bits with every NaN the same one,
/// flags as sets, records with their fields in any order, resources by reference. Values nest at most <see
/// cref="MaxDepth"/> deep.
/// <see cref="ToString"/> gives WAVE.
/// </remarks>
public readonly partial struct WitValue : IEquatable<WitValue>
{
    /// <summary>How deep values may nest.</summary>
    public const int MaxDepth = 255;

    private readonly ulong _bits;
    private readonly object? _payload;
    private readonly byte _depth;

    internal WitValue(WitValueKind kind, ulong bits) => (Kind, _bits) = (kind, bits);

    private WitValue(WitValueKind kind, object payload, int depth = 0)
    {
        if (depth > MaxDepth)
        {
            throw new LimitException("value depth", $"a value nests deeper than {MaxDepth} levels");
        }
        (Kind, _payload, _depth) = (kind, payload, (byte)depth);
    }

    /// <summary>What the value is.</summary>
    public WitValueKind Kind { get; }

    /// <summary>Makes a <c>string</c>.</summary>
    /// <exception cref="ArgumentException"><paramref name="value"/> has half of a surrogate pair without the
    /// other.</exception>
    public static WitValue String(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        UnicodeScalars.ThrowIfUnpaired(value);
        return new(WitValueKind.String, value);
    }

    /// <summary>Makes a list.</summary>
    public static WitValue List(params ReadOnlySpan<WitValue> items) => OfItems(WitValueKind.List, items.ToArray());

    /// <summary>
    /// Makes a list of numbers: <typeparamref name="T"/> is an integer type of C# up to 64 bits, float or double.
    /// </summary>
    /// <exception cref="ArgumentException"><typeparamref name="T"/> is another type.</exception>
    public static WitValue List<T>(ReadOnlySpan<T> items)
        where T : unmanaged => OfNumbers(items.ToArray());

    /// <summary>Makes a tuple.</summary>
    public static WitValue Tuple(params ReadOnlySpan<WitValue> items) => OfItems(WitValueKind.Tuple, items.ToArray());

    /// <summary>Makes a record.</summary>
    /// <exception cref="ArgumentException">A field is named twice.</exception>
    public static WitValue Record(params ReadOnlySpan<(string Name, WitValue Value)> fields)
    {
        var names = new string[fields.Length];
        var values = new WitValue[fields.Length];
        for (var i = 0; i < fields.Length; i++)
        {
            (names[i], values[i]) = fields[i];
            if (Array.IndexOf(names, names[i]) < i)
            {
                throw new ArgumentException($"the field `{names[i]}` is given twice", nameof(fields));
            }
        }
        return OfRecord(names, values);
    }

    /// <summary>Makes an <c>error-context</c>.</summary>
    public static WitValue ErrorContext(ErrorContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new(WitValueKind.ErrorContext, context);
    }

    /// <summary>Makes a map: a list of tuples of a key and a value. A key that is given twice has the last value.</summary>
    public static WitValue Map(params ReadOnlySpan<(WitValue Key, WitValue Value)> entries)
    {
        var items = new WitValue[entries.Length];
        for (var i = 0; i < items.Length; i++)
        {
            items[i] = Tuple(entries[i].Key, entries[i].Value);
        }
        return OfItems(WitValueKind.List, items);
    }

    /// <summary>Makes a case of a variant, without a payload.</summary>
    public static WitValue Variant(string name) => new(WitValueKind.Variant, new CasePayload(name, false, default));

    /// <summary>Makes a case of a variant, with a payload.</summary>
    public static WitValue Variant(string name, WitValue payload) => OfCase(WitValueKind.Variant, name, payload);

    /// <summary>Makes a case of an enum.</summary>
    public static WitValue Enum(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return new(WitValueKind.Enum, name);
    }

    /// <summary>Makes a set of flags.</summary>
    /// <exception cref="ArgumentException">A flag is named twice.</exception>
    public static WitValue Flags(params ReadOnlySpan<string> names)
    {
        var set = names.ToArray();
        if (new HashSet<string>(set).Count != set.Length)
        {
            throw new ArgumentException("a flag is given twice", nameof(names));
        }
        return new(WitValueKind.Flags, set);
    }

    /// <summary>The option without a value.</summary>
    public static WitValue None => new(WitValueKind.Option, CasePayload.None);

    /// <summary>Makes an option with a value.</summary>
    public static WitValue Some(WitValue value) => OfCase(WitValueKind.Option, "some", value);

    /// <summary>Makes an <c>ok</c> without a payload.</summary>
    public static WitValue Ok() => new(WitValueKind.Result, CasePayload.Ok);

    /// <summary>Makes an <c>ok</c> with a payload.</summary>
    public static WitValue Ok(WitValue value) => OfCase(WitValueKind.Result, "ok", value);

    /// <summary>Makes an <c>err</c> without a payload.</summary>
    public static WitValue Err() => new(WitValueKind.Result, CasePayload.Err);

    /// <summary>Makes an <c>err</c> with a payload.</summary>
    public static WitValue Err(WitValue value) => OfCase(WitValueKind.Result, "err", value);

    /// <summary>
    /// Makes a resource: the C# object of a host's, or the handle to a guest's; the type says whether it is lent or
    /// given.
    /// </summary>
    public static WitValue Resource(object resource)
    {
        ArgumentNullException.ThrowIfNull(resource);
        return new(WitValueKind.Resource, resource);
    }

    /// <summary>The items of a list, a tuple or a map, whose items are tuples of a key and a value.</summary>
    /// <exception cref="InvalidCastException">The value is of another kind.</exception>
    public WitList Items => new((Array)(Kind == WitValueKind.Tuple ? _payload! : Payload(WitValueKind.List)));

    /// <summary>
    /// The name of a case of a variant or an enum; <c>some</c>, <c>none</c>, <c>ok</c>, <c>err</c> of an option or a
    /// result.
    /// </summary>
    /// <exception cref="InvalidCastException">The value is of another kind.</exception>
    public string CaseName => _payload switch
    {
        CasePayload @case => @case.Name,
        string name when Kind == WitValueKind.Enum => name,
        _ => throw new InvalidCastException($"a value of kind {Kind} has no case"),
    };

    /// <summary>The payload of a case of a variant, an option or a result; null where it has none.</summary>
    /// <exception cref="InvalidCastException">The value is of another kind.</exception>
    public WitValue? CaseValue => _payload switch
    {
        CasePayload { HasPayload: true } @case => @case.Payload,
        CasePayload => (WitValue?)null,
        string when Kind == WitValueKind.Enum => null,
        _ => throw new InvalidCastException($"a value of kind {Kind} has no case"),
    };

    /// <summary>The names of a record's fields, or of the flags that are set, in their order.</summary>
    /// <exception cref="InvalidCastException">The value is of another kind.</exception>
    public IReadOnlyList<string> Names => Array.AsReadOnly(
        Kind == WitValueKind.Flags ? (string[])_payload! : ((RecordPayload)Payload(WitValueKind.Record)).Names);

    /// <summary>A record's field.</summary>
    /// <exception cref="InvalidCastException">The value is of another kind.</exception>
    /// <exception cref="KeyNotFoundException">The record has no such field.</exception>
    public WitValue this[string field]
    {
        get
        {
            var record = RecordFields;
            var index = record.IndexOf(field);
            return index < 0 ? throw new KeyNotFoundException($"the record has no field `{field}`")
                : record.Values[index];
        }
    }

    /// <summary>The resource: a host's C# object, or the handle to a guest's.</summary>
    /// <exception cref="InvalidCastException">The value is of another kind.</exception>
    public object AsResource() => Payload(WitValueKind.Resource);

    internal RecordPayload RecordFields => (RecordPayload)Payload(WitValueKind.Record);

    internal string[] FlagNames => (string[])Payload(WitValueKind.Flags);

    /// <summary>Whether this is an integer with a sign.</summary>
    internal bool IsSigned => Kind is WitValueKind.S8 or WitValueKind.S16 or WitValueKind.S32 or WitValueKind.S64;

    /// <summary>The bits of an integer between <paramref name="least"/> and <paramref name="greatest"/>, its sign extended.</summary>
    /// <remarks>Methods with numbers of 128 bits would be in no image that is compiled ahead of time.</remarks>
    /// <exception cref="InvalidCastException">The value is no integer.</exception>
    /// <exception cref="OverflowException">The value is not between them.</exception>
    private ulong Integer(long least, ulong greatest)
    {
        if (!IsSigned && Kind is not (WitValueKind.U8 or WitValueKind.U16 or WitValueKind.U32 or WitValueKind.U64))
        {
            throw new InvalidCastException($"a value of kind {Kind} is not an integer");
        }
        var fits = IsSigned && (long)_bits < 0 ? (long)_bits >= least : _bits <= greatest;
        return fits ? _bits : throw new OverflowException($"{ToString()} is not between {least} and {greatest}");
    }

    /// <summary>Makes a record without copying: the caller gives the arrays up.</summary>
    internal static WitValue OfRecord(string[] names, WitValue[] values) =>
        new(WitValueKind.Record, new RecordPayload(names, values), DepthOver(values));

    internal static WitValue OfItems(WitValueKind kind, WitValue[] items) => new(kind, items, DepthOver(items));

    internal static WitValue OfFlags(string[] names) => new(WitValueKind.Flags, names);

    internal static WitValue OfNumbers(Array items)
    {
        var isNumber = Type.GetTypeCode(items.GetType().GetElementType()) is >= TypeCode.SByte and <= TypeCode.Double
            && !items.GetType().GetElementType()!.IsEnum;
        return isNumber
            ? new(WitValueKind.List, items, 1)
            : throw new ArgumentException(
                $"a list of numbers cannot have items of {items.GetType().GetElementType()}", nameof(items));
    }

    internal static WitValue OfCase(WitValueKind kind, string name, WitValue payload)
    {
        ArgumentNullException.ThrowIfNull(name);
        return new(kind, new CasePayload(name, true, payload), payload._depth + 1);
    }

    /// <summary>Whether both are equal by structure.</summary>
    public bool Equals(WitValue other) => Kind == other.Kind && _bits == other._bits
        && (ReferenceEquals(_payload, other._payload) || PayloadEquals(other));

    private bool PayloadEquals(WitValue other) => (_payload, other._payload) switch
    {
        (string a, string b) => a == b,
        (CasePayload a, CasePayload b) => a.Name == b.Name && a.HasPayload == b.HasPayload && a.Payload == b.Payload,
        (RecordPayload a, RecordPayload b) => RecordEquals(a, b),
        (string[] a, string[] b) => a.Length == b.Length && new HashSet<string>(a).SetEquals(b),
        (Array a, Array b) => new WitList(a) == new WitList(b),
        _ => false,
    };

    private static bool RecordEquals(RecordPayload a, RecordPayload b)
    {
        if (a.Names.Length != b.Names.Length)
        {
            return false;
        }
        for (var i = 0; i < a.Names.Length; i++)
        {
            var j = i < b.Names.Length && b.Names[i] == a.Names[i] ? i : b.IndexOf(a.Names[i]);
            if (j < 0 || a.Values[i] != b.Values[j])
            {
                return false;
            }
        }
        return true;
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is WitValue other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _payload switch
    {
        null => HashCode.Combine(Kind, _bits),
        string text => HashCode.Combine(Kind, text),
        CasePayload @case => HashCode.Combine(Kind, @case.Name, @case.Payload),
        RecordPayload record => HashCode.Combine(Kind, record.Names.Length),
        string[] flags => HashCode.Combine(Kind, flags.Length),
        Array items => HashCode.Combine(Kind, new WitList(items)),
        _ => HashCode.Combine(Kind, RuntimeHelpers.GetHashCode(_payload)),
    };

    /// <summary>Whether both are equal by structure.</summary>
    public static bool operator ==(WitValue left, WitValue right) => left.Equals(right);

    /// <summary>Whether they differ.</summary>
    public static bool operator !=(WitValue left, WitValue right) => !left.Equals(right);

    /// <summary>The value in WAVE; a resource, which WAVE cannot express, as its type in angle brackets.</summary>
    public override string ToString() => Wave.Write(this);

    private ulong Bits(WitValueKind kind) => Kind == kind ? _bits : throw WrongKind(kind);

    private object Payload(WitValueKind kind) => Kind == kind ? _payload! : throw WrongKind(kind);

    private InvalidCastException WrongKind(WitValueKind wanted) =>
        new(string.Create(CultureInfo.InvariantCulture, $"the value is of kind {Kind}, not {wanted}"));

    private static int DepthOver(WitValue[] items)
    {
        var depth = 0;
        foreach (var item in items)
        {
            depth = Math.Max(depth, item._depth);
        }
        return depth + 1;
    }
}
