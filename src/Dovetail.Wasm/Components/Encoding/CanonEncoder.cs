using System.Diagnostics;
using Dovetail.Wasm.Binary;

namespace Dovetail.Wasm.Components.Encoding;

/// <summary>Writes canonical definitions (Binary.md, "Canonical Definitions"); the built-ins by <see cref="BuiltInTable"/>.</summary>
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
            case CanonBuiltIn builtIn:
                writer.WriteByte((byte)builtIn.BuiltIn);
                foreach (var immediate in BuiltInTable.Of(builtIn.BuiltIn).Immediates)
                {
                    WriteImmediate(writer, builtIn, immediate);
                }
                break;
            default:
                throw new UnreachableException($"no encoder for {canon}");
        }
    }

    private static void WriteImmediate(ByteWriter writer, CanonBuiltIn canon, BuiltInImmediate immediate)
    {
        switch (immediate)
        {
            case BuiltInImmediate.Type: writer.WriteIndex(canon.Type); break;
            case BuiltInImmediate.CoreType: writer.WriteIndex(canon.CoreType); break;
            case BuiltInImmediate.Table: writer.WriteIndex(canon.Table); break;
            case BuiltInImmediate.Memory: writer.WriteIndex(canon.Memory); break;
            case BuiltInImmediate.ValueType: writer.WriteValType(canon.ValueType); break;
            case BuiltInImmediate.Slot: writer.WriteU32(canon.Slot); break;
            case BuiltInImmediate.Result: TypeEncoder.WriteResult(writer, canon.Result); break;
            case BuiltInImmediate.Options: writer.WriteVector(canon.Options, WriteOption); break;
            default: writer.WriteByte(canon.Flag ? (byte)1 : (byte)0); break;
        }
    }

    private static void WriteOption(ByteWriter writer, CanonOption option)
    {
        writer.WriteByte((byte)option.Kind);
        if (option.HasIndex)
        {
            writer.WriteIndex(option.Index);
        }
    }
}
