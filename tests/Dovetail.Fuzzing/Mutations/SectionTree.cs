using System.Buffers.Binary;

namespace Dovetail.Fuzzing.Mutations;

/// <summary>
/// A module or component as mutators see it: its sections, the modules and components inside them, and the bodies of code sections.
/// Writing it gives right sizes again, so that a change deep inside reaches the code behind the decoder's first checks.
/// </summary>
/// <remarks>What does not parse stays as bytes. Only framing is known here, nothing of what sections mean.</remarks>
internal sealed class SectionTree
{
    private const int HeaderLength = 8;
    private const int MaxDepth = 16;

    private SectionTree(byte[] header, bool isComponent) => (Header, IsComponent) = (header, isComponent);

    /// <summary>Magic and version.</summary>
    public byte[] Header { get; }

    /// <summary>Whether the header says component.</summary>
    public bool IsComponent { get; }

    /// <summary>The sections, in order.</summary>
    public List<Section> Sections { get; } = [];

    /// <summary>Reads the framing; null where <paramref name="bytes"/> are not framed like a module or component.</summary>
    public static SectionTree? TryParse(ReadOnlySpan<byte> bytes, int depth = 0)
    {
        if (bytes.Length < HeaderLength || depth > MaxDepth) return null;
        if (BinaryPrimitives.ReadUInt32BigEndian(bytes) != 0x0061736d) return null;
        var tree = new SectionTree(bytes[..HeaderLength].ToArray(), isComponent: bytes[6] == 1);
        for (var at = HeaderLength; at < bytes.Length;)
        {
            var id = bytes[at++];
            if (!Leb.TryRead(bytes, ref at, out var size) || size > (ulong)(bytes.Length - at)) return null;
            tree.Sections.Add(Section.Parse(id, bytes.Slice(at, (int)size), tree.IsComponent, depth));
            at += (int)size;
        }

        return tree;
    }

    /// <summary>This tree and all modules and components inside it.</summary>
    public IEnumerable<SectionTree> All() =>
        Sections.Where(s => s.Nested is not null).SelectMany(s => s.Nested!.All()).Prepend(this);

    /// <summary>Writes the bytes with sizes that fit.</summary>
    public byte[] ToBytes()
    {
        var output = new List<byte>(Header);
        foreach (var section in Sections)
        {
            var payload = section.Payload();
            output.Add(section.Id);
            Leb.Write(output, (ulong)payload.Length);
            output.AddRange(payload);
        }

        return [.. output];
    }
}

/// <summary>A section: bytes, a nested module or component, or the bodies of a code section.</summary>
internal sealed class Section
{
    private const int CodeSection = 10;

    /// <summary>The section's number.</summary>
    public required byte Id { get; init; }

    /// <summary>The payload, where neither <see cref="Nested"/> nor <see cref="Bodies"/> stands for it.</summary>
    public byte[] Bytes { get; set; } = [];

    /// <summary>The module (section 1) or component (section 4) of a component's section.</summary>
    public SectionTree? Nested { get; init; }

    /// <summary>The bodies of a module's code section, without their sizes.</summary>
    public List<byte[]>? Bodies { get; init; }

    /// <summary>A copy that can be changed by itself.</summary>
    public Section Copy() => new()
    {
        Id = Id,
        Bytes = [.. Bytes],
        Nested = Nested is null ? null : SectionTree.TryParse(Nested.ToBytes()),
        Bodies = Bodies is null ? null : [.. Bodies],
    };

    /// <summary>The payload as bytes.</summary>
    public byte[] Payload()
    {
        if (Nested is not null) return Nested.ToBytes();
        if (Bodies is null) return Bytes;
        var output = new List<byte>();
        Leb.Write(output, (ulong)Bodies.Count);
        foreach (var body in Bodies)
        {
            Leb.Write(output, (ulong)body.Length);
            output.AddRange(body);
        }

        return [.. output];
    }

    internal static Section Parse(byte id, ReadOnlySpan<byte> payload, bool inComponent, int depth)
    {
        if (inComponent && id is 1 or 4 && SectionTree.TryParse(payload, depth + 1) is { } nested)
            return new Section { Id = id, Nested = nested };
        if (!inComponent && id == CodeSection && TryBodies(payload) is { } bodies)
            return new Section { Id = id, Bodies = bodies };
        return new Section { Id = id, Bytes = payload.ToArray() };
    }

    private static List<byte[]>? TryBodies(ReadOnlySpan<byte> payload)
    {
        var at = 0;
        var bodies = new List<byte[]>();
        if (!Leb.TryRead(payload, ref at, out var count) || count > (ulong)payload.Length) return null;
        for (var i = 0UL; i < count; i++)
        {
            if (!Leb.TryRead(payload, ref at, out var size) || size > (ulong)(payload.Length - at)) return null;
            bodies.Add(payload.Slice(at, (int)size).ToArray());
            at += (int)size;
        }

        return at == payload.Length ? bodies : null;
    }
}
