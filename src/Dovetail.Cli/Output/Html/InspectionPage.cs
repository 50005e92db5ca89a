using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Dovetail.Wasm.Inspection;

namespace Dovetail.Cli.Output.Html;

/// <summary>
/// What is known of a module or component as one page that stands for itself: it loads nothing, and its policy lets it load nothing. All but
/// the arrow keys works without the script.
/// </summary>
internal sealed class InspectionPage
{
    private static readonly string s_style = Resource("page.css");
    private static readonly string s_script = Resource("page.js");

    private readonly HtmlWriter _html = new();

    private InspectionPage()
    {
    }

    /// <summary>The page of a component.</summary>
    /// <param name="file">What the file is called.</param>
    /// <param name="component">Its outline.</param>
    /// <param name="composition">What is inside of it.</param>
    /// <param name="calls">The calls between the parts.</param>
    public static string Of(string file, ComponentOutline component, Composition composition, EdgeCalls calls) =>
        new InspectionPage().Write(file, "component", component.Name, component.Size, Capabilities.Of(component), html =>
        {
            html.Verbatim("<section><h2>Composition</h2>\n");
            new CompositionSection(html, calls).Write(composition);
            html.Verbatim("</section>\n<section><h2>Contents</h2>\n");
            new OutlineTree(html).Write(component);
            html.Verbatim("</section>\n");
        });

    /// <summary>The page of a core module.</summary>
    public static string Of(string file, ModuleOutline module) =>
        new InspectionPage().Write(file, "core module", module.Name, module.Size, Capabilities.Of(module), html =>
        {
            html.Verbatim("<section><h2>Contents</h2>\n");
            new OutlineTree(html).Write(module);
            html.Verbatim("</section>\n");
        });

    /// <summary>The word for a kind of part.</summary>
    public static string WordOf(CompositionPartKind kind) => kind switch
    {
        CompositionPartKind.Import => "import",
        CompositionPartKind.Component => "component",
        CompositionPartKind.Module => "core module",
        _ => "export",
    };

    /// <summary>The class of a kind of part.</summary>
    public static string ClassOf(CompositionPartKind kind) => kind.ToString().ToLowerInvariant();

    /// <summary>A size in few characters.</summary>
    public static string Short(int bytes) => bytes switch
    {
        < 1000 => string.Create(CultureInfo.InvariantCulture, $"{bytes} B"),
        < 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1000.0:0.#} kB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1_000_000.0:0.#} MB"),
    };

    private string Write(
        string file, string kind, string? name, int size, ImmutableArray<Capability> capabilities, Action<HtmlWriter> content)
    {
        _html.Write($"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src '{HashOf(s_style)}'; script-src '{HashOf(s_script)}'; base-uri 'none'; form-action 'none'">
            <title>{file} – Dovetail</title>
            <style>
            """);
        _html.Verbatim(s_style);
        _html.Write($"""
            </style>
            </head>
            <body>
            <header><h1>{file}</h1>
            <p>{kind}{(name is null ? "" : $" “{name}”")}, {size:#,0} bytes</p></header>
            <main>
            <section><h2>What it can touch</h2>

            """);
        WriteCapabilities(capabilities);
        _html.Write($"</section>\n");
        content(_html);
        _html.Write($"</main>\n<script>");
        _html.Verbatim(s_script);
        _html.Write($"</script>\n</body>\n</html>\n");
        return _html.ToString();
    }

    private void WriteCapabilities(ImmutableArray<Capability> capabilities)
    {
        if (capabilities.IsEmpty)
        {
            _html.Write($"<p class=\"nothing\">Nothing outside: it computes, and is called.</p>\n");
            return;
        }
        _html.Write($"<div class=\"scroll\"><table class=\"touches\"><thead><tr><th>What</th><th>By way of</th><th>Uses</th></tr></thead>\n");
        foreach (var area in capabilities.GroupBy(capability => capability.Area))
        {
            foreach (var (capability, index) in area.Select((capability, index) => (capability, index)))
            {
                _html.Write($"<tr><th scope=\"row\">{(index == 0 ? area.Key : "")}</th><td><code>{capability.Import}</code></td><td><code>{capability.Uses}</code></td></tr>\n");
            }
        }
        _html.Write($"</table></div>\n");
    }

    private static string HashOf(string text) => $"sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}";

    private static string Resource(string name)
    {
        using var reader = new StreamReader(typeof(InspectionPage).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
