using System.Collections.Immutable;
using System.Diagnostics;
using Dovetail.Wasm.Binary;
using Dovetail.Wit.Types;

namespace Dovetail.Wasm.Components.Encoding;

/// <summary>Writes types and declarators (Binary.md, "Type Definitions").</summary>
internal static class TypeEncoder
{
    private const byte FirstPrimitive = 0x7f;
    private const byte ErrorContext = 0x64;

    public static void Write(ByteWriter writer, TypeDefinition type)
    {
        switch (type)
        {
            case ValueTypeDefinition value:
                WriteValueDefinition(writer, value);
                break;
            case ResourceDefinition resource:
                writer.WriteByte(0x3f);
                writer.WriteValType(resource.Representation);
                writer.WriteOptional(resource.Destructor, static (w, index) => w.WriteIndex(index));
                break;
            case FunctionTypeDefinition function:
                writer.WriteByte(function.IsAsync ? (byte)0x43 : (byte)0x40);
                writer.WriteVector(function.Parameters, WriteLabeled);
                WriteResult(writer, function.Result);
                break;
            case ComponentTypeDefinition component:
                writer.WriteByte(0x41);
                writer.WriteVector(component.Declarations, WriteDeclaration);
                break;
            case InstanceTypeDefinition instance:
                writer.WriteByte(0x42);
                writer.WriteVector(instance.Declarations, WriteDeclaration);
                break;
            default:
                throw new UnreachableException($"no encoder for {type}");
        }
    }

    public static void WriteExtern(ByteWriter writer, ExternTypeReference type)
    {
        switch (type.Kind)
        {
            case ExternTypeKind.CoreModule: writer.WriteBytes([0, 0x11]); break;
            case ExternTypeKind.Function: writer.WriteByte(1); break;
            case ExternTypeKind.TypeEqual: writer.WriteBytes([3, 0]); break;
            case ExternTypeKind.TypeSubResource: writer.WriteBytes([3, 1]); return;
            case ExternTypeKind.Component: writer.WriteByte(4); break;
            case ExternTypeKind.Instance: writer.WriteByte(5); break;
            case ExternTypeKind.ValueEqual: writer.WriteBytes([2, 0]); break;
            case ExternTypeKind.Value:
                writer.WriteBytes([2, 1]);
                WriteReference(writer, type.ValueType!.Value);
                return;
            default: throw new UnreachableException($"no encoder for {type}");
        }
        writer.WriteIndex(type.Index);
    }

    /// <summary>Writes <c>valtype</c>.</summary>
    public static void WriteReference(ByteWriter writer, ValueTypeReference type)
    {
        if (type.Primitive is { } primitive)
        {
            writer.WriteByte(primitive == PrimitiveKind.ErrorContext ? ErrorContext : (byte)(FirstPrimitive - (int)primitive));
        }
        else
        {
            writer.WriteSigned((uint)type.Index);
        }
    }

    /// <summary>Writes <c>resultlist</c>.</summary>
    public static void WriteResult(ByteWriter writer, ValueTypeReference? result)
    {
        if (result is { } type)
        {
            writer.WriteByte(0);
            WriteReference(writer, type);
        }
        else
        {
            writer.WriteBytes([1, 0]);
        }
    }

    private static void WriteValueDefinition(ByteWriter writer, ValueTypeDefinition type)
    {
        switch (type)
        {
            case PrimitiveDefinition primitive:
                WriteReference(writer, ValueTypeReference.Of(primitive.Kind));
                break;
            case RecordDefinition record:
                writer.WriteByte(0x72);
                writer.WriteVector(record.Fields, WriteLabeled);
                break;
            case VariantDefinition variant:
                writer.WriteByte(0x71);
                writer.WriteVector(variant.Cases, WriteCase);
                break;
            case ListDefinition list:
                writer.WriteByte(list.Length is null ? (byte)0x70 : (byte)0x67);
                WriteReference(writer, list.Element);
                if (list.Length is { } length)
                {
                    writer.WriteU32(length);
                }
                break;
            case MapDefinition map:
                writer.WriteByte(0x63);
                WriteReference(writer, map.Key);
                WriteReference(writer, map.Value);
                break;
            case StreamDefinition stream:
                writer.WriteByte(0x66);
                writer.WriteOptional(stream.Element, WriteReference);
                break;
            case FutureDefinition future:
                writer.WriteByte(0x65);
                writer.WriteOptional(future.Element, WriteReference);
                break;
            case TupleDefinition tuple:
                writer.WriteByte(0x6f);
                writer.WriteVector(tuple.Items, WriteReference);
                break;
            case FlagsDefinition flags:
                WriteLabels(writer, 0x6e, flags.Labels);
                break;
            case EnumDefinition cases:
                WriteLabels(writer, 0x6d, cases.Labels);
                break;
            case OptionDefinition option:
                writer.WriteByte(0x6b);
                WriteReference(writer, option.Item);
                break;
            case ResultDefinition result:
                writer.WriteByte(0x6a);
                writer.WriteOptional(result.Ok, WriteReference);
                writer.WriteOptional(result.Error, WriteReference);
                break;
            case OwnDefinition own:
                writer.WriteByte(0x69);
                writer.WriteIndex(own.Resource);
                break;
            case BorrowDefinition borrow:
                writer.WriteByte(0x68);
                writer.WriteIndex(borrow.Resource);
                break;
            default:
                throw new UnreachableException($"no encoder for {type}");
        }
    }

    private static void WriteLabels(ByteWriter writer, byte code, ImmutableArray<string> labels)
    {
        writer.WriteByte(code);
        writer.WriteVector(labels, static (w, label) => w.WriteName(label));
    }

    private static void WriteLabeled(ByteWriter writer, LabeledType item)
    {
        writer.WriteName(item.Label);
        WriteReference(writer, item.Type!.Value);
    }

    private static void WriteCase(ByteWriter writer, LabeledType item)
    {
        writer.WriteName(item.Label);
        writer.WriteOptional(item.Type, WriteReference);
        writer.WriteByte(0);
    }

    private static void WriteDeclaration(ByteWriter writer, Declaration declaration)
    {
        switch (declaration)
        {
            case CoreTypeField type:
                writer.WriteByte(0);
                CoreTypeEncoder.Write(writer, type.Type);
                break;
            case TypeField type:
                writer.WriteByte(1);
                Write(writer, type.Type);
                break;
            case AliasField alias:
                writer.WriteByte(2);
                DefinitionEncoder.WriteAlias(writer, alias.Alias);
                break;
            case ImportField import:
                writer.WriteByte(3);
                DefinitionEncoder.WriteImport(writer, import);
                break;
            case ExportDeclaration export:
                writer.WriteByte(4);
                DefinitionEncoder.WriteExternName(writer, export.Name, export.Attributes);
                WriteExtern(writer, export.Type);
                break;
            default:
                throw new UnreachableException($"no encoder for {declaration}");
        }
    }
}
