using System.Collections.Immutable;
using Dovetail.Wasm.Components;
using Dovetail.Wasm.Components.Types;
using Dovetail.Wit.Names;

namespace Dovetail.Tooling.Compose;

/// <summary>
/// A composition while it is put together: packages are instantiated, get arguments, and what they export is given to others or exported.
/// What no argument is given for becomes an import of the whole.
/// </summary>
/// <remarks>
/// <para>
/// Each step is checked when it is taken, as validation will: the arguments of an instantiation against the imports of the package, in
/// order, with the types that they bring put into all that follows. Imports that no argument is given for are merged (<see
/// cref="ImplicitImports"/>), so that what several packages import is one import, and one resource type.
/// </para>
/// <para>Not safe from many threads. It does not run anything, and it knows nothing of files.</para>
/// </remarks>
public sealed class Composition
{
    private readonly List<CompositionNode> _nodes = [];
    private readonly Dictionary<string, ImportNode> _imports = new(StringComparer.Ordinal);
    private readonly List<(string Name, CompositionNode Node)> _exports = [];
    private readonly HashSet<string> _exportNames = new(StringComparer.Ordinal);
    private readonly Dictionary<string, CompositionPackage> _packages = new(StringComparer.Ordinal);
    private readonly HashSet<TypeNode> _inside = [];

    /// <summary>Makes an empty one.</summary>
    public Composition() => Implicit = new ImplicitImports(Interner, Budget);

    internal TypeInterner Interner { get; } = new();

    /// <summary>What the whole composition may spend on types.</summary>
    internal TypeBudget Budget { get; } = new();

    internal ImplicitImports Implicit { get; }

    internal IReadOnlyList<CompositionNode> Nodes => _nodes;

    internal IEnumerable<ImportNode> Imports => _imports.Values;

    internal IReadOnlyList<(string Name, CompositionNode Node)> Exports => _exports;

    /// <summary>Enters a package.</summary>
    /// <exception cref="CompositionException">Another one has its name.</exception>
    public void Add(CompositionPackage package)
    {
        ArgumentNullException.ThrowIfNull(package);
        if (!_packages.TryAdd(package.Name, package))
        {
            throw new CompositionException($"package `{package.Name}` is there already");
        }
    }

    /// <summary>Imports what has the type of an export of a package, with what that type needs.</summary>
    /// <param name="name">The name of the import.</param>
    /// <param name="package">The package.</param>
    /// <param name="export">Its export: of anything, or of a type that something may have.</param>
    /// <exception cref="CompositionException">There is no such export, the name is not one of an import or is taken, or the types do not go together.</exception>
    public CompositionNode Import(string name, CompositionPackage package, string export)
    {
        ArgumentNullException.ThrowIfNull(package);
        if (!package.Type.Exports.TryGet(export, out var type))
        {
            throw Missing(export, $"package `{package.Name}` has no export `{export}`");
        }
        return Import(name, package.Type, type, $"import `{name}`");
    }

    /// <summary>Instantiates a package.</summary>
    /// <param name="package">The package.</param>
    /// <param name="arguments">What it is given, by the names of its imports; the others are imported.</param>
    /// <exception cref="CompositionException">Arguments are not imported by the package or not of the types that it asks for, or imports cannot be merged: all of it.</exception>
    public CompositionNode Instantiate(CompositionPackage package, IReadOnlyDictionary<string, CompositionNode> arguments)
    {
        ArgumentNullException.ThrowIfNull(package);
        ArgumentNullException.ThrowIfNull(arguments);
        if (arguments.Keys.FirstOrDefault(name => !package.Type.Imports.TryGet(name, out _)) is { } unknown)
        {
            throw Missing(unknown, $"`{package.Name}` has no import `{unknown}`");
        }
        var type = package.Type;
        var substitution = new Substitution(Interner, Budget);
        var fit = new ArgumentFit(substitution, type.BoundImports, Interner, Budget);
        var given = ImmutableArray.CreateBuilder<NodeArgument>(type.Imports.Items.Length);
        foreach (var item in type.Imports.Items)
        {
            if (arguments.TryGetValue(item.Name, out var node))
            {
                fit.Check(new FitPlace(item.Name, $"`{package.Name}`", node.Label), item.Type, node.Type);
                given.Add(new NodeArgument(item.Name, node, null, null));
            }
            else if (fit.Problems.Count == 0)
            {
                given.Add(Brought(item, substitution) is { } brought
                    ? new NodeArgument(item.Name, null, null, brought)
                    : new NodeArgument(item.Name, null, ImportFor(item, $"`{package.Name}`", substitution), null));
            }
        }
        if (fit.Problems.Count > 0)
        {
            throw new CompositionException([.. fit.Problems]);
        }
        substitution.Renew(type.BoundExports);
        var instance = new InstanceNode(package, given.ToImmutable(), new InstanceType(substitution.Apply(type.Exports.Items), []));
        _inside.UnionWith(TypeReferences.NamedBy(instance.Type));
        return Enter(instance);
    }

    /// <summary>An export of an instance.</summary>
    /// <exception cref="CompositionException">It is no instance, or has no such export.</exception>
    public CompositionNode Alias(CompositionNode instance, string export)
    {
        ArgumentNullException.ThrowIfNull(instance);
        if (instance.Type is not InstanceExtern { Type: var type })
        {
            throw new CompositionException($"{instance.Label} is {ArgumentFit.Describe(instance.Type)}; only an instance has exports", CompositionRule.Kind);
        }
        return type.Exports.TryGet(export, out var item)
            ? Enter(new AliasNode(instance, export, item))
            : throw Missing(export, $"{instance.Label} has no export `{export}`");
    }

    /// <summary>Exports something from the whole.</summary>
    /// <exception cref="CompositionException">The name is not one of an export, or is taken.</exception>
    public void Export(CompositionNode node, string name)
    {
        ArgumentNullException.ThrowIfNull(node);
        CheckName(name, "export");
        if (!_exportNames.Add(name))
        {
            throw new CompositionException($"duplicate export `{name}`");
        }
        _exports.Add((name, node));
    }

    /// <summary>The component that all of it makes, validated.</summary>
    /// <param name="importPackages">Whether packages are imported, rather than nested in the component.</param>
    /// <exception cref="CompositionException">Imports rest on types that nobody outside could know, or on each other in a circle; or the whole is not valid.</exception>
    public ComponentDefinition Encode(bool importPackages = false) => CompositionEncoder.Encode(this, importPackages).Definition;

    internal CompositionReport Report() => new()
    {
        Imports =
        [
            .. Implicit.All.Select(import => new CompositionImport(import.Name, [.. import.Importers.Select(importer => importer.Replace("`", "", StringComparison.Ordinal)).Distinct()], [.. import.Names])),
            .. Imports.Select(import => new CompositionImport(import.Name, [], [import.Name])),
        ],
        Exports = [.. _exports.Select(export => export.Name)],
    };

    internal bool HasExport(string name) => _exportNames.Contains(name);

    /// <summary>Enters a node that was made elsewhere.</summary>
    internal T Enter<T>(T node)
        where T : CompositionNode
    {
        _nodes.Add(node);
        return node;
    }

    /// <summary>Imports something of a type that may need imports of <paramref name="around"/>.</summary>
    internal CompositionNode Import(string name, ComponentType around, ComponentExternType type, string importer, string? interfaceName = null)
    {
        CheckName(name, "import");
        if (_imports.ContainsKey(name))
        {
            throw new CompositionException($"duplicate import `{name}`");
        }
        if (Implicit.TryGet(name, out var taken))
        {
            throw Conflict(name, taken.Importers[0]);
        }
        var substitution = new Substitution(Interner, Budget);
        foreach (var item in NeededBy(type, around))
        {
            ImportFor(item, importer, substitution);
        }
        substitution.Renew(around.BoundImports.RemoveAll(bound => substitution.TryGet(bound.Resource, out _)).AddRange(around.BoundExports));
        var node = new ImportNode(name, Opened(substitution.Apply(type)), interfaceName);
        _imports.Add(name, node);
        return Enter(node);
    }

    private ComponentExternType Opened(ComponentExternType type) => type switch
    {
        TypeExtern { Type: FunctionNode function } => new FunctionExtern(function),
        TypeExtern { Type: InstanceType instance } => new InstanceExtern(new Substitution(Interner, Budget).Open(instance, out _)),
        TypeExtern { Type: ComponentType component } => new ComponentExtern(component),
        _ => type,
    };

    // A type of an interface that a component inside was given for. Outside it is another type, unless it says all of itself.
    private TypeNode? Brought(NamedExtern item, Substitution substitution) =>
        item.Type is TypeExtern { Type.Original: { } original } && substitution.Apply(original) is var stands
        && _inside.Contains(stands) && !IsPlain(stands)
            ? stands : null;

    private static bool IsPlain(TypeNode node) => node is ValueNode { Resource: null, Parts: var parts }
        && parts.All(part => part is null || (!part.NeedsName && IsPlain(part)));

    private MergedImport ImportFor(NamedExtern item, string importer, Substitution substitution) => _imports.ContainsKey(item.Name)
        ? throw Conflict(item.Name, importer)
        : Implicit.Add(item, importer, substitution);

    private static CompositionException Conflict(string name, string importer) =>
        new($"{importer} imports `{name}` implicitly, but there is an explicit import of that name; give it as an argument, or import by another name");

    private List<NamedExtern> NeededBy(ComponentExternType type, ComponentType around)
    {
        var references = new TypeReferences(Budget);
        references.Visit(type);
        var needed = new List<NamedExtern>();
        foreach (var item in around.Imports.Items.Concat(around.Exports.Items).Where(item => item.Type != type).Reverse())
        {
            if (TypeReferences.NamedBy(item.Type).Any(references.Nodes.Contains))
            {
                references.Visit(item.Type);
                needed.Insert(0, item);
            }
        }
        return needed;
    }

    private static void CheckName(string name, string kind)
    {
        if (!ExternName.TryParse(name, NameForms.Canonical | NameForms.Nested, out _, out var error))
        {
            throw new CompositionException($"{kind} name `{name}` is not valid: {error}");
        }
    }

    private static CompositionException Missing(string name, string message) =>
        new([new CompositionProblem { Rule = CompositionRule.Missing, Path = name, Message = message }]);
}
