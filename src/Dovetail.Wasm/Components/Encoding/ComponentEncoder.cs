using System.Diagnostics;
using Dovetail.Wasm.Binary;
using Dovetail.Wasm.Components.Decoding;
using Dovetail.Wasm.Modules.Encoding;

namespace Dovetail.Wasm.Components.Encoding;

/// <summary>Writes components in the binary format (design/mvp/Binary.md). Safe from many threads.</summary>
/// <remarks>
/// The definitions come in the order of the model, neighbours of one kind in one section, and everything is written the shortest way: what the
/// decoder reads back is an equal component, and encoding that gives the same bytes. It does not check the component.
/// </remarks>
public static class ComponentEncoder
{
    /// <summary>The binary form of <paramref name="component"/>.</summary>
    public static byte[] Encode(ComponentDefinition component)
    {
        ArgumentNullException.ThrowIfNull(component);
        var output = new ByteWriter(1024);
        Write(output, component);
        return output.ToArray();
    }

    private static void Write(ByteWriter output, ComponentDefinition component)
    {
        output.WriteBytes(ComponentDecoder.Preamble);
        var content = new ByteWriter(1024);
        var fields = component.Fields.AsSpan();
        while (!fields.IsEmpty)
        {
            var section = SectionOf(fields[0]);
            var count = IsVector(section) ? RunLength(fields, section) : 1;
            content.Clear();
            WriteContent(content, section, fields[..count]);
            output.WriteSection((byte)section, content.Written);
            fields = fields[count..];
        }
    }

    private static int RunLength(ReadOnlySpan<ComponentField> fields, ComponentSectionId section)
    {
        var count = 1;
        while (count < fields.Length && SectionOf(fields[count]) == section)
        {
            count++;
        }
        return count;
    }

    private static void WriteContent(ByteWriter content, ComponentSectionId section, ReadOnlySpan<ComponentField> fields)
    {
        if (IsVector(section))
        {
            content.WriteIndex(fields.Length);
        }
        foreach (var field in fields)
        {
            WriteField(content, field);
        }
    }

    private static void WriteField(ByteWriter content, ComponentField field)
    {
        switch (field)
        {
            case CustomField custom:
                content.WriteName(custom.Name);
                content.WriteBytes(custom.Bytes.Span);
                break;
            case CoreModuleField module:
                content.WriteBytes(ModuleEncoder.Encode(module.Module));
                break;
            case NestedComponentField nested:
                Write(content, nested.Component);
                break;
            case CoreInstanceField instance:
                DefinitionEncoder.WriteCoreInstance(content, instance.Expression);
                break;
            case InstanceField instance:
                DefinitionEncoder.WriteInstance(content, instance.Expression);
                break;
            case CoreTypeField type:
                CoreTypeEncoder.Write(content, type.Type);
                break;
            case TypeField type:
                TypeEncoder.Write(content, type.Type);
                break;
            case AliasField alias:
                DefinitionEncoder.WriteAlias(content, alias.Alias);
                break;
            case CanonField canon:
                CanonEncoder.Write(content, canon.Canon);
                break;
            case ImportField import:
                DefinitionEncoder.WriteImport(content, import);
                break;
            case ExportField export:
                DefinitionEncoder.WriteExport(content, export);
                break;
            case StartField start:
                DefinitionEncoder.WriteStart(content, start);
                break;
            case ValueField value:
                DefinitionEncoder.WriteValue(content, value);
                break;
            default:
                throw new UnreachableException($"no encoder for {field}");
        }
    }

    private static bool IsVector(ComponentSectionId section) => section is not
        (ComponentSectionId.Custom or ComponentSectionId.CoreModule or ComponentSectionId.Component or ComponentSectionId.Start);

    private static ComponentSectionId SectionOf(ComponentField field) => field switch
    {
        CustomField => ComponentSectionId.Custom,
        CoreModuleField => ComponentSectionId.CoreModule,
        CoreInstanceField => ComponentSectionId.CoreInstance,
        CoreTypeField => ComponentSectionId.CoreType,
        NestedComponentField => ComponentSectionId.Component,
        InstanceField => ComponentSectionId.Instance,
        AliasField => ComponentSectionId.Alias,
        TypeField => ComponentSectionId.Type,
        CanonField => ComponentSectionId.Canon,
        ImportField => ComponentSectionId.Import,
        ExportField => ComponentSectionId.Export,
        StartField => ComponentSectionId.Start,
        ValueField => ComponentSectionId.Value,
        _ => throw new UnreachableException($"no section for {field}"),
    };
}

/// <summary>The sections of the binary format of components, by their ids.</summary>
internal enum ComponentSectionId : byte
{
    Custom,
    CoreModule,
    CoreInstance,
    CoreType,
    Component,
    Instance,
    Alias,
    Type,
    Canon,
    Start,
    Import,
    Export,
    Value,
}
