using System.Collections.Immutable;
using Dovetail.Wasm.Binary;

namespace Dovetail.Wasm.Metadata;

/// <summary>
/// What a toolchain left in the custom section <c>producers</c> (tool conventions, "Producers Section"): the languages, tools and libraries that made
/// a module or component, each with its version. Immutable.
/// </summary>
/// <param name="Fields">The fields, in order: <c>language</c>, <c>processed-by</c>, <c>sdk</c>, or another one.</param>
public sealed record Producers(ImmutableArray<ProducersField> Fields)
{
    internal const string SectionName = "producers";

    /// <summary>Reads the content of the section; null if it is not of the format.</summary>
    public static Producers? TryRead(ReadOnlySpan<byte> content)
    {
        var reader = new ByteReader(content);
        try
        {
            var fields = ImmutableArray.CreateBuilder<ProducersField>();
            for (var left = reader.ReadCount(); left > 0; left--)
            {
                var name = reader.ReadName();
                var values = ImmutableArray.CreateBuilder<ProducersValue>();
                for (var count = reader.ReadCount(); count > 0; count--)
                {
                    values.Add(new ProducersValue(reader.ReadName(), reader.ReadName()));
                }
                fields.Add(new ProducersField(name, values.DrainToImmutable()));
            }
            return reader.AtEnd ? new Producers(fields.DrainToImmutable()) : null;
        }
        catch (DovetailException)
        {
            return null;
        }
    }

    /// <summary>This with a value in a field, in the place of one that has its name there.</summary>
    public Producers With(string field, ProducersValue value)
    {
        var index = Fields.IndexOf(Fields.FirstOrDefault(known => known.Name == field)!);
        if (index < 0)
        {
            return new Producers(Fields.Add(new ProducersField(field, [value])));
        }
        var values = Fields[index].Values;
        var place = values.IndexOf(values.FirstOrDefault(known => known.Name == value.Name));
        return new Producers(Fields.SetItem(index, new ProducersField(field, place < 0 ? values.Add(value) : values.SetItem(place, value))));
    }

    /// <summary>The content of the section.</summary>
    public byte[] Encode()
    {
        var writer = new ByteWriter();
        writer.WriteIndex(Fields.Length);
        foreach (var field in Fields)
        {
            writer.WriteName(field.Name);
            writer.WriteIndex(field.Values.Length);
            foreach (var value in field.Values)
            {
                writer.WriteName(value.Name);
                writer.WriteName(value.Version);
            }
        }
        return writer.ToArray();
    }
}

/// <summary>A field of the section, and what it lists.</summary>
/// <param name="Name">The name of the field.</param>
/// <param name="Values">Its entries, in order.</param>
public sealed record ProducersField(string Name, ImmutableArray<ProducersValue> Values);

/// <summary>A language, tool or library.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">Its version; may be empty.</param>
public readonly record struct ProducersValue(string Name, string Version);
