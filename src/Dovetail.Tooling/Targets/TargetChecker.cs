using System.Collections.Immutable;
using Dovetail.Tooling.Compose;
using Dovetail.Wasm.Components.Types;
using Dovetail.Wasm.Components.Validation;
using Dovetail.Wit.Names;
using Dovetail.Wit.Resolution;

namespace Dovetail.Tooling.Targets;

/// <summary>Whether a component conforms to a world: whether a host that offers the world's imports and wants its exports can run it.</summary>
/// <remarks>
/// Its imports must be within those of the world, and its exports cover the world's: it may import less and export more. Versions of a
/// track are compatible, unless <c>exact</c> is asked for. Safe from many threads.
/// </remarks>
public sealed class TargetChecker
{
    private readonly ComponentType _component;
    private readonly ComponentType _world;
    private readonly string _name;
    private readonly NameMatching _matching;
    private readonly TypeInterner _interner = new();
    private readonly TypeBudget _budget = new();
    private readonly ImmutableArray<TargetMismatch>.Builder _mismatches = ImmutableArray.CreateBuilder<TargetMismatch>();

    private TargetChecker(ComponentType component, ComponentType world, string name, bool exact) =>
        (_component, _world, _name, _matching) = (component, world, $"world `{name}`", exact ? NameMatching.Exact : NameMatching.Compatible);

    /// <summary>All that does not conform; nothing where the component does.</summary>
    /// <param name="component">The component.</param>
    /// <param name="world">The world.</param>
    /// <param name="exact">Whether versions must be the same.</param>
    /// <exception cref="InvalidException">The world has what no component can have.</exception>
    public static ImmutableArray<TargetMismatch> Check(CompositionPackage component, WitWorld world, bool exact = false)
    {
        ArgumentNullException.ThrowIfNull(component);
        ArgumentNullException.ThrowIfNull(world);
        return new TargetChecker(component.Type, WorldTypes.Of(world), world.FullName.ToString(), exact).Check(_ => true);
    }

    /// <param name="counts">Which imports are looked at.</param>
    internal static ImmutableArray<TargetMismatch> Check(ValidatedComponent component, WitWorld world, Func<NamedExtern, bool> counts) =>
        new TargetChecker(component.Type, WorldTypes.Of(world), world.FullName.ToString(), false).Check(counts);

    private ImmutableArray<TargetMismatch> Check(Func<NamedExtern, bool> counts)
    {
        // What the world imports stands for what the component does, in its exports too.
        var supplied = new Substitution(_interner, _budget);
        CheckImports(supplied, counts);
        var exports = new ArgumentFit(new Substitution(_interner, _budget), _world.BoundExports, _interner, _budget);
        var names = NamesOf(_component.Exports);
        foreach (var (name, type) in _world.Exports.Items)
        {
            if (names.TryGet(name, out var found))
            {
                exports.Check(new FitPlace(name, _name, "the component"), type, supplied.Apply(found));
                continue;
            }
            Add(TargetRule.MissingExport, name, "", ArgumentFit.Describe(type), "nothing of that name",
                $"missing export `{name}`: {_name} exports {ArgumentFit.Describe(type)}{Reason(names, name, "the component")}");
        }
        foreach (var problem in exports.Problems)
        {
            Add(TargetRule.ExportType, problem.Path, problem.Place, problem.Expected!, problem.Found!,
                $"type mismatch for export `{problem.Path}`{At(problem)}: {_name} has {problem.Expected}, the component {problem.Found}");
        }
        return _mismatches.ToImmutable();
    }

    private void CheckImports(Substitution supplied, Func<NamedExtern, bool> counts)
    {
        var imports = new ArgumentFit(supplied, _component.BoundImports, _interner, _budget);
        var names = NamesOf(_world.Imports);
        foreach (var item in _component.Imports.Items.Where(counts))
        {
            if (names.TryGet(item.Name, out var offered))
            {
                imports.Check(new FitPlace(item.Name, "the component", _name), item.Type, offered);
                continue;
            }
            Add(TargetRule.UnknownImport, item.Name, "", "nothing of that name", ArgumentFit.Describe(item.Type),
                $"unexpected import `{item.Name}`: the component imports {ArgumentFit.Describe(item.Type)}, which {_name} does not{Reason(names, item.Name, _name)}");
        }
        foreach (var problem in imports.Problems)
        {
            Add(TargetRule.ImportType, problem.Path, problem.Place, problem.Found!, problem.Expected!,
                $"type mismatch for import `{problem.Path}`{At(problem)}: {_name} has {problem.Found}, the component asks for {problem.Expected}");
        }
    }

    private NameMap<ComponentExternType> NamesOf(ExternList items)
    {
        var names = new NameMap<ComponentExternType>(_matching);
        foreach (var item in items.Items)
        {
            names.Set(item.Name, item.Type);
        }
        return names;
    }

    private static string Reason(NameMap<ComponentExternType> names, string name, string who)
    {
        var match = names.Explain(name);
        return match.Offered.IsEmpty ? "" : $"; of {who}, {match}";
    }

    private static string At(CompositionProblem problem) => problem.Place.Length == 0 ? "" : $", {problem.Place}";

    private void Add(TargetRule rule, string path, string place, string expected, string found, string message) =>
        _mismatches.Add(new TargetMismatch { Rule = rule, Path = path, Place = place, Expected = expected, Found = found, Message = message });
}
