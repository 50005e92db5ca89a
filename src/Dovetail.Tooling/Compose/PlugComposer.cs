using System.Collections.Immutable;
using Dovetail.Wasm.Components;
using Dovetail.Wasm.Components.Types;
using Dovetail.Wit.Names;

namespace Dovetail.Tooling.Compose;

/// <summary>
/// Puts plugs into a socket: each import of the socket, and of the plugs, is given the export of its name or version track that a plug has.
/// What the socket exports, the whole exports.
/// </summary>
/// <remarks>
/// A plug is instantiated once, behind those that it needs, in whatever order they come. One that exports what it also imports stands
/// between: those who ask for it get its export, and its own import is another plug's, or the outside's. Of several such, the first given
/// stands nearest to the socket.
/// </remarks>
public sealed class PlugComposer
{
    /// <summary>How many components may need each other in a row; each takes a piece of the thread's stack.</summary>
    public const int MaxDepth = 500;

    private readonly CompositionPackage _socket;
    private readonly ImmutableArray<Plug> _plugs;
    private readonly Composition _composition = new();
    private readonly NamedTypes _named;
    private readonly Dictionary<Plug, CompositionNode?> _instances = [];
    private readonly List<(Plug Importer, string Import)> _running = [];
    private readonly List<CompositionProblem> _problems = [];
    private readonly ImmutableArray<CompositionLink>.Builder _links = ImmutableArray.CreateBuilder<CompositionLink>();

    private readonly Lazy<NameMap<bool>> _offered;

    private PlugComposer(CompositionPackage socket, IEnumerable<CompositionPackage> plugs) =>
        (_socket, _plugs, _named, _offered) = (socket, [.. plugs.Select(plug => new Plug(plug))], new NamedTypes(_composition.Budget), new(AllExports));

    /// <summary>Composes.</summary>
    /// <param name="socket">The component whose exports the whole has.</param>
    /// <param name="plugs">The components that satisfy it and one another.</param>
    /// <param name="importPackages">Whether components are imported, rather than nested in the result.</param>
    /// <returns>The component, validated, and what became of each import.</returns>
    /// <exception cref="CompositionException">
    /// A plug fits by name and not by type, several fit equally, plugs need each other in a circle, or none is needed: all that is wrong.
    /// </exception>
    /// <exception cref="LimitException">More than <see cref="MaxDepth"/> components need each other in a row, or their types are too large.</exception>
    public static (ComponentDefinition Component, CompositionReport Report) Compose(
        CompositionPackage socket, IReadOnlyList<CompositionPackage> plugs, bool importPackages = false)
    {
        ArgumentNullException.ThrowIfNull(socket);
        ArgumentNullException.ThrowIfNull(plugs);
        return new PlugComposer(socket, plugs).Compose(importPackages);
    }

    private (ComponentDefinition Component, CompositionReport Report) Compose(bool importPackages)
    {
        var root = Instantiate(new Plug(_socket));
        var unused = _plugs.Where(plug => !_instances.ContainsKey(plug)).ToList();
        if (_problems.Count == 0 && _plugs.Length > 0 && unused.Count == _plugs.Length)
        {
            _problems.Add(NothingFits());
        }
        if (_problems.Count > 0 || root is null)
        {
            throw new CompositionException([.. _problems.Take(CompositionException.MostProblems)]);
        }
        _composition.Implicit.All.ToList().ForEach(import => _named.Add(import.Item!.Type));
        foreach (var name in root.Exports)
        {
            Export(root, name, root.Exports);
        }
        var component = _composition.Encode(importPackages);
        var report = _composition.Report();
        return (component, report with
        {
            Links = _links.ToImmutable(),
            Imports = [.. report.Imports.Select(import => import with { Note = NoteOn(import.Name) })],
            Unused = [.. unused.Select(plug => plug.Package.Name)],
        });
    }

    // Exports may use types of an interface that a plug has; outside they have their names from there, so it is exported before.
    private void Export(CompositionNode instance, string name, ImmutableArray<string> others)
    {
        if (_composition.HasExport(name))
        {
            return;
        }
        var node = _composition.Alias(instance, name);
        foreach (var type in _named.MissingIn(node.Type))
        {
            if (OwnerOf(type) is var (owner, export) && (owner != instance || export != name) && !(owner != instance && others.Contains(export)))
            {
                Export(owner, export, others);
            }
        }
        _composition.Export(node, name);
        _named.Add(node.Type);
    }

    private (CompositionNode Instance, string Export)? OwnerOf(TypeNode type)
    {
        foreach (var instance in _composition.Nodes.OfType<InstanceNode>())
        {
            foreach (var item in ((InstanceExtern)instance.Type).Type.Exports.Items)
            {
                if (TypeReferences.NamedBy(item.Type).Contains(type))
                {
                    return (instance, item.Name);
                }
            }
        }
        return null;
    }

    /// <summary>The instance of a plug, behind those that it needs; null where something is wrong, which was noted.</summary>
    private CompositionNode? Instantiate(Plug plug)
    {
        if (_instances.TryGetValue(plug, out var known))
        {
            return known;
        }
        if (_running.Count == MaxDepth)
        {
            throw new LimitException("composed components", $"more than {MaxDepth} components need each other in a row");
        }
        var arguments = new Dictionary<string, CompositionNode>(StringComparer.Ordinal);
        var links = new List<CompositionLink>();
        var isWhole = true;
        foreach (var item in plug.Package.Type.Imports.Items)
        {
            if (ProviderOf(plug, item.Name, ref isWhole) is not var (provider, export))
            {
                continue;
            }
            _running.Add((plug, item.Name));
            var isCircle = _running.Exists(running => running.Importer == provider);
            var instance = isCircle ? null : Instantiate(provider);
            if (isCircle)
            {
                _problems.Add(Circle(provider));
            }
            _running.RemoveAt(_running.Count - 1);
            if (instance is null)
            {
                isWhole = false;
                continue;
            }
            arguments.Add(item.Name, _composition.Alias(instance, export));
            links.Add(new CompositionLink(plug.Package.Name, item.Name, provider.Package.Name, export));
        }
        _links.AddRange(links);
        CompositionNode? node = null;
        try
        {
            node = isWhole ? _composition.Instantiate(plug.Package, arguments) : null;
        }
        catch (CompositionException error)
        {
            _problems.AddRange(error.Problems);
        }
        _instances.Add(plug, node);
        return node;
    }

    // Those that stand between come first, each behind the one that asks; then whoever has it of its own.
    private (Plug Provider, string Export)? ProviderOf(Plug importer, string name, ref bool isWhole)
    {
        var offers = _plugs.Where(plug => plug != importer).Select(plug => (Plug: plug, Export: plug.ExportFor(name))).Where(offer => offer.Export is not null).ToList();
        var between = offers.Where(offer => offer.Plug.Passes(name)).ToList();
        if (importer.Passes(name))
        {
            var place = _plugs.IndexOf(importer);
            between = [.. between.Where(offer => _plugs.IndexOf(offer.Plug) > place)];
        }
        if (between.Count > 0)
        {
            return (between[0].Plug, between[0].Export!);
        }
        var own = Best(name, [.. offers.Where(offer => !offer.Plug.Passes(name)).Select(offer => (offer.Plug, offer.Export!))]);
        if (own.Count > 1)
        {
            isWhole = false;
            var offerers = string.Join(" and ", own.Select(offer => $"`{offer.Plug.Package.Name}`"));
            _problems.Add(new CompositionProblem
            {
                Rule = CompositionRule.Ambiguity,
                Path = name,
                Importer = importer.Package.Name,
                Message = $"ambiguous import `{name}` of `{importer.Package.Name}`: `{own[0].Export}` is exported by {offerers}; leave all but one out",
            });
            return null;
        }
        return own.Count == 0 ? null : own[0];
    }

    // The very name, or else the highest version.
    private static List<(Plug Plug, string Export)> Best(string name, List<(Plug Plug, string Export)> offers)
    {
        var names = new NameMap<bool>(NameMatching.Compatible);
        offers.ForEach(offer => names.Set(offer.Export, true));
        return names.TryGet(name, out _, out var chosen) ? offers.FindAll(offer => offer.Export == chosen) : [];
    }

    private CompositionProblem Circle(Plug provider)
    {
        var circle = _running.SkipWhile(running => running.Importer != provider).ToList();
        var steps = circle.Select((step, i) =>
            $"`{step.Importer.Package.Name}` imports `{step.Import}` from `{circle[(i + 1) % circle.Count].Importer.Package.Name}`");
        return new CompositionProblem
        {
            Rule = CompositionRule.Circle,
            Path = circle[^1].Import,
            Importer = circle[^1].Importer.Package.Name,
            Provider = provider.Package.Name,
            Message = $"components need each other in a circle: {string.Join(", ", steps)}; leave one of them out",
        };
    }

    private CompositionProblem NothingFits() => new()
    {
        Rule = CompositionRule.Missing,
        Path = _socket.Name,
        Message = $"no plug has what `{_socket.Name}` imports: it asks for {List(_socket.Imports)}; "
            + string.Join("; ", _plugs.Select(plug => $"`{plug.Package.Name}` has {List(plug.Package.Exports)}"))
            + string.Concat(_socket.Imports.Select(NoteOn).OfType<string>().Select(note => $"; {note}")),
    };

    private string? NoteOn(string name) => _offered.Value.Explain(name) is { Chosen: null, Offered.IsEmpty: false } match ? match.ToString() : null;

    private NameMap<bool> AllExports()
    {
        var names = new NameMap<bool>(NameMatching.Compatible);
        foreach (var export in _plugs.SelectMany(plug => plug.Package.Exports))
        {
            names.Set(export, true);
        }
        return names;
    }

    private static string List(IReadOnlyList<string> names) => names.Count == 0 ? "nothing"
        : string.Join(", ", names.Take(20).Select(name => $"`{name}`")) + (names.Count > 20 ? ", …" : "");

    /// <summary>A component, and what it offers by name.</summary>
    private sealed class Plug
    {
        private readonly NameMap<bool> _exports = new(NameMatching.Compatible);
        private readonly NameMap<bool> _imports = new(NameMatching.Compatible);

        public Plug(CompositionPackage package)
        {
            Package = package;
            foreach (var item in package.Type.Exports.Items.Where(item => item.Type is not TypeExtern))
            {
                _exports.Set(item.Name, true);
            }
            foreach (var name in package.Imports)
            {
                _imports.Set(name, true);
            }
        }

        public CompositionPackage Package { get; }

        public string? ExportFor(string name) => _exports.TryGet(name, out _, out var chosen) ? chosen : null;

        /// <summary>Whether it has it from somebody else, and gives it on.</summary>
        public bool Passes(string name) => _imports.TryGet(name, out _) && ExportFor(name) is not null;
    }
}
