using System.Collections.Immutable;
using Dovetail.Wasm.Components.Types;

namespace Dovetail.Wasm.Components.Validation;

/// <summary>Instances, core and component ones (Binary.md, notes to "Instance Definitions").</summary>
internal static class InstanceDefinitions
{
    public static void Define(ComponentScope scope, CoreInstanceExpression expression)
    {
        var entry = expression is CoreInstantiate instantiate
            ? Instantiate(scope, instantiate)
            : Combine(scope, (CoreInlineExports)expression);
        scope.CoreInstances.Add(entry);
    }

    public static void Define(ComponentScope scope, InstanceExpression expression)
    {
        var entry = expression is Instantiate instantiate
            ? Instantiate(scope, instantiate)
            : Combine(scope, (InlineExports)expression);
        scope.Context.Budget.Check(entry.Type.Size);
        scope.Instances.Add(entry);
    }

    private static Entry<IReadOnlyDictionary<string, CoreExternType>> Instantiate(
        ComponentScope scope, CoreInstantiate expression)
    {
        var context = scope.Context;
        var module = context.Get(scope.CoreModules, expression.Module, "module");
        var arguments =
            new Dictionary<string, Entry<IReadOnlyDictionary<string, CoreExternType>>>(StringComparer.Ordinal);
        foreach (var (name, index) in expression.Arguments)
        {
            if (!arguments.TryAdd(name, context.Get(scope.CoreInstances, index, "core instance")))
            {
                context.Fail($"duplicate module instantiation argument named `{name}`");
            }
        }
        context.Budget.Spend(module.Type.Imports.Length + expression.Arguments.Length);
        foreach (var import in module.Type.Imports)
        {
            CheckImport(context, import, arguments);
        }
        var step = new CoreInstantiateStep(
            module.Source, [.. arguments.Select(argument => new NamedSource(argument.Key, argument.Value.Source))]);
        return new(module.Type.Exports, scope.AddStep(step));
    }

    private static void CheckImport(
        ValidationContext context,
        CoreImport import,
        Dictionary<string, Entry<IReadOnlyDictionary<string, CoreExternType>>> arguments)
    {
        if (!arguments.TryGetValue(import.Module, out var instance))
        {
            context.Fail($"missing module instantiation argument named `{import.Module}`");
        }
        if (!instance.Type.TryGetValue(import.Name, out var export))
        {
            throw context.Invalid(
                $"module instantiation argument `{import.Module}` does not export an item named `{import.Name}`");
        }
        if (new CoreSubtyping(context.CoreTypes, context.CoreTypes).Match(export, import.Type) is { } problem)
        {
            context.Fail(
                $"type mismatch for export `{import.Name}` of instantiation argument `{import.Module}`: {problem}");
        }
    }

    private static Entry<IReadOnlyDictionary<string, CoreExternType>> Combine(
        ComponentScope scope, CoreInlineExports expression)
    {
        var types = new Dictionary<string, CoreExternType>(StringComparer.Ordinal);
        var sources = ImmutableArray.CreateBuilder<NamedSource>(expression.Exports.Length);
        foreach (var (name, sort, index) in expression.Exports)
        {
            var (type, source) = scope.CoreItemAt(sort, index);
            if (!types.TryAdd(name, type))
            {
                scope.Context.Fail($"export name `{name}` already defined");
            }
            sources.Add(new NamedSource(name, source));
        }
        return new(types, scope.AddStep(new CoreInlineInstanceStep(sources.MoveToImmutable())));
    }

    private static Entry<InstanceType> Instantiate(ComponentScope scope, Instantiate expression)
    {
        var context = scope.Context;
        var component = context.Get(scope.Components, expression.Component, "component");
        var arguments = new Dictionary<string, (ComponentExternType Type, Source Source)>(StringComparer.Ordinal);
        foreach (var (name, sort, index) in expression.Arguments)
        {
            if (!arguments.TryAdd(name, scope.ItemAt(sort, index)))
            {
                context.Fail($"instantiation argument `{name}` conflicts with previous argument `{name}`");
            }
        }
        // Each argument is matched in the order of the imports, and what it supplies is substituted in all that
        // follows.
        var substitution = context.NewSubstitution();
        var subtyping = new Subtyping(substitution, component.Type.BoundImports, context.Interner, context.Budget);
        var sources = ImmutableArray.CreateBuilder<NamedSource>();
        foreach (var (name, type) in component.Type.Imports.Items)
        {
            if (!arguments.TryGetValue(name, out var argument))
            {
                context.Fail($"missing import named `{name}`");
            }
            if (subtyping.Match(argument.Type, type) is { } problem)
            {
                context.Fail($"type mismatch for import `{name}`: {problem}");
            }
            sources.Add(new NamedSource(name, argument.Source));
        }
        context.Budget.Spend(component.Type.Exports.Items.Length + expression.Arguments.Length);
        var resources = substitution.Renew(component.Type.BoundExports);
        var instance = new InstanceType(substitution.Apply(component.Type.Exports.Items), []);
        var step = new InstantiateStep(component.Source, component.Type, sources.ToImmutable(), instance, resources);
        return new(instance, scope.AddStep(step));
    }

    private static Entry<InstanceType> Combine(ComponentScope scope, InlineExports expression)
    {
        var names = new NameScope("export", scope.Context, hasTypes: false);
        var exports = ImmutableArray.CreateBuilder<NamedExtern>(expression.Exports.Length);
        var sources = ImmutableArray.CreateBuilder<NamedSource>(expression.Exports.Length);
        foreach (var export in expression.Exports)
        {
            var (name, sort, index) = export;
            // Types keep their names: there is no index space here that a new one could be in.
            var (type, source) = scope.ItemAt(sort, index);
            names.Add(name, export.Attributes, type);
            exports.Add(new NamedExtern(name, type) { Attributes = export.Attributes });
            sources.Add(new NamedSource(name, source));
        }
        var step = new InlineInstanceStep(sources.MoveToImmutable());
        return new(new InstanceType(exports.MoveToImmutable(), []), scope.AddStep(step));
    }
}
