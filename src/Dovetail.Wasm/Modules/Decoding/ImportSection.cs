using System.Collections.Immutable;
using Dovetail.Wasm.Binary;

namespace Dovetail.Wasm.Modules.Decoding;

/// <summary>The import section (core specification 3.0, 5.5.5).</summary>
internal static class ImportSection
{
    public static ImmutableArray<Import> Read(ref ByteReader reader) => Vectors.Read(ref reader, ModuleLimits.Imports, ReadImport);

    private static Import ReadImport(ref ByteReader reader)
    {
        var start = reader.Offset;
        return new Import(reader.ReadName(), reader.ReadName(), ReadExternType(ref reader), start);
    }

    internal static ExternType ReadExternType(ref ByteReader reader) => (ExternKind)reader.ReadByte() switch
    {
        ExternKind.Function => new FunctionImport(reader.ReadIndex()),
        ExternKind.Table => ExternTypes.ReadTable(ref reader),
        ExternKind.Memory => ExternTypes.ReadMemory(ref reader),
        ExternKind.Global => ExternTypes.ReadGlobal(ref reader),
        ExternKind.Tag => ExternTypes.ReadTag(ref reader),
        _ => throw new MalformedException("malformed import kind", reader.Offset - 1),
    };
}
