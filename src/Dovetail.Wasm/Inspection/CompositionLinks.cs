using System.Collections.Immutable;
using Dovetail.Wasm.Components;
using Dovetail.Wasm.Components.Types;
using Dovetail.Wasm.Components.Validation;
using Dovetail.Wasm.Modules;
using Dovetail.Wasm.Modules.Validation;

namespace Dovetail.Wasm.Inspection;

/// <summary>Finds who gives what to whom among the parts of a component: from the sources of what each part takes back to the parts that have them.</summary>
/// <param name="functions">The types of the component's own functions, by the names of WIT.</param>
internal sealed class CompositionLinks(IReadOnlyDictionary<(string Item, string Function), string> functions)
{
    /// <summary>Instances put together from instances can share what they have without end.</summary>
    private const int MaxItems = 20_000;

    private readonly Dictionary<string, int> _imports = new(StringComparer.Ordinal);
    private readonly Dictionary<Source, int?> _origins = [];
    private readonly Dictionary<Source, Dictionary<string, Source>> _exports = [];
    private readonly Dictionary<ValidatedModule, ILookup<string, Import>> _wanted = [];
    private readonly SortedDictionary<(int To, int From), List<CompositionItem>> _edges = [];
    private readonly Dictionary<int, SortedSet<string>> _builtIns = [];
    private int _items;

    public void AddImport(string name, int part) => _imports.Add(name, part);

    public void Add(Source step, int part) => _origins.Add(step, part);

    /// <summary>All edges, in order.</summary>
    public ImmutableArray<CompositionEdge> Edges() => [.. _edges.Select(edge => new CompositionEdge(edge.Key.From, edge.Key.To, [.. edge.Value]))];

    public ImmutableArray<string> BuiltInsOf(int part) => _builtIns.TryGetValue(part, out var found) ? [.. found] : [];

    /// <summary>A part takes what it is an instance of, where that comes from another part.</summary>
    public void TakeDefinition(int part, Source definition) =>
        Add(part, definition, new CompositionItem("", "", definition is ImportSource { Sort: Sort.CoreModule } ? "core module" : "component", ""));

    /// <summary>A part takes an argument or an export of a component.</summary>
    public void Take(int part, NamedSource given, ComponentExternType type)
    {
        var (name, source) = given;
        switch (type)
        {
            case FunctionExtern function:
                Add(part, source, new CompositionItem(name, name, "func", TypeOf(name, name, function)));
                break;
            case InstanceExtern instance:
                TakeInstance(part, name, source, instance.Type);
                break;
            default:
                Add(part, source, new CompositionItem(name, name, type.Sort.Text(), ""));
                break;
        }
    }

    /// <summary>A core instance takes an argument.</summary>
    public void TakeCore(int part, NamedSource given, ModuleSource? module)
    {
        var (name, source) = given;
        if (source is CoreInlineInstanceStep inline)
        {
            foreach (var export in inline.Exports)
            {
                TakeCoreItem(part, name, export);
            }
            return;
        }
        foreach (var import in module is null ? [] : ImportsOf(module.Module)[name])
        {
            Add(part, source, new CompositionItem(name, import.Name, "core", PartText.TypeOf(module!.Module, import.Type)));
        }
        Add(part, source, null);
    }

    private void TakeInstance(int part, string name, Source source, InstanceType type)
    {
        foreach (var item in type.Exports.Items)
        {
            var given = source is InlineInstanceStep inline ? ExportsOf(inline, inline.Exports).GetValueOrDefault(item.Name) : source;
            if (given is not null)
            {
                Add(part, given, new CompositionItem(name, item.Name, item.Type.Sort.Text(),
                    item.Type is FunctionExtern function ? TypeOf(name, item.Name, function) : ""));
            }
        }
        if (source is not InlineInstanceStep)
        {
            Add(part, source, null);
        }
    }

    private void TakeCoreItem(int part, string under, NamedSource export)
    {
        switch (export.Source)
        {
            case LowerStep lower:
                var (item, function) = NameOf(lower.Function);
                Add(part, lower, new CompositionItem(under, export.Name, "func",
                    functions.GetValueOrDefault((item, function)) ?? lower.Type.ToString()));
                break;
            case ResourceBuiltinStep resource:
                AddBuiltIn(part, $"resource.{resource.Builtin.ToString().ToLowerInvariant()} {resource.Resource.Name}");
                break;
            case BuiltInStep builtIn:
                AddBuiltIn(part, BuiltInTable.Of(builtIn.BuiltIn).Text);
                break;
            case CoreExportSource core:
                Add(part, core, new CompositionItem(under, export.Name, core.Type.Sort.Text(), core.Type is CoreFunctionExtern { Type: var type } ? type.ToString() : ""));
                break;
        }
    }

    private string TypeOf(string item, string name, FunctionExtern function) =>
        functions.GetValueOrDefault((item, name)) ?? function.Type.Type.ToString();

    // The import and the function's name there.
    private static (string Item, string Function) NameOf(Source function) => function switch
    {
        ImportSource import => (import.Name, import.Name),
        ExportSource { Instance: ImportSource instance } export => (instance.Name, export.Name),
        _ => ("", ""),
    };

    private void AddBuiltIn(int part, string name)
    {
        if (!_builtIns.TryGetValue(part, out var names))
        {
            _builtIns.Add(part, names = new SortedSet<string>(StringComparer.Ordinal));
        }
        names.Add(name);
    }

    private void Add(int to, Source source, CompositionItem? item)
    {
        if (OriginOf(source) is not { } from || from == to)
        {
            return;
        }
        if (!_edges.TryGetValue((to, from), out var items))
        {
            _edges.Add((to, from), items = []);
        }
        if (item is { } given && _items < MaxItems)
        {
            _items++;
            items.Add(given);
        }
    }

    /// <summary>The part that a definition comes from; null where it is none, as of a type that the component defines itself.</summary>
    private int? OriginOf(Source? source)
    {
        int? part = null;
        var walked = new List<Source>();
        while (source is not null && !_origins.TryGetValue(source, out part))
        {
            walked.Add(source);
            if (source is ImportSource { Name: var import })
            {
                part = _imports.TryGetValue(import, out var index) ? index : null;
                break;
            }
            source = Behind(source);
        }
        foreach (var passed in walked)
        {
            _origins[passed] = part;
        }
        return part;
    }

    private Source? Behind(Source source) => source switch
    {
        ExportSource { Instance: InlineInstanceStep inline, Name: var name } => ExportsOf(inline, inline.Exports).GetValueOrDefault(name),
        ExportSource export => export.Instance,
        CoreExportSource { Instance: CoreInlineInstanceStep inline, Name: var name } => ExportsOf(inline, inline.Exports).GetValueOrDefault(name),
        CoreExportSource export => export.Instance,
        LiftStep lift => lift.Core,
        LowerStep lower => lower.Function,
        _ => null,
    };

    private Dictionary<string, Source> ExportsOf(Source inline, ImmutableArray<NamedSource> exports)
    {
        if (!_exports.TryGetValue(inline, out var known))
        {
            _exports.Add(inline, known = exports.ToDictionary(export => export.Name, export => export.Source, StringComparer.Ordinal));
        }
        return known;
    }

    private ILookup<string, Import> ImportsOf(ValidatedModule module)
    {
        if (!_wanted.TryGetValue(module, out var known))
        {
            _wanted.Add(module, known = module.Definition.Imports.ToLookup(import => import.Module, StringComparer.Ordinal));
        }
        return known;
    }
}
