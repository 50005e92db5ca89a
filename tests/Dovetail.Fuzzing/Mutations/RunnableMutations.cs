using Dovetail.Wasm.Instructions;

namespace Dovetail.Fuzzing.Mutations;

/// <summary>
/// Changes that mostly stay valid, so that what they break is reached by running it: constants, operators of one type, offsets, data,
/// canonical options and primitive types.
/// </summary>
internal static class RunnableMutations
{
    private const int DataSection = 11;
    private const int TypeSection = 7;
    private const int CanonSection = 8;

    // Opcodes of one type each: any may stand for any other of its row.
    private static readonly (byte First, byte Last)[] Alike =
        [(0x46, 0x4f), (0x51, 0x5a), (0x67, 0x69), (0x6a, 0x78), (0x79, 0x7b), (0x7c, 0x8a), (0x92, 0x98), (0xa0, 0xa6)];

    /// <summary>The tree's bytes with one to three such changes.</summary>
    public static byte[] Mutate(byte[] input, SeededRandom random)
    {
        if (SectionTree.TryParse(input) is not { } tree) return input;
        for (var changes = 1 + random.Below(3); changes > 0; changes--)
        {
            var part = random.Pick<SectionTree>([.. tree.All()]);
            if (part.IsComponent) ChangeBytes(part, random.OneIn(2) ? CanonSection : TypeSection, random);
            else if (random.OneIn(4)) ChangeBytes(part, DataSection, random);
            else ChangeBody(part, random);
        }

        return tree.ToBytes();
    }

    private static void ChangeBytes(SectionTree part, int id, SeededRandom random)
    {
        var sections = part.Sections.Where(section => section.Id == id && section.Bytes.Length > 0).ToArray();
        if (sections.Length == 0) return;
        var bytes = random.Pick<Section>(sections).Bytes;
        var at = random.Below(bytes.Length);
        // Primitive types lie side by side; small numbers are indices, options and flags.
        bytes[at] = bytes[at] switch
        {
            >= 0x73 and <= 0x7f => (byte)(0x73 + random.Below(13)),
            < 0x10 => (byte)random.Below(0x10),
            _ => random.OneIn(2) ? random.Byte() : bytes[at],
        };
    }

    private static void ChangeBody(SectionTree part, SeededRandom random)
    {
        if (part.Sections.Find(section => section.Bodies is { Count: > 0 })?.Bodies is not { } bodies) return;
        var index = random.Below(bodies.Count);
        for (var attempts = 0; attempts < 8; attempts++)
        {
            if (ChangeInstruction(bodies[index], random) is not { } changed) continue;
            bodies[index] = changed;
            return;
        }
    }

    private static byte[]? ChangeInstruction(byte[] body, SeededRandom random)
    {
        var (start, places) = Instructions(body);
        if (places.Count == 0) return null;
        var (at, end) = random.Pick<(int, int)>([.. places]);
        (at, end) = (at + start, end + start);
        var opcode = body[at];
        var row = Array.Find(Alike, range => opcode >= range.First && opcode <= range.Last);
        if (row.First != 0) return [.. body[..at], (byte)(row.First + random.Below(row.Last - row.First + 1)), .. body[end..]];
        var number = new List<byte> { opcode };
        switch (opcode)
        {
            case 0x41: Leb.WriteSigned(number, (int)random.Boundary()); break;
            case 0x42: Leb.WriteSigned(number, (long)random.Boundary()); break;
            case >= 0x28 and <= 0x3e:
                number.Add(0);
                Leb.Write(number, random.OneIn(2) ? (ulong)random.Below(64) : (uint)random.Boundary());
                break;
            case 0x20 or 0x21 or 0x22: Leb.Write(number, (ulong)random.Below(4)); break;
            case 0x0d: return [.. body[..at], 0x1a, .. body[end..]];
            default: return null;
        }

        return [.. body[..at], .. number, .. body[end..]];
    }

    /// <summary>Where the code starts, and where in it each instruction starts and ends.</summary>
    private static (int Start, List<(int At, int End)> Places) Instructions(byte[] body)
    {
        var start = 0;
        var places = new List<(int, int)>();
        if (!Leb.TryRead(body, ref start, out var runs)) return (0, places);
        for (var i = 0UL; i < runs; i++)
        {
            if (!Leb.TryRead(body, ref start, out _)) return (0, places);
            start++;
        }

        try
        {
            var reader = new InstructionReader(body.AsSpan(start), 0);
            for (var at = 0; reader.Read(); at = reader.Position) places.Add((at, reader.Position));
        }
        catch (DovetailException)
        {
            // A body that an earlier change broke: what was read before is enough.
        }

        return (start, places);
    }
}
