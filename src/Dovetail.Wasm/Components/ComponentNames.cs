using Dovetail.Wasm.Binary;
using Dovetail.Wasm.Components.Decoding;
using Dovetail.Wasm.Components.Encoding;
using Dovetail.Wasm.Modules;

namespace Dovetail.Wasm.Components;

/// <summary>
/// The names that a toolchain left in the custom section <c>component-name</c> (Binary.md, "Name Section"): of the component and of what it
/// defines, for people to read.
/// </summary>
/// <remarks>
/// The section means nothing to a program, so an error in it is none in the component: what stands before the error is kept. The names come from
/// the guest and are neither unique nor fit for a terminal.
/// </remarks>
internal sealed class ComponentNames
{
    public const string SectionName = "component-name";
    private const byte ComponentPart = 0;
    private const byte SortPart = 1;

    private readonly SortedDictionary<Sort, IndexNames> _maps = [];

    /// <summary>The name of the component; null where it has none.</summary>
    public string? Component { get; set; }

    /// <summary>Whether everything in the section is known and well-formed, so that nothing is lost when it is written again.</summary>
    public bool IsWhole { get; private set; } = true;

    /// <summary>How many names there are.</summary>
    public int Count => (Component is null ? 0 : 1) + _maps.Values.Sum(map => map.Count);

    /// <summary>Reads the first name section of <paramref name="component"/>, nested ones aside; without one, nothing has a name.</summary>
    public static ComponentNames Read(ComponentDefinition component)
    {
        var names = new ComponentNames();
        if (component.Fields.OfType<CustomField>().FirstOrDefault(section => section.Name == SectionName) is { } section)
        {
            names.ReadParts(new ByteReader(section.Bytes.Span));
        }
        return names;
    }

    /// <summary>Reads the content of a name section.</summary>
    public static ComponentNames Read(ReadOnlySpan<byte> content)
    {
        var names = new ComponentNames();
        names.ReadParts(new ByteReader(content));
        return names;
    }

    /// <summary>The names of an index space of the component.</summary>
    public IndexNames Of(Sort sort) => _maps.GetValueOrDefault(sort, IndexNames.Empty);

    /// <summary>Adds names that are not empty, once for each sort.</summary>
    public void Add(Sort sort, IndexNames names)
    {
        if (names.Count > 0)
        {
            _maps.Add(sort, names);
        }
    }

    /// <summary>The content of the section that has these names.</summary>
    public byte[] Encode()
    {
        var (writer, content) = (new ByteWriter(), new ByteWriter());
        if (Component is { } name)
        {
            content.WriteName(name);
            writer.WriteSection(ComponentPart, content.Written);
        }
        foreach (var (sort, names) in _maps)
        {
            content.Clear();
            DefinitionEncoder.WriteSort(content, sort);
            names.Write(content);
            writer.WriteSection(SortPart, content.Written);
        }
        return writer.ToArray();
    }

    private void ReadParts(ByteReader reader)
    {
        try
        {
            while (!reader.AtEnd)
            {
                var part = reader.ReadByte();
                ReadPart(part, new ByteReader(reader.ReadBytes(reader.ReadCount())));
            }
        }
        catch (DovetailException)
        {
            // What was read until here is all there is.
            IsWhole = false;
        }
    }

    private void ReadPart(byte part, ByteReader reader)
    {
        if (part == ComponentPart)
        {
            IsWhole &= Component is null;
            Component = reader.ReadName();
        }
        else if (part == SortPart)
        {
            var names = new IndexNames();
            IsWhole &= _maps.TryAdd(DefinitionDecoder.ReadSort(ref reader, new DecodingContext()), names);
            names.Read(ref reader);
        }
        else
        {
            IsWhole = false;
            return;
        }
        IsWhole &= reader.AtEnd;
    }
}
