using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Dovetail.Wasm.Components;
using Dovetail.Wasm.Components.Types;
using Dovetail.Wit.Names;
using Dovetail.Wit.Types;

namespace Dovetail.Tooling.Compose;

/// <summary>
/// The imports that instances in a composition take from outside, merged: those of one name or version track are one import, under the
/// highest version, that has what all of them ask for. Their resource types become one.
/// </summary>
internal sealed class ImplicitImports(TypeInterner interner, TypeBudget budget)
{
    private readonly Dictionary<string, MergedImport> _byKey = new(StringComparer.Ordinal);
    private readonly List<MergedImport> _imports = [];

    public IReadOnlyList<MergedImport> All => _imports;

    public bool TryGet(string name, [NotNullWhen(true)] out MergedImport? import) => _byKey.TryGetValue(KeyOf(name), out import);

    /// <summary>Takes an import of an instance in.</summary>
    /// <param name="item">The import.</param>
    /// <param name="importer">Who asks for it.</param>
    /// <param name="substitution">What the types of the importer stand for; it is added to.</param>
    /// <exception cref="CompositionException">The types of two importers do not go together.</exception>
    public MergedImport Add(NamedExtern item, string importer, Substitution substitution)
    {
        var key = KeyOf(item.Name);
        if (!_byKey.TryGetValue(key, out var import))
        {
            import = new MergedImport(item.Name) { Attributes = item.Attributes };
            _byKey.Add(key, import);
            _imports.Add(import);
        }
        var merge = new Merge(substitution, interner, budget, item.Name, importer, import.Importers);
        import.Item = merge.Add(import.Item, item.Type, item.Name);
        import.Take(item.Name, importer);
        return import;
    }

    private static string KeyOf(string name) => InterfaceName.OfAnyForm(name)?.TrackName ?? name;

    /// <summary>Puts the import of one more importer together with what is there.</summary>
    private sealed class Merge(
        Substitution substitution, TypeInterner interner, TypeBudget budget, string name, string importer, IReadOnlyList<string> others)
    {
        public MergedItem Add(MergedItem? known, ComponentExternType type, string path)
        {
            budget.Spend();
            return (known, type) switch
            {
                (null or MergedInstance, InstanceExtern instance) => AddAll((MergedInstance?)known ?? new MergedInstance(), instance.Type, path),
                (null, TypeExtern { Type: ResourceNode resource }) => new MergedLeaf(new TypeExtern(Renew(resource))),
                (null, _) => new MergedLeaf(substitution.Apply(type)),
                (MergedLeaf leaf, _) => new MergedLeaf(Add(leaf.Type, type, path)),
                _ => throw Conflict(path, "an instance", ArgumentFit.Describe(type)),
            };
        }

        private MergedInstance AddAll(MergedInstance into, InstanceType type, string path)
        {
            foreach (var item in type.Exports.Items)
            {
                into.Set(item.Name, Add(into.Find(item.Name), item.Type, $"{path}.{item.Name}"), item.Attributes);
            }
            return into;
        }

        private ResourceNode Renew(ResourceNode node)
        {
            if (!substitution.TryGet(node.Resource, out _))
            {
                substitution.Map(node.Resource, new ResourceType(node.Resource.GivenName));
            }
            return (ResourceNode)substitution.Apply(node);
        }

        private ComponentExternType Add(ComponentExternType known, ComponentExternType type, string path)
        {
            switch (known, type)
            {
                case (TypeExtern { Type: ResourceNode k }, TypeExtern { Type: ResourceNode t }):
                    if (substitution.TryGet(t.Resource, out var mapped) && mapped != k.Resource)
                    {
                        throw Conflict(path, $"the resource type `{k.Resource.Name}`", "another resource type");
                    }
                    substitution.Map(t.Resource, k.Resource);
                    substitution.Map(t, k);
                    return known;
                case (TypeExtern { Type: ValueNode k }, TypeExtern { Type: ValueNode t }):
                    Refuse(path, TypeDifference.Between(k.Type, ((ValueNode)substitution.Apply(t)).Type, interner));
                    substitution.Map(t, k);
                    return known;
                case (FunctionExtern k, FunctionExtern t):
                    Refuse(path, TypeDifference.Between(k.Type.Type, ((FunctionNode)substitution.Apply(t.Type)).Type, interner));
                    return known;
                default:
                    var wanted = substitution.Apply(type);
                    return Match(known, wanted) is not { } problem ? known
                        : Match(wanted, known) is null ? wanted
                        : throw Conflict(path, ArgumentFit.Describe(known), known.Sort == wanted.Sort ? problem : ArgumentFit.Describe(type));
            }
        }

        private string? Match(ComponentExternType actual, ComponentExternType expected) =>
            new Subtyping(new Substitution(interner, budget), [], interner, budget).Match(actual, expected);

        private void Refuse(string path, TypeDifference? difference)
        {
            if (difference is not null)
            {
                throw Conflict(path, difference.Expected, difference.Found, difference.Place);
            }
        }

        private CompositionException Conflict(string path, string first, string second, string place = "")
        {
            var earlier = others.Count == 0 ? "the composition" : string.Join(" and ", others.Distinct().Take(3));
            var where = place.Length == 0 ? "" : $", {place}";
            return new CompositionException(
            [
                new CompositionProblem
                {
                    Rule = CompositionRule.Merge,
                    Path = path,
                    Place = place,
                    Importer = importer,
                    Expected = first,
                    Found = second,
                    Message = $"import `{name}` cannot be shared: `{path}`{where} is {first} for {earlier} and {second} for {importer}; "
                        + "build them against the same WIT, or give one of them a component for it",
                },
            ]);
        }
    }
}

/// <summary>An import that several importers may share.</summary>
internal sealed class MergedImport(string name)
{
    private readonly List<string> _importers = [];
    private readonly SortedSet<string> _names = new(StringComparer.Ordinal);

    /// <summary>The name, with the highest version that was asked for.</summary>
    public string Name { get; private set; } = name;

    /// <summary>All names that were asked for.</summary>
    public IReadOnlyCollection<string> Names => _names;

    public MergedItem? Item { get; set; }

    public ImmutableArray<ExternAttribute> Attributes { get; init; } = [];

    /// <summary>Who asked for it.</summary>
    public IReadOnlyList<string> Importers => _importers;

    public void Take(string name, string importer)
    {
        _importers.Add(importer);
        _names.Add(name);
        if (InterfaceName.OfAnyForm(name)?.Version is { } version && (InterfaceName.OfAnyForm(Name)?.Version is not { } known || version > known))
        {
            Name = name;
        }
    }
}

/// <summary>What an import is put together to.</summary>
internal abstract class MergedItem
{
    public abstract ComponentExternType Type { get; }
}

/// <summary>What is not put together of parts.</summary>
internal sealed class MergedLeaf(ComponentExternType type) : MergedItem
{
    public override ComponentExternType Type { get; } = type;
}

/// <summary>An instance, with the exports that anyone asks for.</summary>
internal sealed class MergedInstance : MergedItem
{
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);
    private readonly List<(string Name, MergedItem Item, ImmutableArray<ExternAttribute> Attributes)> _items = [];

    public override ComponentExternType Type => new InstanceExtern(new InstanceType(
        [.. _items.Select(item => new NamedExtern(item.Name, item.Item.Type) { Attributes = item.Attributes })], []));

    public MergedItem? Find(string name) => _places.TryGetValue(name, out var place) ? _items[place].Item : null;

    public void Set(string name, MergedItem item, ImmutableArray<ExternAttribute> attributes)
    {
        if (_places.TryGetValue(name, out var place))
        {
            _items[place] = (name, item, _items[place].Attributes);
            return;
        }
        _places.Add(name, _items.Count);
        _items.Add((name, item, attributes));
    }
}
