using System.Globalization;
using System.Text;
using Dovetail.Wasm.Inspection;

namespace Dovetail.Cli.Output.Html;

/// <summary>Draws a composition as SVG: its parts are boxes, what they give each other are lines, and both lead to the panels that tell more.</summary>
internal sealed class GraphDrawing(HtmlWriter html, LayeredLayout layout, int view)
{
    private const int MaxTitle = 22;
    private const int MaxShrunk = 6;

    public void Write(Composition graph)
    {
        var columns = layout.Columns > MaxShrunk ? "many" : layout.Columns.ToString(CultureInfo.InvariantCulture);
        html.Write($"""<svg class="graph columns-{columns}" width="{layout.Width}" height="{layout.Height}" viewBox="0 0 {layout.Width} {layout.Height}" role="group" aria-label="Who gives what to whom">""");
        html.Write($"""
            <defs><marker id="tip{view}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" markerUnits="userSpaceOnUse" orient="auto"><path class="tip" d="M0 0L8 4L0 8z"/></marker></defs>

            """);
        for (var i = 0; i < graph.Edges.Length; i++)
        {
            WriteEdge(graph, i);
        }
        for (var i = 0; i < graph.Parts.Length; i++)
        {
            WritePart(graph.Parts[i], i);
        }
        html.Write($"</svg>\n");
    }

    private void WriteEdge(Composition graph, int index)
    {
        var edge = graph.Edges[index];
        var (from, to) = (graph.Parts[edge.From].Label, graph.Parts[edge.To].Label);
        var points = layout.PointsOf(index);
        var path = PathOf(points);
        html.Write($"""<a class="edge" href="#e{view}-{index}" tabindex="-1" data-from="p{view}-{edge.From}" data-to="p{view}-{edge.To}" aria-label="{from} gives to {to}">""");
        html.Write($"<title>{from} → {to}: {Summary(edge)}</title>");
        html.Write($"""<path class="touch" d="{path}"/><path class="line" d="{path}" marker-end="url(#tip{view})"/>""");
        var ((x, y), (nextX, nextY)) = (points[0], points[1]);
        html.Write($"""<circle cx="{(x + nextX) / 2}" cy="{(y + nextY) / 2}" r="9"/><text class="count" x="{(x + nextX) / 2}" y="{((y + nextY) / 2) + 4}">{Count(edge)}</text></a>""");
        html.Write($"\n");
    }

    private void WritePart(CompositionPart part, int index)
    {
        var (x, y) = layout[index];
        var (above, title) = Split(part.Label);
        html.Write($"""<a class="part {InspectionPage.ClassOf(part.Kind)}" id="n{view}-{index}" href="#p{view}-{index}" aria-label="{InspectionPage.WordOf(part.Kind)} {part.Label}">""");
        html.Write($"<title>{part.Label}</title>");
        html.Write($"""<rect x="{x}" y="{y}" width="{LayeredLayout.PartWidth}" height="{LayeredLayout.PartHeight}" rx="7"/>""");
        html.Write($"""<text class="kind" x="{x + 12}" y="{y + 19}">{(above.Length > 0 ? above : InspectionPage.WordOf(part.Kind))}</text>""");
        if (part.Size is { } size)
        {
            html.Write($"""<text class="size" x="{x + LayeredLayout.PartWidth - 10}" y="{y + 19}">{InspectionPage.Short(size)}</text>""");
        }
        html.Write($"""<text class="label" x="{x + 12}" y="{y + 41}">{title}</text></a>""");
        html.Write($"\n");
    }

    /// <summary>What is given, in a few words.</summary>
    private static string Summary(CompositionEdge edge) => edge.Items.Length switch
    {
        0 => "an instance",
        <= 6 => string.Join(", ", edge.Items.Select(item => item.Name.Length > 0 ? item.Name : item.Kind)),
        var count => $"{string.Join(", ", edge.Items.Take(5).Select(item => item.Name))} and {count - 5} more",
    };

    private static string Count(CompositionEdge edge) => edge.Items.Length switch
    {
        0 => "·",
        > 99 => "99+",
        var count => count.ToString(CultureInfo.InvariantCulture),
    };

    private static string PathOf(IReadOnlyList<(int X, int Y)> points)
    {
        var path = new StringBuilder().Append(CultureInfo.InvariantCulture, $"M{points[0].X} {points[0].Y}");
        for (var i = 1; i < points.Count; i++)
        {
            var ((x, y), (nextX, nextY)) = (points[i - 1], points[i]);
            path.Append(CultureInfo.InvariantCulture, $"C{(x + nextX) / 2} {y} {(x + nextX) / 2} {nextY} {nextX} {nextY}");
        }
        return path.ToString();
    }

    // The package of an interface stands above its name.
    private static (string Above, string Title) Split(string label)
    {
        var slash = label.IndexOf('/', StringComparison.Ordinal);
        return slash > 0 && label.Contains(':', StringComparison.Ordinal) && !label.Contains('<', StringComparison.Ordinal)
            ? (Cut(label[..slash]), Cut(label[(slash + 1)..]))
            : ("", Cut(label));
    }

    private static string Cut(string text) => text.EnumerateRunes().Count() <= MaxTitle ? text
        : string.Concat(text.EnumerateRunes().Take(MaxTitle - 1).Select(rune => rune.ToString())) + "…";
}
