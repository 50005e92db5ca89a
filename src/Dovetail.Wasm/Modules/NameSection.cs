using Dovetail.Wasm.Binary;

namespace Dovetail.Wasm.Modules;

/// <summary>
/// The names that a toolchain left in the custom section <c>name</c> (core specification 3.0, appendix "Custom Sections"): of the
/// module and of its functions, for people to read. Immutable.
/// </summary>
/// <remarks>
/// The section means nothing to a program, so an error in it is none in the module: what stands before the error is kept. The names
/// come from the guest and are neither unique nor fit for a terminal. The names of locals, types and the rest are not read.
/// </remarks>
public sealed class NameSection
{
    private const string SectionName = "name";
    private const byte ModulePart = 0;
    private const byte FunctionPart = 1;
    private const int MostSearched = 16 << 20;

    // By rising index, as the section has them.
    private readonly List<int> _indices = [];
    private readonly List<string> _names = [];

    private NameSection()
    {
    }

    /// <summary>The name of the module; null where it has none.</summary>
    public string? Module { get; private set; }

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
    public string? FunctionName(int index)
    {
        var found = _indices.BinarySearch(index);
        return found >= 0 ? _names[found] : null;
    }

    private static string? Find(ByteReader reader, int index)
    {
        while (!reader.AtEnd)
        {
            var part = reader.ReadByte();
            var content = new ByteReader(reader.ReadBytes(reader.ReadCount()));
            if (part == FunctionPart)
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
                var part = reader.ReadByte();
                ReadPart(part, new ByteReader(reader.ReadBytes(reader.ReadCount())));
            }
        }
        catch (Exception error) when (error is MalformedException or LimitException)
        {
            // What was read until here is all there is.
        }
    }

    private void ReadPart(byte part, ByteReader reader)
    {
        if (part == ModulePart)
        {
            Module = reader.ReadName();
        }
        else if (part == FunctionPart)
        {
            for (var left = reader.ReadCount(); left > 0; left--)
            {
                Add(reader.ReadIndex(), reader.ReadName());
            }
        }
    }

    private void Add(int index, string name)
    {
        if (index < 0 || (_indices.Count > 0 && index <= _indices[^1]))
        {
            throw new MalformedException("names out of order", 0);
        }
        _indices.Add(index);
        _names.Add(name);
    }
}
