using System.Collections.Immutable;
using Dovetail.Wasm.Inspection;

namespace Dovetail.Cli.Output.Html;

/// <summary>Outlines as a tree that opens and closes, with a bar for each part's share of the whole.</summary>
internal sealed class OutlineTree(HtmlWriter html)
{
    private int _whole;

    public void Write(ComponentOutline component)
    {
        _whole = component.Size;
        Write(component, isOpen: true);
    }

    public void Write(ModuleOutline module)
    {
        _whole = module.Size;
        Write(module, isOpen: true);
    }

    private void Write(ComponentOutline component, bool isOpen)
    {
        Open("component", component.Name, component.Size, "", isOpen);
        WriteItems("imports", component.Imports);
        WriteItems("exports", component.Exports);
        foreach (var module in component.Modules)
        {
            Write(module, isOpen: false);
        }
        foreach (var nested in component.Components)
        {
            Write(nested, isOpen: false);
        }
        WriteInstances("core instances", component.CoreInstances);
        WriteInstances("instances", component.Instances);
        WriteList("adapters", component.Adapters, adapter => html.Write(
            $"<code>{(adapter.Function.Length > 0 ? $"{adapter.Kind} {adapter.Function}" : adapter.Kind)}</code> <small>{adapter.Options}</small>"));
        WriteSections("custom sections", component.Sections);
        html.Write($"</details>\n");
    }

    private void Write(ModuleOutline module, bool isOpen)
    {
        Open("core module", module.Name, module.Size, FormattableString.Invariant($", {module.Functions:#,0} function{(module.Functions == 1 ? "" : "s")}"), isOpen);
        WriteItems("imports", module.Imports);
        WriteItems("exports", module.Exports);
        WriteSections("sections", module.Sections);
        html.Write($"</details>\n");
    }

    private void Open(string kind, string? name, int size, string more, bool isOpen)
    {
        html.Write($"<details{(isOpen ? " open" : "")}><summary><span>{kind} <strong>{name}</strong></span> <small>{size:#,0} bytes{more}</small>");
        WriteShare(size);
        html.Write($"</summary>\n");
    }

    private void WriteShare(int size) => html.Write($" <progress max=\"{Math.Max(1, _whole)}\" value=\"{size}\" aria-hidden=\"true\"></progress>");

    private void WriteItems(string title, ImmutableArray<OutlineItem> items) => WriteList(title, items, WriteItem);

    private void WriteItem(OutlineItem item) => html.Write($"<code>{item.Name}</code> <small>{item.Kind} {item.Detail}</small>");

    private void WriteInstances(string title, ImmutableArray<InstanceOutline> instances) => WriteList(title, instances, instance =>
    {
        html.Write($"<code>{instance.Name ?? "–"}</code> <small>{(instance.Of is null ? "put together" : $"of {instance.Of}")}</small>");
        if (!instance.Arguments.IsEmpty)
        {
            html.Write($"\n<ul>\n");
            foreach (var argument in instance.Arguments)
            {
                html.Write($"<li>");
                WriteItem(argument);
                html.Write($"</li>\n");
            }
            html.Write($"</ul>");
        }
    });

    private void WriteSections(string title, ImmutableArray<SectionSize> sections) => WriteList(title, sections, section =>
    {
        html.Write($"<code>{section.Name}</code> <small>{section.Size:#,0} bytes</small>");
        WriteShare(section.Size);
    });

    private void WriteList<T>(string title, ImmutableArray<T> items, Action<T> write)
    {
        if (items.IsEmpty)
        {
            return;
        }
        html.Write($"<details><summary>{title} <small>{items.Length:#,0}</small></summary>\n<ul>\n");
        foreach (var item in items)
        {
            html.Write($"<li>");
            write(item);
            html.Write($"</li>\n");
        }
        html.Write($"</ul></details>\n");
    }
}
