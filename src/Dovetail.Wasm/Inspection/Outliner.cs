using Dovetail.Wasm.Binary;
using Dovetail.Wasm.Components;
using Dovetail.Wasm.Components.Decoding;
using Dovetail.Wasm.Components.Validation;
using Dovetail.Wasm.Modules;
using Dovetail.Wasm.Modules.Decoding;

namespace Dovetail.Wasm.Inspection;

/// <summary>Makes outlines of binaries: what is in them, how large each part is, and what is connected to what. Safe from many threads.</summary>
/// <remarks>It takes what it reads at its word: whether a component is valid is for validation. The names come from the file, and are not fit for a terminal.</remarks>
public static class Outliner
{
    private const int PreambleLength = 8;

    private static readonly string[] s_moduleSections =
    [
        "custom", "type", "import", "function", "table", "memory", "global", "export", "start", "element", "code", "data", "data count", "tag",
    ];

    /// <summary>The outline of a core module in the binary format.</summary>
    /// <exception cref="MalformedException">The bytes are not a module.</exception>
    public static ModuleOutline ReadModule(ReadOnlyMemory<byte> binary) => ReadModule(binary, null);

    /// <summary>The outline of a component in the binary format.</summary>
    /// <exception cref="MalformedException">The bytes are not a component.</exception>
    public static ComponentOutline ReadComponent(ReadOnlyMemory<byte> binary) => ReadComponent(binary, ComponentDecoder.Decode(binary), null);

    /// <summary>The graph of what is inside of a component in the binary format, which must be valid, whatever its features.</summary>
    /// <exception cref="DovetailException">The bytes are not a component, or break a rule of validation.</exception>
    public static Composition ReadComposition(ReadOnlyMemory<byte> binary) => CompositionBuilder.Build(
        ComponentValidator.Validate(ComponentDecoder.Decode(binary), gates: ComponentFeatures.All), ReadComponent(binary));

    private static ModuleOutline ReadModule(ReadOnlyMemory<byte> binary, string? name)
    {
        var module = ModuleDecoder.DecodeDeclarations(binary);
        var sections = Sections(binary).Select(section => new SectionSize(
            section.Id == 0 ? NameOf(section.Content) : s_moduleSections[section.Id], section.Content.Length));
        return new ModuleOutline(
            name ?? NameSection.Read(module).Module,
            binary.Length,
            module.Functions.Length,
            [.. module.Imports.Select(import => new OutlineItem($"{import.Module}.{import.Name}", import.Type.Kind().Keyword()))],
            [.. module.Exports.Select(export => new OutlineItem(export.Name, export.Kind.Keyword()))],
            [.. sections]);
    }

    private static ComponentOutline ReadComponent(ReadOnlyMemory<byte> binary, ComponentDefinition component, string? name)
    {
        var labels = new Labels(ComponentNames.Read(component));
        var parts = new Queue<ReadOnlyMemory<byte>>(Sections(binary).Where(section => section.Id is 1 or 4).Select(section => section.Content));
        var outline = new OutlineBuilder(labels);
        foreach (var field in component.Fields)
        {
            switch (field)
            {
                case CoreModuleField:
                    outline.Modules.Add(ReadModule(parts.Dequeue(), labels.NameOfNext(Sort.CoreModule)));
                    break;
                case NestedComponentField nested:
                    outline.Components.Add(ReadComponent(parts.Dequeue(), nested.Component, labels.NameOfNext(Sort.Component)));
                    break;
                default:
                    outline.Add(field);
                    break;
            }
            labels.Define(field);
        }
        var customs = component.Fields.OfType<CustomField>().Select(custom => new SectionSize(custom.Name, custom.Bytes.Length));
        return outline.Build(name ?? ComponentNames.Read(component).Component, binary.Length, [.. customs]);
    }

    private static string NameOf(ReadOnlyMemory<byte> content) => new ByteReader(content.Span).ReadName();

    private static List<(byte Id, ReadOnlyMemory<byte> Content)> Sections(ReadOnlyMemory<byte> binary)
    {
        var sections = new List<(byte, ReadOnlyMemory<byte>)>();
        var reader = new ByteReader(binary.Span);
        reader.ReadBytes(PreambleLength);
        while (!reader.AtEnd)
        {
            var id = reader.ReadByte();
            var size = reader.ReadCount();
            sections.Add((id, binary.Slice(reader.Position, size)));
            reader.ReadBytes(size);
        }
        return sections;
    }
}
