using Dovetail.Cli.Output.Html;
using Dovetail.Tests.House;
using Dovetail.Wasm;
using Dovetail.Wasm.Inspection;

namespace Dovetail.Tests.Cli;

[Collection("console")]
public sealed class InspectPageTests : IDisposable
{
    private const string Markup = "<img src=x onerror=alert(1)>\\\"'</script></style><!--\\u{202e}";

    private static readonly string _shop = Repository.PathOf("docs/files/shop.wat");

    private readonly string _folder = Directory.CreateTempSubdirectory("dovetail-page").FullName;

    public void Dispose() => Directory.Delete(_folder, true);

    [Fact]
    public void Draws_the_instances_and_what_they_give_each_other()
    {
        var graph = Graph(File.ReadAllText(_shop));
        Assert.Equal(
            ["shop:host/log@1.0.0", "wasi:random/random@0.2.0", "math", "formatter", "invoice", "shop:invoice/api@1.0.0", "shop:math/calc@1.0.0"],
            graph.Parts.Select(part => part.Label));
        Assert.Equal(
            [
                "shop:host/log@1.0.0 -> formatter: write", "wasi:random/random@0.2.0 -> invoice: get-random-u64",
                "math -> invoice: add multiply", "formatter -> invoice: format-currency", "invoice -> shop:invoice/api@1.0.0: total",
                "math -> shop:math/calc@1.0.0: add multiply",
            ],
            graph.Edges.Select(edge => $"{graph.Parts[edge.From].Label} -> {graph.Parts[edge.To].Label}: {string.Join(' ', edge.Items.Select(item => item.Name))}"));
        Assert.Equal("func(amount: s32) -> string", graph.Edges[3].Items[0].Type);
        Assert.Contains("import shop:math/calc@1.0.0;", graph.Parts[4].Interface, StringComparison.Ordinal);
        Assert.Equal(["libc", "code"], graph.Parts[4].Inside!.Parts.Where(part => part.Kind == CompositionPartKind.Module).Select(part => part.Label));
    }

    [Fact]
    public void Every_line_leads_to_the_right_and_no_boxes_overlap()
    {
        var graph = Graph(File.ReadAllText(_shop));
        foreach (var drawn in graph.Parts.Select(part => part.Inside).OfType<Composition>().Append(graph))
        {
            var layout = LayeredLayout.Of(drawn)!;
            var boxes = Enumerable.Range(0, drawn.Parts.Length).Select(part => layout[part]).ToArray();
            Assert.All(drawn.Edges, edge => Assert.True(boxes[edge.From].X + LayeredLayout.PartWidth < boxes[edge.To].X));
            Assert.All(boxes, box => Assert.True(box.X >= 0 && box.Y >= 0 && box.X + LayeredLayout.PartWidth <= layout.Width && box.Y + LayeredLayout.PartHeight <= layout.Height));
            Assert.All(boxes.GroupBy(box => box.X), column => Assert.All(
                column.OrderBy(box => box.Y).Zip(column.OrderBy(box => box.Y).Skip(1)),
                pair => Assert.True(pair.First.Y + LayeredLayout.PartHeight < pair.Second.Y)));
        }
    }

    [Fact]
    public void A_page_is_the_same_each_time_and_loads_nothing()
    {
        var (page, again) = (Page(_shop), Page(_shop));
        Assert.Equal(page, again);
        Assert.DoesNotContain("://", page, StringComparison.Ordinal);
        Assert.DoesNotContain(" src=", page, StringComparison.Ordinal);
        Assert.Contains("default-src 'none'", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_of_guests_are_text_and_nothing_else()
    {
        var file = Write($"""
            (component
              (core module $m (import "{Markup}" "{Markup}" (func)) (memory (export "{Markup}") 1) (@custom "{Markup}" "x"))
              (core module $n (func (export "{Markup}")))
              (core instance $i (instantiate $n))
              (core instance (instantiate $m (with "{Markup}" (instance $i)))))
            """);
        foreach (var page in (string[])[Page(file), Page(Write($"(module (import \"{Markup}\" \"{Markup}\" (func)))"))])
        {
            Assert.DoesNotContain("<img", page, StringComparison.Ordinal);
            Assert.DoesNotContain("<!--", page, StringComparison.Ordinal);
            Assert.DoesNotContain('\u202e', page);
            Assert.Contains("&lt;img src=x onerror=alert(1)&gt;&quot;&#39;", page, StringComparison.Ordinal);
            Assert.Equal(1, page.Split("</script>").Length - 1);
            Assert.Equal(1, page.Split("</style>").Length - 1);
        }
    }

    [Fact]
    public void More_parts_than_can_be_looked_at_are_not_drawn()
    {
        var page = Page(Write($"(component (component $c (component)) {string.Concat(Enumerable.Repeat("(instance (instantiate $c))", 300))})"));
        Assert.Contains("300 parts and 0 lines between them are too many to draw", page, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_shared_without_end_stays_bounded()
    {
        // Each instance has the one before twice; and lifts and lowers follow each other.
        var doubled = string.Concat(Enumerable.Range(1, 30).Select(i => $"(instance $i{i} (export \"a\" (instance $i{i - 1})) (export \"b\" (instance $i{i - 1})))"));
        var code = CommandLine.Run("inspect", Write($"(component (import \"f\" (func $f)) (instance $i0 (export \"f\" (func $f))) {doubled} (export \"e\" (instance $i30)))"), "--html", "-").Code;
        Assert.InRange(code, 0, 4);
        var chain = string.Concat(Enumerable.Range(1, 20_000).Select(i => $"(core func $c{i} (canon lower (func $f{i - 1}))) (func $f{i} (canon lift (core func $c{i})))"));
        Assert.Single(Graph($"(component (import \"f\" (func $f0)) {chain} (export \"g\" (func $f20000)))").Edges);
    }

    [Fact]
    public void An_invalid_component_has_no_page()
    {
        var page = Path.Combine(_folder, "page.html");
        Assert.Equal(1, CommandLine.Run("inspect", Write("(component (export \"a\" (func 0)))"), "--html", page).Code);
        Assert.False(File.Exists(page));
        Assert.Equal(2, CommandLine.Run("inspect", _shop, "--html", page, "--json").Code);
    }

    [ChromiumFact]
    public async Task A_click_or_a_key_shows_what_a_box_or_a_line_is()
    {
        var page = Path.Combine(_folder, "shop.html");
        Assert.Equal(0, CommandLine.Run("inspect", _shop, "--html", page).Code);
        await using var browser = await Chromium.Open(page);
        // The policy lets in its own style and script.
        Assert.Equal("js", (string?)await browser.Evaluate("document.documentElement.className"));
        Assert.Equal("none", (string?)await browser.Evaluate("getComputedStyle(document.getElementById('p0-2')).display"));

        await browser.Click("#n0-2 rect");
        Assert.Equal("p0-2", await Shown(browser));
        Assert.StartsWith("math", (string?)await browser.Evaluate("document.querySelector('.shown').innerText"), StringComparison.Ordinal);
        Assert.Contains("export shop:math/calc@1.0.0", (string?)await browser.Evaluate("document.querySelector('.shown pre').innerText"), StringComparison.Ordinal);

        // The line from the formatter to the invoice.
        await browser.Click("a[href='#e0-3'] circle");
        Assert.Equal("e0-3", await Shown(browser));
        Assert.Contains("format-currency: func(amount: s32) -> string", (string?)await browser.Evaluate("document.querySelector('.shown').innerText"), StringComparison.Ordinal);
        Assert.Contains("result: string through memory, checked, allocated with realloc, copied as a block", (string?)await browser.Evaluate("document.querySelector('.shown').innerText"), StringComparison.Ordinal);

        // From the calculator to the invoice by keys alone, and inside.
        await browser.Evaluate("document.querySelector('#n0-2').focus()");
        await browser.Press("ArrowRight", 39);
        Assert.Equal("n0-4", (string?)await browser.Evaluate("document.activeElement.id"));
        await browser.Press("Enter", 13);
        Assert.Equal("p0-4", await Shown(browser));
        await browser.Press("Escape", 27);
        Assert.Null(await Shown(browser));
        await browser.Click("#n0-4 rect");
        await browser.Click(".shown .inside");
        Assert.Equal("Inside of invoice", (string?)await browser.Evaluate("document.querySelector('.view.current').getAttribute('aria-label')"));
    }

    [ChromiumFact]
    public async Task A_narrow_window_does_not_scroll_sideways()
    {
        var page = Path.Combine(_folder, "shop.html");
        Assert.Equal(0, CommandLine.Run("inspect", _shop, "--html", page).Code);
        await using var browser = await Chromium.Open(page, width: 500);
        Assert.True((bool)(await browser.Evaluate("document.documentElement.scrollWidth <= innerWidth"))!);
    }

    private static async Task<string?> Shown(Chromium browser) => (string?)await browser.Evaluate("document.querySelector('.shown')?.id ?? null");

    private static Composition Graph(string text) => Outliner.ReadComposition(WasmOutput.Encode(WasmInput.ReadComponent(System.Text.Encoding.UTF8.GetBytes(text))));

    private string Page(string file)
    {
        var page = Path.Combine(_folder, "page.html");
        var (code, output, errors) = CommandLine.Run("inspect", file, "--html", page);
        Assert.Equal((0, "", ""), (code, output, errors));
        return File.ReadAllText(page);
    }

    private string Write(string text)
    {
        var path = Path.Combine(_folder, "a.wat");
        File.WriteAllText(path, text);
        return path;
    }
}
