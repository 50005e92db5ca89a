using System.Collections.Immutable;
using System.Globalization;
using Dovetail.Wasm.Inspection;

namespace Dovetail.Cli.Output;

/// <summary>Writes outlines as an indented tree with columns.</summary>
internal sealed class OutlineText(TextWriter output)
{
    private const int NameWidth = 36;
    private const int KindWidth = 14;

    public void Write(ComponentOutline component, int depth = 0)
    {
        Line(depth, Title("component", component.Name), Bytes(component.Size));
        WriteItems(depth + 1, "imports", component.Imports);
        WriteItems(depth + 1, "exports", component.Exports);
        foreach (var module in component.Modules)
        {
            Write(module, depth + 1);
        }
        foreach (var nested in component.Components)
        {
            Write(nested, depth + 1);
        }
        WriteInstances(depth + 1, "core instances", component.CoreInstances);
        WriteInstances(depth + 1, "instances", component.Instances);
        WriteAdapters(depth + 1, component.Adapters);
        WriteSections(depth + 1, "custom sections", component.Sections);
    }

    public void Write(ModuleOutline module, int depth = 0)
    {
        Line(depth, Title("core module", module.Name), Bytes(module.Size), $"{Number(module.Functions)} function{(module.Functions == 1 ? "" : "s")}");
        WriteItems(depth + 1, "imports", module.Imports);
        WriteItems(depth + 1, "exports", module.Exports);
        WriteSections(depth + 1, "sections", module.Sections);
    }

    public void Write(ImmutableArray<Capability> capabilities)
    {
        Line(0, capabilities.IsEmpty ? "can touch nothing outside" : "can touch");
        foreach (var area in capabilities.GroupBy(capability => capability.Area))
        {
            foreach (var capability in area)
            {
                Line(1, capability.Area, capability.Import, capability.Uses);
            }
        }
    }

    private void WriteItems(int depth, string title, ImmutableArray<OutlineItem> items)
    {
        if (items.IsEmpty)
        {
            return;
        }
        Line(depth, title);
        foreach (var item in items)
        {
            Line(depth + 1, item.Name, item.Kind, item.Detail);
        }
    }

    private void WriteInstances(int depth, string title, ImmutableArray<InstanceOutline> instances)
    {
        if (instances.IsEmpty)
        {
            return;
        }
        Line(depth, title);
        for (var i = 0; i < instances.Length; i++)
        {
            var instance = instances[i];
            Line(depth + 1, instance.Name ?? Number(i), instance.Of is null ? "put together" : "of", instance.Of ?? "");
            foreach (var argument in instance.Arguments)
            {
                Line(depth + 2, argument.Name, argument.Kind, argument.Detail);
            }
        }
    }

    private void WriteAdapters(int depth, ImmutableArray<AdapterOutline> adapters)
    {
        if (adapters.IsEmpty)
        {
            return;
        }
        Line(depth, "adapters");
        foreach (var adapter in adapters)
        {
            Line(depth + 1, adapter.Function.Length > 0 ? adapter.Function : adapter.Kind, adapter.Function.Length > 0 ? adapter.Kind : "built-in", adapter.Options);
        }
    }

    private void WriteSections(int depth, string title, ImmutableArray<SectionSize> sections)
    {
        if (sections.IsEmpty)
        {
            return;
        }
        Line(depth, title);
        foreach (var section in sections)
        {
            Line(depth + 1, section.Name, Bytes(section.Size));
        }
    }

    private static string Title(string kind, string? name) => name is null ? kind : $"{kind} {name}";

    private static string Bytes(int size) => $"{Number(size)} bytes";

    private static string Number(int number) => number.ToString("#,0", CultureInfo.InvariantCulture);

    private void Line(int depth, string name, string kind = "", string detail = "")
    {
        var indent = depth * 2;
        var first = TerminalText.Of(name).PadRight(Math.Max(0, NameWidth - indent));
        var line = $"{new string(' ', indent)}{first}  {TerminalText.Of(kind).PadRight(KindWidth)}  {TerminalText.Of(detail)}";
        output.Write(line.AsSpan().TrimEnd());
        output.Write('\n');
    }
}
