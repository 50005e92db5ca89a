using System.Buffers.Binary;
using Dovetail.Wasm.Binary;

namespace Dovetail.Wasm.Modules.Decoding;

/// <summary>
/// Reads a core module from the binary format (core specification 3.0, 5.5 "Modules"). Safe from many threads.
/// </summary>
/// <remarks>
/// The sections of a module stand in a fixed order, each at most once, with custom sections anywhere between; a file of this
/// folder reads each kind. All of WebAssembly 3.0 is read, whatever is supported later on. Reading checks the form alone: that numbers
/// fit, names are UTF-8, sections end where they say, opcodes exist and blocks are closed. It does not check that an index
/// means something or that types match, which is for the validator, and it keeps custom sections as bytes.
/// </remarks>
public static class ModuleDecoder
{
    private const uint Version = 1;

    /// <summary>Reads a module. The result refers to <paramref name="input"/>, which must not change afterwards.</summary>
    /// <exception cref="MalformedException">The input is not of the binary format.</exception>
    /// <exception cref="LimitException">The module has more of something than the limits of the JavaScript interface allow.</exception>
    /// <exception cref="UnsupportedException">The code has instructions of the threads or the legacy exceptions.</exception>
    public static ModuleDefinition Decode(ReadOnlyMemory<byte> input) => Decode(input, 0);

    /// <summary>Reads a module but the code of its functions, which is left to <see cref="Validation.DeferredBodies"/>.</summary>
    internal static ModuleDefinition DecodeDeclarations(ReadOnlyMemory<byte> input) => Decode(input, 0, defersCode: true);

    /// <summary>Reads a module whose first byte stands at <paramref name="origin"/> of a larger input, by which places are reported.</summary>
    internal static ModuleDefinition Decode(ReadOnlyMemory<byte> input, int origin, bool defersCode = false)
    {
        ModuleLimits.ModuleBytes.Check(input.Length, origin);
        var reader = new ByteReader(input.Span, origin);
        ReadHeader(ref reader);
        var sections = new ModuleSections(input, origin, defersCode);
        var next = 0;
        while (!reader.AtEnd)
        {
            var start = reader.Offset;
            var id = (SectionId)reader.ReadByte();
            var size = reader.ReadCount();
            var content = new ByteReader(reader.ReadBytes(size), reader.Offset - size);
            if (id == SectionId.Custom)
            {
                sections.ReadCustom(ref content, next == 0 ? SectionId.Custom : SectionOrder.All[next - 1]);
                continue;
            }
            next = Place(id, next, start);
            sections.Read(id, ref content);
            if (!content.AtEnd)
            {
                throw new MalformedException("section size mismatch", content.Offset);
            }
        }
        return sections.ToDefinition(reader.Offset);
    }

    private static void ReadHeader(ref ByteReader reader)
    {
        var start = reader.Offset;
        if (reader.ReadFixed32() != BinaryPrimitives.ReadUInt32LittleEndian("\0asm"u8))
        {
            throw new MalformedException("magic header not detected", start);
        }
        var version = reader.ReadFixed32();
        if (version != Version)
        {
            // The upper half is the layer, which is 1 for components.
            throw new MalformedException(
                version >> 16 == 1 ? "unknown binary version: expected a core module, found a component" : "unknown binary version", start + 4);
        }
    }

    /// <summary>The place in the order behind section <paramref name="id"/>, which must not stand before <paramref name="next"/>.</summary>
    private static int Place(SectionId id, int next, int offset)
    {
        // A loop, for a search by vectors is slower to load than this is to run.
        var place = 0;
        while (place < SectionOrder.All.Length && SectionOrder.All[place] != id)
        {
            place++;
        }
        if (place == SectionOrder.All.Length)
        {
            throw new MalformedException("malformed section id", offset);
        }
        return place >= next ? place + 1 : throw new MalformedException("unexpected content after last section", offset);
    }
}
