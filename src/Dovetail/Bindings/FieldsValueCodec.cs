using Dovetail.CanonicalAbi;
using Dovetail.Wit.Types;

namespace Dovetail.Bindings;

/// <summary>A record or a tuple as a value; also all parameters of a call, which are a tuple to the ABI.</summary>
internal sealed class FieldsValueCodec(WitType type, string[]? names, Codec<WitValue>[] fields, uint[] offsets,
    uint size, uint alignment)
    : Codec<WitValue>(size, alignment, fields.Sum(field => field.FlatCount))
{
    public override WitValue Load(in LiftLowerContext cx, ulong address)
    {
        var values = new WitValue[fields.Length];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = fields[i].Load(cx, address + offsets[i]);
        }
        return Make(values);
    }

    public override void Store(in LiftLowerContext cx, ulong address, WitValue value)
    {
        var values = Take(value);
        for (var i = 0; i < fields.Length; i++)
        {
            fields[i].Store(cx, address + offsets[i], values[i]);
        }
    }

    public override WitValue LiftFlat(in LiftLowerContext cx, ref FlatReader flat)
    {
        var values = new WitValue[fields.Length];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = fields[i].LiftFlat(cx, ref flat);
        }
        return Make(values);
    }

    public override void LowerFlat(in LiftLowerContext cx, ref FlatWriter flat, WitValue value)
    {
        var values = Take(value);
        for (var i = 0; i < fields.Length; i++)
        {
            fields[i].LowerFlat(cx, ref flat, values[i]);
        }
    }

    private WitValue Make(WitValue[] values) =>
        names is null ? WitValue.OfItems(WitValueKind.Tuple, values) : WitValue.OfRecord(names, values);

    // A record's fields may come in another order than the type's.
    private WitValue[] Take(WitValue value)
    {
        if (names is null)
        {
            return value.Kind == WitValueKind.Tuple && value.Items.Count == fields.Length
                ? value.Items.Items as WitValue[] ?? [.. value.Items]
                : throw ValueMismatch.Of(type, value);
        }
        if (value.Kind != WitValueKind.Record || value.RecordFields is var record
            && record.Names.Length != names.Length)
        {
            throw ValueMismatch.Of(type, value);
        }
        return record.Names == names || record.Names.AsSpan().SequenceEqual(names)
            ? record.Values
            : Array.ConvertAll(names, name =>
                record.IndexOf(name) is >= 0 and var i ? record.Values[i] : throw ValueMismatch.Of(type, value));
    }
}
