using Dovetail.Wasm.Binary;

namespace Dovetail.Wasm.Modules;

/// <summary>
/// The names that a toolchain left in the custom section <c>name</c> (core specification 3.0, appendix "Custom Sections"): of the
/// module and of what it defines, for people to read. Immutable once read.
/// </summary>
/// <remarks>
/// The section means nothing to a program, so an error in it is none in the module: what stands before the error is kept. The names
/// come from the guest and are neither unique nor fit for a terminal. Besides the parts of the specification those are read that toolchains
/// write as well: the names of labels, tables, memories, globals and segments.
/// </remarks>
public sealed class NameSection
{
    internal const string SectionName = "name";
    private const int MostSearched = 16 << 20;

    private readonly SortedDictionary<NamePart, IndexNames> _maps = [];
    private readonly SortedDictionary<(NamePart Part, int Outer), IndexNames> _inner = [];

    internal NameSection()
    {
    }

    /// <summary>The name of the module; null where it has none.</summary>
    public string? Module { get; internal set; }

    /// <summary>Whether everything in the section is known and well-formed, so that nothing is lost when it is written again.</summary>
    internal bool IsWhole { get; private set; } = true;

    /// <summary>How many names there are.</summary>
    internal int Count => (Module is null ? 0 : 1) + _maps.Values.Sum(map => map.Count) + _inner.Values.Sum(map => map.Count);

    /// <summary>Reads the first name section of <paramref name="module"/>; without one, nothing has a name.</summary>
    public static NameSection Read(ModuleDefinition module)
    {
        ArgumentNullException.ThrowIfNull(module);
        var names = new NameSection();
        if (module.CustomSections.FirstOrDefault(section => section.Name == SectionName) is { } section)
        {
            names.ReadParts(new ByteReader(section.Bytes.Span));
        }
        return names;
    }

    /// <summary>Reads the content of a name section.</summary>
    internal static NameSection Read(ReadOnlySpan<byte> content)
    {
        var names = new NameSection();
        names.ReadParts(new ByteReader(content));
        return names;
    }

    /// <summary>
    /// The name of the function at <paramref name="index"/>, found without reading the others: for the few that a trap shows. A section of more
    /// than 16 MiB is not searched.
    /// </summary>
    internal static string? FindFunction(ModuleDefinition module, int index)
    {
        var section = module.CustomSections.FirstOrDefault(section => section.Name == SectionName);
        if (section is null || section.Bytes.Length > MostSearched)
        {
            return null;
        }
        try
        {
            return Find(new ByteReader(section.Bytes.Span), index);
        }
        catch (Exception error) when (error is MalformedException or LimitException)
        {
            return null;
        }
    }

    /// <summary>The name of the function at <paramref name="index"/>, imports counted; null where it has none.</summary>
    public string? FunctionName(int index) => Of(NamePart.Functions).Find(index);

    /// <summary>The names of an index space of the module.</summary>
    internal IndexNames Of(NamePart part) => _maps.GetValueOrDefault(part, IndexNames.Empty);

    /// <summary>The names of an index space inside a function (locals, labels) or a type (fields).</summary>
    internal IndexNames Of(NamePart part, int outer) => _inner.GetValueOrDefault((part, outer), IndexNames.Empty);

    /// <summary>Adds names that are not empty, once for each part.</summary>
    internal void Add(NamePart part, IndexNames names)
    {
        if (names.Count > 0)
        {
            _maps.Add(part, names);
        }
    }

    /// <summary>Adds names inside a function or type that are not empty, once for each.</summary>
    internal void Add(NamePart part, int outer, IndexNames names)
    {
        if (names.Count > 0)
        {
            _inner.Add((part, outer), names);
        }
    }

    /// <summary>The content of the section that has these names.</summary>
    internal byte[] Encode()
    {
        var (writer, content) = (new ByteWriter(), new ByteWriter());
        foreach (var part in Enum.GetValues<NamePart>())
        {
            content.Clear();
            WritePart(part, content);
            if (content.Length > 0)
            {
                writer.WriteSection((byte)part, content.Written);
            }
        }
        return writer.ToArray();
    }

    private void WritePart(NamePart part, ByteWriter content)
    {
        if (part == NamePart.Module && Module is { } name)
        {
            content.WriteName(name);
        }
        else if (_maps.TryGetValue(part, out var map))
        {
            map.Write(content);
        }
        else if (part.IsIndirect() && _inner.Count(entry => entry.Key.Part == part) is > 0 and var count)
        {
            content.WriteIndex(count);
            foreach (var ((_, outer), names) in _inner.Where(entry => entry.Key.Part == part))
            {
                content.WriteIndex(outer);
                names.Write(content);
            }
        }
    }

    private static string? Find(ByteReader reader, int index)
    {
        while (!reader.AtEnd)
        {
            var part = (NamePart)reader.ReadByte();
            var content = new ByteReader(reader.ReadBytes(reader.ReadCount()));
            if (part == NamePart.Functions)
            {
                return FindIn(content, index);
            }
        }
        return null;
    }

    // The indices rise.
    private static string? FindIn(ByteReader reader, int index)
    {
        for (var left = reader.ReadCount(); left > 0; left--)
        {
            var at = reader.ReadIndex();
            if (at >= index)
            {
                return at == index ? reader.ReadName() : null;
            }
            reader.ReadBytes(reader.ReadCount());
        }
        return null;
    }

    private void ReadParts(ByteReader reader)
    {
        try
        {
            while (!reader.AtEnd)
            {
                var part = (NamePart)reader.ReadByte();
                ReadPart(part, new ByteReader(reader.ReadBytes(reader.ReadCount())));
            }
        }
        catch (Exception error) when (error is MalformedException or LimitException)
        {
            // What was read until here is all there is.
            IsWhole = false;
        }
    }

    private void ReadPart(NamePart part, ByteReader reader)
    {
        if (part == NamePart.Module)
        {
            IsWhole &= Module is null;
            Module = reader.ReadName();
        }
        else if (part.IsIndirect())
        {
            ReadInner(part, ref reader);
        }
        else if (Enum.IsDefined(part) && !_maps.ContainsKey(part))
        {
            var names = new IndexNames();
            _maps.Add(part, names);
            names.Read(ref reader);
        }
        else
        {
            IsWhole = false;
            return;
        }
        IsWhole &= reader.AtEnd;
    }

    private void ReadInner(NamePart part, ref ByteReader reader)
    {
        var last = -1;
        for (var left = reader.ReadCount(); left > 0; left--)
        {
            var outer = reader.ReadIndex();
            if (outer <= last || _inner.ContainsKey((part, outer)))
            {
                throw new MalformedException("names out of order", 0);
            }
            var names = new IndexNames();
            _inner.Add((part, outer), names);
            names.Read(ref reader);
            last = outer;
        }
    }
}

/// <summary>The parts of a name section, by their ids.</summary>
internal enum NamePart : byte
{
    Module,
    Functions,
    Locals,
    Labels,
    Types,
    Tables,
    Memories,
    Globals,
    Elements,
    Data,
    Fields,
    Tags,
}

internal static class NameParts
{
    /// <summary>Whether the names are those of an index space inside functions or types.</summary>
    public static bool IsIndirect(this NamePart part) => part is NamePart.Locals or NamePart.Labels or NamePart.Fields;
}
