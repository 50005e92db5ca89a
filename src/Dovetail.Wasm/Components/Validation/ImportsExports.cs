using System.Collections.Immutable;
using Dovetail.Wasm.Components.Types;
using Dovetail.Wit.Types;

namespace Dovetail.Wasm.Components.Validation;

/// <summary>The imports and exports of a component (Binary.md, notes to "Import and Export Definitions").</summary>
internal static class ImportsExports
{
    public static void Import(ComponentScope scope, ImportField import)
    {
        var type = TypeDeclarations.Resolve(scope, import.Type, import.Name, out var opened);
        scope.ImportNames.Add(import.Name, import.Attributes, type);
        scope.Visibility.AddImportedResources(opened);
        scope.Visibility.AddImport(import.Name, type);
        scope.ImportedResources.AddRange(opened);
        scope.Imports.Add(new NamedExtern(import.Name, type) { Attributes = import.Attributes });
        scope.Add(type, new ImportSource(type.Sort, import.Name));
    }

    public static void Export(ComponentScope scope, ExportField export)
    {
        var (type, source) = scope.ItemAt(export.Sort, export.Index);
        type = export.Ascription is { } ascription
            ? Ascribe(scope, export.Name, type, ascription)
            : type is TypeExtern named ? new TypeExtern(named.Type.Rename()) : type;
        if (type is TypeExtern exported)
        {
            source = new TypeSource(exported.Type);
        }
        scope.ExportNames.Add(export.Name, export.Attributes, type);
        scope.Context.CheckExport(type);
        scope.Visibility.AddExport(export.Name, type);
        scope.Exports.Add(new NamedExtern(export.Name, type) { Attributes = export.Attributes });
        scope.ExportSources.Add(new NamedSource(export.Name, source));
        if (type is ValueExtern value)
        {
            scope.Values.AddUsed(value, source);
            return;
        }
        scope.Add(type, source);
    }

    /// <summary>The type of the component, when all its definitions are known.</summary>
    public static ComponentType TypeOf(ComponentScope scope)
    {
        var bound = ImmutableArray.CreateBuilder<BoundResource>();
        FindResources(scope, scope.Exports.ToImmutable(), [], [], bound);
        var type = new ComponentType(
            scope.Imports.ToImmutable(),
            scope.Exports.ToImmutable(),
            scope.ImportedResources.ToImmutable(),
            bound.ToImmutable());
        scope.Context.Budget.Check(type.Size);
        return type;
    }

    // The type given replaces the item's own from here on; its abstract resource types stand for those of the item.
    private static ComponentExternType Ascribe(
        ComponentScope scope, string name, ComponentExternType type, ExternTypeReference ascription)
    {
        var context = scope.Context;
        var ascribed = TypeDeclarations.Resolve(scope, ascription, name, out var opened);
        var substitution = context.NewSubstitution();
        if (new Subtyping(substitution, opened, context.Interner, context.Budget).Match(type, ascribed) is { } problem)
        {
            context.Fail($"ascribed type of export `{name}` is not compatible with the item's type: {problem}");
        }
        foreach (var (resource, _) in opened)
        {
            if (substitution.TryGet(resource, out var original))
            {
                original.GivenName ??= resource.GivenName;
                scope.AddStep(new AscribeStep(resource, original));
            }
        }
        return ascribed;
    }

    // The exports' resource types that are not the imports': the first place of each, by which others can find it.
    private static void FindResources(
        ComponentScope scope,
        ImmutableArray<NamedExtern> exports,
        ImmutableArray<string> path,
        HashSet<ResourceType> found,
        ImmutableArray<BoundResource>.Builder bound)
    {
        scope.Context.Budget.Spend(exports.Length);
        foreach (var (name, type) in exports)
        {
            if (type is InstanceExtern instance)
            {
                FindResources(scope, instance.Type.Exports.Items, path.Add(name), found, bound);
            }
            else if (type is TypeExtern { Type: ResourceNode { Resource: var resource } }
                && !scope.Visibility.IsImported(resource)
                && found.Add(resource))
            {
                bound.Add(new BoundResource(resource, path.Add(name)));
            }
        }
    }
}
