using Dovetail.Wit.Types;

namespace Dovetail.Wasm.Components.Types;

/// <summary>
/// Whether a definition of one type can be given where another is expected (Explainer.md, "Type Checking").
/// </summary>
/// <remarks>
/// <para>
/// Value and function types must be equal. An instance may export more, a component import less and export more. An
/// expected abstract resource type is bound by the first type given for it and stands for that one from then on; hence
/// the checks go through imports and exports in order, and <paramref name="substitution"/> grows on the way and can be
/// applied to what follows.
/// </para>
/// <para>
/// Each method gives null where the types match, and otherwise says what is wrong. The depth of types bounds the
/// recursion.
/// </para>
/// </remarks>
/// <param name="substitution">What the expected types' abstract resource types stand for; it is added to.</param>
/// <param name="bound">The abstract resource types of the expected side that are still to be bound.</param>
internal sealed class Subtyping(
    Substitution substitution, IEnumerable<BoundResource> bound, TypeInterner interner, TypeBudget budget)
{
    private readonly HashSet<ResourceType> _bindable = [.. bound.Select(b => b.Resource)];

    public string? Match(ComponentExternType actual, ComponentExternType expected)
    {
        budget.Spend();
        return (actual, expected) switch
        {
            (ModuleExtern a, ModuleExtern e) => CoreSubtyping.Match(a.Type, e.Type, budget),
            (FunctionExtern a, FunctionExtern e) => MatchFunction(a.Type, e.Type),
            (TypeExtern a, TypeExtern e) => MatchType(a.Type, e.Type),
            (ValueExtern a, ValueExtern e) => MatchValue(a, e),
            (InstanceExtern a, InstanceExtern e) => MatchInstance(a.Type, e.Type),
            (ComponentExtern a, ComponentExtern e) => MatchComponent(a.Type, e.Type),
            _ => $"expected {expected.Sort.Text()}, found {actual.Sort.Text()}",
        };
    }

    /// <summary>Matches the exports of an instance with those expected of it.</summary>
    public string? MatchInstance(InstanceType actual, InstanceType expected)
    {
        foreach (var (name, type) in expected.Exports.Items)
        {
            var problem = actual.Exports.TryGet(name, out var export) ? Match(export, type) : null;
            if (export is null)
            {
                return $"missing expected export `{name}`";
            }
            if (problem is not null)
            {
                return $"type mismatch in instance export `{name}`: {problem}";
            }
        }
        return null;
    }

    private string? MatchFunction(FunctionNode actual, FunctionNode expected)
    {
        var wanted = ((FunctionNode)substitution.Apply(expected)).Type;
        return interner.Same(wanted, actual.Type) ? null : Explain(actual.Type, wanted);
    }

    private string? MatchType(TypeNode actual, TypeNode expected)
    {
        var problem = expected is ResourceNode resource
            ? MatchResource(actual, resource)
            : MatchDefinition(actual, expected);
        if (problem is null)
        {
            substitution.Map(expected, actual);
        }
        return problem;
    }

    private string? MatchValue(ValueExtern actual, ValueExtern expected) =>
        MatchDefinition(actual.Type, expected.Type) is { } problem ? problem
        : expected.EqualTo is not null && expected.EqualTo != actual.EqualTo ? "the values are not known to be equal"
        : null;

    private string? MatchResource(TypeNode actual, ResourceNode expected)
    {
        if (actual is not ResourceNode { Resource: var found })
        {
            return $"expected resource, found {actual.Kind}";
        }
        if (substitution.TryGet(expected.Resource, out var known))
        {
            return known == found ? null : Different(known, found);
        }
        if (_bindable.Contains(expected.Resource))
        {
            substitution.Map(expected.Resource, found);
            return null;
        }
        return expected.Resource == found ? null : Different(expected.Resource, found);
    }

    private string? MatchDefinition(TypeNode actual, TypeNode expected) => (actual, expected) switch
    {
        (ValueNode a, ValueNode) => substitution.Apply(expected) is ValueNode wanted && interner.Same(wanted.Type, a.Type)
            ? null : $"expected `{((ValueNode)substitution.Apply(expected)).Type}`, found `{a.Type}`",
        (FunctionNode a, FunctionNode e) => MatchFunction(a, e),
        // These types bind resources of their own, which are matched apart from those around them.
        (InstanceType a, InstanceType e) => Nested((InstanceType)substitution.Apply(e)) is var (nested, wanted)
            ? nested.MatchInstance(a, wanted) : null,
        (ComponentType a, ComponentType e) => MatchComponent(a, e),
        _ => $"expected {expected.Kind}, found {actual.Kind}",
    };

    private (Subtyping Nested, InstanceType Expected) Nested(InstanceType expected) =>
        (new Subtyping(new Substitution(interner, budget), expected.Bound, interner, budget), expected);

    // What is expected of a component supplies the imports of the actual one; its exports, with that substituted, must
    // be as expected.
    private string? MatchComponent(ComponentType actual, ComponentType expected)
    {
        var wanted = (ComponentType)substitution.Apply(expected);
        var supplied = new Substitution(interner, budget);
        var imports = new Subtyping(supplied, actual.BoundImports, interner, budget);
        foreach (var (name, type) in actual.Imports.Items)
        {
            if (!wanted.Imports.TryGet(name, out var offered))
            {
                return $"missing expected import `{name}`";
            }
            if (imports.Match(offered, type) is { } problem)
            {
                return $"type mismatch in import `{name}`: {problem}";
            }
        }
        var exports = new Subtyping(new Substitution(interner, budget), wanted.BoundExports, interner, budget);
        foreach (var (name, type) in wanted.Exports.Items)
        {
            if (!actual.Exports.TryGet(name, out var export))
            {
                return $"missing expected export `{name}`";
            }
            if (exports.Match(supplied.Apply(export), type) is { } problem)
            {
                return $"type mismatch in export `{name}`: {problem}";
            }
        }
        return null;
    }

    private static string Different(ResourceType expected, ResourceType found) =>
        $"resource types are not the same: expected `{expected}`, found another `{found}`";

    private string Explain(WitFunctionType actual, WitFunctionType expected)
    {
        if (actual.Parameters.Length != expected.Parameters.Length)
        {
            return $"expected {expected.Parameters.Length} parameters, found {actual.Parameters.Length}";
        }
        foreach (var (found, wanted) in actual.Parameters.Zip(expected.Parameters))
        {
            if (found.Name != wanted.Name)
            {
                return $"expected parameter named `{wanted.Name}`, found `{found.Name}`";
            }
            if (!interner.Same(found.Type, wanted.Type))
            {
                return $"type mismatch in function parameter `{wanted.Name}`: " +
                    $"expected `{wanted.Type}`, found `{found.Type}`";
            }
        }
        return $"expected `{expected}`, found `{actual}`";
    }
}
