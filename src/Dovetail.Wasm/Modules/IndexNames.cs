using Dovetail.Wasm.Binary;

namespace Dovetail.Wasm.Modules;

/// <summary>
/// The names of an index space, by rising index: the <c>namemap</c> of name sections, core's and components' (core specification 3.0, appendix
/// "Custom Sections").
/// </summary>
internal sealed class IndexNames
{
    private readonly List<int> _indices = [];
    private readonly List<string> _names = [];

    public static IndexNames Empty { get; } = new();

    public int Count => _indices.Count;

    /// <summary>The entry at a place of the map.</summary>
    public (int Index, string Name) this[int place] => (_indices[place], _names[place]);

    /// <summary>The name of what stands at <paramref name="index"/>; null where it has none.</summary>
    public string? Find(int index)
    {
        var found = _indices.BinarySearch(index);
        return found >= 0 ? _names[found] : null;
    }

    /// <summary>Adds a name behind the others.</summary>
    /// <exception cref="MalformedException">The index does not rise.</exception>
    public void Add(int index, string name)
    {
        if (index < 0 || (_indices.Count > 0 && index <= _indices[^1]))
        {
            throw new MalformedException("names out of order", 0);
        }
        _indices.Add(index);
        _names.Add(name);
    }

    /// <summary>Reads a map to its end or to the first error, which is thrown; what stands before it is kept.</summary>
    public void Read(ref ByteReader reader)
    {
        for (var left = reader.ReadCount(); left > 0; left--)
        {
            Add(reader.ReadIndex(), reader.ReadName());
        }
    }

    public void Write(ByteWriter writer)
    {
        writer.WriteIndex(Count);
        for (var i = 0; i < Count; i++)
        {
            writer.WriteIndex(_indices[i]);
            writer.WriteName(_names[i]);
        }
    }
}
