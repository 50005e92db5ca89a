using System.Diagnostics;
using Dovetail.Wasm.Binary;

namespace Dovetail.Wasm.Components.Encoding;

/// <summary>Writes canonical definitions (Binary.md, "Canonical Definitions").</summary>
internal static class CanonEncoder
{
    public static void Write(ByteWriter writer, Canon canon)
    {
        switch (canon)
        {
            case CanonLift lift:
                writer.WriteBytes([0x00, 0x00]);
                writer.WriteIndex(lift.CoreFunction);
                writer.WriteVector(lift.Options, WriteOption);
                writer.WriteIndex(lift.Type);
                break;
            case CanonLower lower:
                writer.WriteBytes([0x01, 0x00]);
                writer.WriteIndex(lower.Function);
                writer.WriteVector(lower.Options, WriteOption);
                break;
            case CanonResourceNew resource:
                WriteIndexed(writer, 0x02, resource.Resource);
                break;
            case CanonResourceDrop resource:
                WriteIndexed(writer, 0x03, resource.Resource);
                break;
            case CanonResourceRep resource:
                WriteIndexed(writer, 0x04, resource.Resource);
                break;
            default:
                throw new UnreachableException($"no encoder for {canon}");
        }
    }

    private static void WriteIndexed(ByteWriter writer, byte code, int index)
    {
        writer.WriteByte(code);
        writer.WriteIndex(index);
    }

    private static void WriteOption(ByteWriter writer, CanonOption option)
    {
        writer.WriteByte((byte)option.Kind);
        if (option.Kind >= CanonOptionKind.Memory)
        {
            writer.WriteIndex(option.Index);
        }
    }
}
