using Dovetail.Wasm.Inspection;

namespace Dovetail.Cli.Output.Html;

/// <summary>The graphs of a component and of those inside, a view each, with a panel for every part and every line.</summary>
internal sealed class CompositionSection(HtmlWriter html, EdgeCalls calls)
{
    private const int MaxViews = 200;
    private const int MaxText = 4_000_000;

    private readonly Dictionary<Composition, int> _views = new(ReferenceEqualityComparer.Instance);
    private readonly List<(Composition Graph, string Title)> _order = [];
    private int _text;

    public void Write(Composition root)
    {
        Add(root, "the whole");
        for (var i = 0; i < _order.Count; i++)
        {
            foreach (var part in _order[i].Graph.Parts.Where(part => part.Inside is not null))
            {
                Add(part.Inside!, part.Label);
            }
        }
        for (var view = 0; view < _order.Count; view++)
        {
            Write(_order[view].Graph, _order[view].Title, view);
        }
    }

    private void Add(Composition graph, string title)
    {
        if (_order.Count < MaxViews && _views.TryAdd(graph, _order.Count))
        {
            _order.Add((graph, title));
        }
    }

    private void Write(Composition graph, string title, int view)
    {
        html.Write($"<section class=\"view\" id=\"v{view}\" aria-label=\"Inside of {title}\">\n");
        if (view > 0)
        {
            html.Write($"<h3>Inside of {title} <a class=\"up\" href=\"#v0\">back to the whole</a></h3>\n");
        }
        if (LayeredLayout.Of(graph) is { } layout)
        {
            html.Write($"<div class=\"stage\"><div class=\"canvas\" tabindex=\"-1\">\n");
            new GraphDrawing(html, layout, view).Write(graph);
            html.Write($"</div>\n<div class=\"panels\" aria-live=\"polite\">\n");
            WriteLegend(graph);
            for (var i = 0; i < graph.Parts.Length; i++)
            {
                WritePart(graph, i, view);
            }
            for (var i = 0; i < graph.Edges.Length; i++)
            {
                WriteEdge(graph, i, view);
            }
            html.Write($"</div></div>\n");
        }
        else
        {
            html.Write($"<p class=\"nothing\">{(graph.Parts.IsEmpty ? "Nothing is in it." : $"{graph.Parts.Length} parts and {graph.Edges.Length} lines between them are too many to draw; the contents below list them.")}</p>\n");
        }
        html.Write($"</section>\n");
    }

    private void WriteLegend(Composition graph)
    {
        html.Write($"""
            <div class="legend">
            <p>Choose a box or a line: with a pointer, or with Tab, the arrow keys and Enter. Lines lead from what gives to what takes; the number says how much.</p>
            <ul>
            """);
        foreach (var kind in graph.Parts.Select(part => part.Kind).Distinct().Order())
        {
            html.Write($"<li class=\"{InspectionPage.ClassOf(kind)}\">{InspectionPage.WordOf(kind)}</li>");
        }
        html.Write($"</ul></div>\n");
    }

    private void WritePart(Composition graph, int index, int view)
    {
        var part = graph.Parts[index];
        html.Write($"<article class=\"panel {InspectionPage.ClassOf(part.Kind)}\" id=\"p{view}-{index}\">\n<h4>{part.Label}</h4>\n<p>{InspectionPage.WordOf(part.Kind)}");
        if (part.Size is { } size)
        {
            html.Write($", {size:#,0} bytes");
        }
        html.Write($"</p>\n");
        WriteEnds(graph, view, "takes from", edge => edge.To == index, edge => edge.From);
        WriteEnds(graph, view, "gives to", edge => edge.From == index, edge => edge.To);
        if (!part.BuiltIns.IsEmpty)
        {
            html.Write($"<p>takes canonical built-ins: <code>{string.Join(", ", part.BuiltIns)}</code></p>\n");
        }
        if (part.Inside is { } inside && _views.TryGetValue(inside, out var target))
        {
            html.Write($"<p><a class=\"inside\" href=\"#v{target}\">See inside</a></p>\n");
        }
        if (part.Interface.Length > 0)
        {
            _text += part.Interface.Length;
            html.Write($"<pre>{(_text <= MaxText ? part.Interface : "left out, for the page is long enough: dovetail wit shows it")}</pre>\n");
        }
        html.Write($"</article>\n");
    }

    private void WriteEnds(Composition graph, int view, string verb, Func<CompositionEdge, bool> isEnd, Func<CompositionEdge, int> otherOf)
    {
        for (var i = 0; i < graph.Edges.Length; i++)
        {
            if (isEnd(graph.Edges[i]))
            {
                var other = otherOf(graph.Edges[i]);
                html.Write($"<p>{verb} <a href=\"#p{view}-{other}\">{graph.Parts[other].Label}</a> (<a href=\"#e{view}-{i}\">{CountOf(graph.Edges[i])}</a>)</p>\n");
            }
        }
    }

    private static string CountOf(CompositionEdge edge) => edge.Items.Length switch
    {
        0 => "an instance",
        1 => edge.Items[0].Name.Length > 0 ? edge.Items[0].Name : edge.Items[0].Kind,
        var count => $"{count} items",
    };

    private void WriteEdge(Composition graph, int index, int view)
    {
        var edge = graph.Edges[index];
        var (from, to) = (graph.Parts[edge.From], graph.Parts[edge.To]);
        html.Write($"""
            <article class="panel line" id="e{view}-{index}">
            <h4><a href="#p{view}-{edge.From}">{from.Label}</a> → <a href="#p{view}-{edge.To}">{to.Label}</a></h4>

            """);
        // A function that is given for itself needs no other name.
        foreach (var group in edge.Items.GroupBy(item => item.Under == item.Name ? "" : item.Under))
        {
            if (group.Key.Length > 0)
            {
                html.Write($"<p>as <code>{group.Key}</code></p>\n");
            }
            html.Write($"<ul class=\"items\">\n");
            foreach (var item in group)
            {
                html.Write($"<li><code>{(item.Name.Length > 0 ? item.Name : item.Kind)}{(item.Type.Length > 0 ? $": {item.Type}" : $" ({item.Kind})")}</code></li>\n");
            }
            html.Write($"</ul>\n");
        }
        WriteCalls(from, to);
        html.Write($"</article>\n");
    }

    // The arrow leads from what gives a function to what takes it, and calls lead back.
    private void WriteCalls(CompositionPart from, CompositionPart to)
    {
        var crossing = calls.Between(to, from).ToList();
        if (crossing.Count == 0)
        {
            if (calls.Refusal is { } refusal && to.Path is not null)
            {
                html.Write($"<p>What becomes of the values is not known: {refusal}</p>\n");
            }
            return;
        }
        html.Write($"<h5>What crosses</h5>\n<dl class=\"calls\">\n");
        foreach (var adapter in crossing)
        {
            html.Write($"<dt><code>{adapter.Function}</code>{(adapter.IsFused ? "" : ": what is linked for the import decides")}</dt>\n");
            foreach (var value in adapter.IsFused ? AdapterWords.Values(adapter) : [])
            {
                html.Write($"<dd><code>{value.Name}: {value.Type.ToString()}</code> {string.Join(", ", AdapterWords.Of(value))}</dd>\n");
            }
        }
        html.Write($"</dl>\n");
    }
}
