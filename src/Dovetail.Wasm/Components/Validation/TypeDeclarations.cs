using System.Collections.Immutable;
using Dovetail.Wasm.Components.Types;
using Dovetail.Wit.Types;

namespace Dovetail.Wasm.Components.Validation;

/// <summary>Resolves type definitions, and the declarators of component and instance types.</summary>
internal static class TypeDeclarations
{
    /// <summary>Resolves any type but a resource, which only a component can define.</summary>
    public static TypeNode Resolve(Scope scope, TypeDefinition definition) => definition switch
    {
        ValueTypeDefinition value => ValueTypes.Resolve(scope, value),
        FunctionTypeDefinition function => ValueTypes.Resolve(scope, function),
        ComponentTypeDefinition component => ResolveComponent(scope, component),
        InstanceTypeDefinition instance => ResolveInstance(scope, instance),
        _ => throw scope.Context.Invalid("resources can only be defined within a concrete component"),
    };

    /// <summary>
    /// The type that <paramref name="reference"/> gives to an import or export. <paramref name="opened"/> lists the
    /// abstract resource types that come into being with it, by their paths from <paramref name="name"/> on.
    /// </summary>
    public static ComponentExternType Resolve(
        Scope scope, ExternTypeReference reference, string name, out ImmutableArray<BoundResource> opened)
    {
        opened = [];
        switch (reference.Kind)
        {
            case ExternTypeKind.CoreModule:
                return new ModuleExtern(scope.CoreTypeAt(reference.Index).Module
                    ?? throw scope.Context.Invalid($"core type index {reference.Index} is not a module type"));
            case ExternTypeKind.Function:
                return new FunctionExtern(scope.TypeAt<FunctionNode>(reference.Index, "a function type"));
            case ExternTypeKind.TypeEqual:
                return new TypeExtern(scope.TypeAt(reference.Index).Rename());
            case ExternTypeKind.TypeSubResource:
                var resource = new ResourceType(name);
                opened = [new BoundResource(resource, [name])];
                return new TypeExtern(new ResourceNode(resource));
            case ExternTypeKind.Value:
                scope.Context.Require(ComponentFeatures.Values);
                return new ValueExtern(ValueTypes.Resolve(scope, reference.ValueType!.Value), null);
            case ExternTypeKind.ValueEqual:
                scope.Context.Require(ComponentFeatures.Values);
                return scope.ValueAt(reference.Index);
            case ExternTypeKind.Component:
                return new ComponentExtern(scope.TypeAt<ComponentType>(reference.Index, "a component type"));
            default:
                var closed = scope.TypeAt<InstanceType>(reference.Index, "an instance type");
                var instance = scope.Context.NewSubstitution().Open(closed, out var resources);
                opened = [.. resources.Select(r => r with { Path = r.Path.Insert(0, name) })];
                return new InstanceExtern(instance);
        }
    }

    private static InstanceType ResolveInstance(Scope parent, InstanceTypeDefinition definition)
    {
        var scope = new TypeScope(parent.Context, parent);
        var declarator = new Declarator(scope, visibility: null);
        declarator.DeclareAll(definition.Declarations);
        return new InstanceType(declarator.Exports.ToImmutable(), declarator.BoundExports.ToImmutable());
    }

    private static ComponentType ResolveComponent(Scope parent, ComponentTypeDefinition definition)
    {
        var scope = new TypeScope(parent.Context, parent);
        var declarator = new Declarator(scope, new Visibility(isType: true, parent.Context));
        declarator.DeclareAll(definition.Declarations);
        return new ComponentType(
            declarator.Imports.ToImmutable(),
            declarator.Exports.ToImmutable(),
            declarator.BoundImports.ToImmutable(),
            declarator.BoundExports.ToImmutable());
    }

    /// <summary>Takes the declarators of one type.</summary>
    /// <param name="visibility">
    /// The named types of a component type; null for an instance type, which is checked where it is used.
    /// </param>
    private sealed class Declarator(TypeScope scope, Visibility? visibility)
    {
        public ImmutableArray<NamedExtern>.Builder Imports { get; } = ImmutableArray.CreateBuilder<NamedExtern>();

        public ImmutableArray<NamedExtern>.Builder Exports { get; } = ImmutableArray.CreateBuilder<NamedExtern>();

        public ImmutableArray<BoundResource>.Builder BoundImports { get; } =
            ImmutableArray.CreateBuilder<BoundResource>();

        public ImmutableArray<BoundResource>.Builder BoundExports { get; } =
            ImmutableArray.CreateBuilder<BoundResource>();

        public void DeclareAll(ImmutableArray<Declaration> declarations)
        {
            foreach (var declaration in declarations)
            {
                scope.Context.Offset = declaration.Offset;
                Declare(declaration);
            }
        }

        private void Declare(Declaration declaration)
        {
            switch (declaration)
            {
                case CoreTypeField type: ModuleTypes.Define(scope, type.Type); break;
                case TypeField type: scope.AddType(Resolve(scope, type.Type)); break;
                case AliasField alias: Aliases.Declare(scope, alias.Alias); break;
                case ImportField import: Import(import); break;
                case ExportDeclaration export: Export(export); break;
            }
        }

        private void Import(ImportField import)
        {
            var type = TypeDeclarations.Resolve(scope, import.Type, import.Name, out var opened);
            BoundImports.AddRange(opened);
            scope.ImportNames.Add(import.Name, import.Attributes, type);
            visibility?.AddImportedResources(opened);
            visibility?.AddImport(import.Name, type);
            Imports.Add(new NamedExtern(import.Name, type) { Attributes = import.Attributes });
            Add(type);
        }

        private void Export(ExportDeclaration export)
        {
            var type = TypeDeclarations.Resolve(scope, export.Type, export.Name, out var opened);
            BoundExports.AddRange(opened);
            scope.ExportNames.Add(export.Name, export.Attributes, type);
            scope.Context.CheckExport(type);
            visibility?.AddExport(export.Name, type);
            Exports.Add(new NamedExtern(export.Name, type) { Attributes = export.Attributes });
            Add(type);
        }

        // Nothing in a type can refer to functions, components or core modules, so their index spaces are not kept.
        private void Add(ComponentExternType type)
        {
            scope.Context.Budget.Check(type.Size);
            if (type is TypeExtern named)
            {
                scope.AddType(named.Type);
            }
            else if (type is InstanceExtern instance)
            {
                scope.Instances.Add(instance.Type);
            }
            else if (type is ValueExtern value)
            {
                scope.Values.Add(value.Known());
            }
        }
    }
}
