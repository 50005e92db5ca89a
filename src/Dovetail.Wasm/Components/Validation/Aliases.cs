using Dovetail.Wasm.Components.Types;

namespace Dovetail.Wasm.Components.Validation;

/// <summary>
/// Aliases, as definitions of a component and as declarators of a type (Binary.md, notes to "Alias Definitions").
/// </summary>
internal static class Aliases
{
    /// <summary>An alias in a component.</summary>
    public static void Define(ComponentScope scope, Alias alias)
    {
        switch (alias)
        {
            case ExportAlias export: DefineExport(scope, export); break;
            case CoreExportAlias export: DefineCoreExport(scope, export); break;
            case OuterAlias outer: DefineOuter(scope, outer); break;
        }
    }

    /// <summary>An alias in the type of a component or instance: of instances and types alone.</summary>
    public static void Declare(TypeScope scope, Alias alias)
    {
        switch (alias)
        {
            case ExportAlias { Sort: Sort.Instance } export:
                scope.Instances.Add(((InstanceExtern)ExportOf(scope, export)).Type);
                break;
            case ExportAlias { Sort: Sort.Type } export:
                scope.AddType(((TypeExtern)ExportOf(scope, export)).Type);
                break;
            case OuterAlias { Sort: Sort.Type or Sort.CoreType } outer:
                DefineOuterType(scope, outer);
                break;
            default:
                scope.Context.Fail("an alias in a type may only refer to types or instances");
                break;
        }
    }

    private static ComponentExternType ExportOf(Scope scope, ExportAlias alias)
    {
        var context = scope.Context;
        if (!scope.InstanceAt(alias.Instance).Exports.TryGet(alias.Name, out var type))
        {
            throw context.Invalid($"instance {alias.Instance} has no export named `{alias.Name}`");
        }
        return type.Sort == alias.Sort
            ? type
            : throw context.Invalid(
                $"export `{alias.Name}` of instance {alias.Instance} is not a {alias.Sort.Text()} " +
                $"but a {type.Sort.Text()}");
    }

    private static void DefineExport(ComponentScope scope, ExportAlias alias)
    {
        var type = ExportOf(scope, alias);
        scope.Add(type, new ExportSource(scope.Instances[alias.Instance].Source, alias.Sort, alias.Name));
    }

    private static void DefineCoreExport(ComponentScope scope, CoreExportAlias alias)
    {
        var context = scope.Context;
        var instance = context.Get(scope.CoreInstances, alias.Instance, "core instance");
        if (!instance.Type.TryGetValue(alias.Name, out var type))
        {
            throw context.Invalid($"core instance {alias.Instance} has no export named `{alias.Name}`");
        }
        if (type.Sort != alias.Sort)
        {
            context.Fail(
                $"export `{alias.Name}` of core instance {alias.Instance} is not a {alias.Sort.Text()} " +
                $"but a {type.Sort.Text()}");
        }
        scope.Add(type, new CoreExportSource(instance.Source, type, alias.Name));
    }

    private static void DefineOuter(ComponentScope scope, OuterAlias alias)
    {
        if (alias.Sort is Sort.Type or Sort.CoreType)
        {
            DefineOuterType(scope, alias);
            return;
        }
        // Components stand in components alone, so every scope on the way is one.
        var owner = (ComponentScope)scope.Outer(alias.Count, out _);
        if (alias.Sort == Sort.CoreModule)
        {
            var module = scope.Context.Get(owner.CoreModules, alias.Index, "module");
            scope.CoreModules.Add(module with { Source = scope.Capture(owner, alias.Sort, module.Source) });
        }
        else
        {
            var component = scope.Context.Get(owner.Components, alias.Index, "component");
            scope.Components.Add(component with { Source = scope.Capture(owner, alias.Sort, component.Source) });
        }
    }

    private static void DefineOuterType(Scope scope, OuterAlias alias)
    {
        var owner = scope.Outer(alias.Count, out var leavesComponent);
        if (alias.Sort == Sort.CoreType)
        {
            scope.CoreTypes.Add(owner.CoreTypeAt(alias.Index));
            return;
        }
        var type = owner.TypeAt(alias.Index);
        // A resource type is another one with every instance, so a component cannot know that of the one around it.
        if (leavesComponent && FreeResources.Find(type, _ => false, scope.Context.Budget) is { } resource)
        {
            scope.Context.Fail($"cannot alias an outer type that transitively refers to resources: `{resource}`");
        }
        scope.AddType(type);
    }
}
