using Dovetail.Wasm.Binary;
using Dovetail.Wasm.Modules;

namespace Dovetail.Tests.Wasm.Modules;

/// <summary>Puts modules together from the bytes of their sections.</summary>
internal static class ModuleBytes
{
    /// <summary>The type section with the one type [] -> [].</summary>
    public static readonly byte[] EmptyFunctionType = Section(SectionId.Type, 1, 0x60, 0, 0);

    /// <summary>The function section with one function of type 0.</summary>
    public static readonly byte[] OneFunction = Section(SectionId.Function, 1, 0);

    public static byte[] Section(SectionId id, params byte[] content)
    {
        var writer = new ByteWriter();
        writer.WriteSection((byte)id, content);
        return writer.ToArray();
    }

    /// <summary>The code section with one function, its size computed.</summary>
    public static byte[] Code(params byte[] localsAndBody) =>
        Section(SectionId.Code, [1, checked((byte)localsAndBody.Length), .. localsAndBody]);

    public static byte[] Module(params byte[][] sections) => [.. "\0asm"u8, 1, 0, 0, 0, .. sections.SelectMany(s => s)];

    /// <summary>A module with one function of type [] -> [] and the given code behind its (absent) locals.</summary>
    public static byte[] Function(params byte[] body) => Module(EmptyFunctionType, OneFunction, Code([0, .. body]));
}
