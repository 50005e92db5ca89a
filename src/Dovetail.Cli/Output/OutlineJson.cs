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
        writer.WriteObjects("imports", component.Imports, WriteItem);
        writer.WriteObjects("exports", component.Exports, WriteItem);
        writer.WriteObjects("modules", component.Modules, WriteContent);
        writer.WriteObjects("components", component.Components, WriteContent);
        writer.WriteObjects("coreInstances", component.CoreInstances, WriteInstance);
        writer.WriteObjects("instances", component.Instances, WriteInstance);
        writer.WriteObjects("adapters", component.Adapters, WriteAdapter);
        writer.WriteObjects("customSections", component.Sections, WriteSection);
    }

    private void WriteContent(ModuleOutline module)
    {
        WriteHead("module", module.Name, module.Size);
        writer.WriteNumber("functions", module.Functions);
        writer.WriteObjects("imports", module.Imports, WriteItem);
        writer.WriteObjects("exports", module.Exports, WriteItem);
        writer.WriteObjects("sections", module.Sections, WriteSection);
    }

    private void WriteCapabilities(ImmutableArray<Capability> capabilities) => writer.WriteObjects("canTouch", capabilities, capability =>
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
        writer.WriteObjects("arguments", instance.Arguments, WriteItem);
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
