using System.Collections.Immutable;
using System.Text.Json;
using Dovetail.Wasm.Inspection;

namespace Dovetail.Cli.Output;

/// <summary>Writes outlines as JSON, every property in the same order each time.</summary>
internal sealed class OutlineJson(Utf8JsonWriter writer)
{
    public void Write(ComponentOutline component, ImmutableArray<Capability> capabilities)
    {
        writer.WriteStartObject();
        WriteContent(component);
        WriteCapabilities(capabilities);
        writer.WriteEndObject();
    }

    public void Write(ModuleOutline module, ImmutableArray<Capability> capabilities)
    {
        writer.WriteStartObject();
        WriteContent(module);
        WriteCapabilities(capabilities);
        writer.WriteEndObject();
    }

    private void WriteContent(ComponentOutline component)
    {
        WriteHead("component", component.Name, component.Size);
        WriteAll("imports", component.Imports, WriteItem);
        WriteAll("exports", component.Exports, WriteItem);
        WriteAll("modules", component.Modules, WriteContent);
        WriteAll("components", component.Components, WriteContent);
        WriteAll("coreInstances", component.CoreInstances, WriteInstance);
        WriteAll("instances", component.Instances, WriteInstance);
        WriteAll("adapters", component.Adapters, WriteAdapter);
        WriteAll("customSections", component.Sections, WriteSection);
    }

    private void WriteContent(ModuleOutline module)
    {
        WriteHead("module", module.Name, module.Size);
        writer.WriteNumber("functions", module.Functions);
        WriteAll("imports", module.Imports, WriteItem);
        WriteAll("exports", module.Exports, WriteItem);
        WriteAll("sections", module.Sections, WriteSection);
    }

    private void WriteCapabilities(ImmutableArray<Capability> capabilities) => WriteAll("canTouch", capabilities, capability =>
    {
        writer.WriteString("area", capability.Area);
        writer.WriteString("import", capability.Import);
        writer.WriteString("uses", capability.Uses);
    });

    private void WriteHead(string kind, string? name, int size)
    {
        writer.WriteString("kind", kind);
        writer.WriteString("name", name);
        writer.WriteNumber("size", size);
    }

    private void WriteAll<T>(string name, ImmutableArray<T> items, Action<T> write)
    {
        writer.WriteStartArray(name);
        foreach (var item in items)
        {
            writer.WriteStartObject();
            write(item);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }

    private void WriteItem(OutlineItem item)
    {
        writer.WriteString("name", item.Name);
        writer.WriteString("kind", item.Kind);
        writer.WriteString("detail", item.Detail);
    }

    private void WriteInstance(InstanceOutline instance)
    {
        writer.WriteString("of", instance.Of);
        writer.WriteString("name", instance.Name);
        WriteAll("arguments", instance.Arguments, WriteItem);
    }

    private void WriteAdapter(AdapterOutline adapter)
    {
        writer.WriteString("kind", adapter.Kind);
        writer.WriteString("function", adapter.Function);
        writer.WriteString("options", adapter.Options);
    }

    private void WriteSection(SectionSize section)
    {
        writer.WriteString("name", section.Name);
        writer.WriteNumber("size", section.Size);
    }
}
