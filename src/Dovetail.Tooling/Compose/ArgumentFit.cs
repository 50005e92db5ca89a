using Dovetail.Wasm.Components;
using Dovetail.Wasm.Components.Types;
using Dovetail.Wit.Types;

namespace Dovetail.Tooling.Compose;

/// <summary>Who asks for what, and who offers it: what messages name.</summary>
/// <param name="Path">The import and what is meant inside of it.</param>
/// <param name="Importer">Who asks.</param>
/// <param name="Provider">Who offers.</param>
internal readonly record struct FitPlace(string Path, string Importer, string Provider)
{
    public FitPlace Inside(string name) => this with { Path = $"{Path}.{name}" };
}

/// <summary>
/// Whether what is offered can be given for what is asked (Explainer.md, "Type Checking"), with every place where it cannot in WIT's words.
/// </summary>
/// <remarks>It goes through the items of one instantiation in order, and <paramref name="substitution"/> grows on the way, as in validation.</remarks>
/// <param name="substitution">What the asking side's types stand for; it is added to.</param>
/// <param name="bound">The asking side's abstract resource types, which stand for what is given.</param>
internal sealed class ArgumentFit(Substitution substitution, IEnumerable<BoundResource> bound, TypeInterner interner, TypeBudget budget)
{
    private readonly HashSet<ResourceType> _bindable = [.. bound.Select(item => item.Resource)];
    private readonly List<CompositionProblem> _problems = [];

    public IReadOnlyList<CompositionProblem> Problems => _problems;

    public void Check(FitPlace at, ComponentExternType expected, ComponentExternType found)
    {
        budget.Spend();
        switch (expected, found)
        {
            case (InstanceExtern e, InstanceExtern f):
                CheckInstance(at, e.Type, f.Type);
                break;
            case (FunctionExtern e, FunctionExtern f):
                var wanted = ((FunctionNode)substitution.Apply(e.Type)).Type;
                Add(at, TypeDifference.Between(wanted, f.Type.Type, interner));
                break;
            case (TypeExtern { Type: ResourceNode e }, TypeExtern { Type: ResourceNode f }):
                CheckResource(at, e, f);
                break;
            case (TypeExtern { Type: ValueNode e }, TypeExtern { Type: ValueNode f }):
                Add(at, TypeDifference.Between(((ValueNode)substitution.Apply(e)).Type, f.Type, interner));
                // What uses the type by this name from here on is not to be blamed as well.
                substitution.Map(e, f);
                break;
            case var (e, f) when KindOf(e) != KindOf(f):
                Add(at, CompositionRule.Kind, "", Describe(expected), Describe(found));
                break;
            default:
                if (new Subtyping(substitution, bound, interner, budget).Match(found, expected) is { } problem)
                {
                    Add(at, CompositionRule.Type, "", Describe(expected), problem);
                }
                break;
        }
    }

    /// <summary>What messages call a type.</summary>
    public static string Describe(ComponentExternType type) => type switch
    {
        FunctionExtern function => TypeDifference.Text(function.Type.Type),
        InstanceExtern => "an instance",
        TypeExtern { Type: ValueNode value } => TypeDifference.Text(value.Type),
        TypeExtern { Type: ResourceNode } => "a resource type",
        TypeExtern { Type: var node } => $"a {node.Kind}",
        ModuleExtern => "a core module",
        ValueExtern => "a value",
        _ => "a component",
    };

    private void CheckInstance(FitPlace at, InstanceType expected, InstanceType found)
    {
        foreach (var (name, type) in expected.Exports.Items)
        {
            if (found.Exports.TryGet(name, out var export))
            {
                Check(at.Inside(name), type, export);
            }
            else
            {
                Add(at.Inside(name), CompositionRule.Missing, "", Describe(type), "nothing of that name");
            }
        }
    }

    private void CheckResource(FitPlace at, ResourceNode expected, ResourceNode found)
    {
        var known = substitution.TryGet(expected.Resource, out var mapped) ? mapped : _bindable.Contains(expected.Resource) ? null : expected.Resource;
        if (known is not null && known != found.Resource)
        {
            Add(at, CompositionRule.Resource, "", $"the resource type `{known.Name}` that another import has brought", $"another resource type `{found.Resource.Name}`");
            return;
        }
        substitution.Map(expected.Resource, found.Resource);
        substitution.Map(expected, found);
    }

    private void Add(FitPlace at, TypeDifference? difference)
    {
        if (difference is not null)
        {
            var isOnlyResource = difference.Resources is not null && difference.Expected == difference.Found;
            Add(at, isOnlyResource ? CompositionRule.Resource : CompositionRule.Type, difference.Place, difference.Expected,
                isOnlyResource ? $"{difference.Found} of another resource type" : difference.Found);
        }
    }

    private void Add(FitPlace at, CompositionRule rule, string place, string expected, string found)
    {
        if (_problems.Count == CompositionException.MostProblems)
        {
            return;
        }
        var where = place.Length == 0 ? "" : $", {place}";
        _problems.Add(new CompositionProblem
        {
            Rule = rule,
            Path = at.Path,
            Place = place,
            Importer = at.Importer,
            Provider = at.Provider,
            Expected = expected,
            Found = found,
            Message = $"type mismatch for `{at.Path}`{where}: expected {expected} by {at.Importer}, found {found} in {at.Provider}",
        });
    }

    private static (Sort, bool) KindOf(ComponentExternType type) => (type.Sort, type is TypeExtern { Type: ResourceNode });
}
