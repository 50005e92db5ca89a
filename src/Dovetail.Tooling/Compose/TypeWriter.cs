using System.Collections.Immutable;
using System.Globalization;
using Dovetail.Wasm.Components;
using Dovetail.Wasm.Components.Types;
using Dovetail.Wit.Types;

namespace Dovetail.Tooling.Compose;

/// <summary>Writes resolved types as definitions of one scope: a component's, or that of a component or instance type.</summary>
/// <remarks>
/// A node is written once. What an instance of the scope exports is aliased when it is first asked for, what stands in a scope around is
/// aliased from there, and all else is defined by its structure. So names stay names, and a resource type stays the one that it is.
/// </remarks>
/// <param name="outer">The scope around; null for the outermost component.</param>
internal sealed class TypeWriter(TypeWriter? outer)
{
    private readonly ImmutableArray<ComponentField>.Builder _fields = ImmutableArray.CreateBuilder<ComponentField>();
    private readonly Dictionary<TypeNode, int> _nodes = [];
    private readonly Dictionary<TypeNode, (int Instance, string Name)> _exported = [];
    private readonly Dictionary<ResourceType, TypeNode> _resources = [];
    private readonly int[] _counts = new int[Enum.GetValues<Sort>().Length];

    public ImmutableArray<ComponentField> Fields => _fields.ToImmutable();

    /// <summary>Adds a definition to the index space of <paramref name="sort"/> and gives its index.</summary>
    public int Add(Sort sort, ComponentField field)
    {
        _fields.Add(field);
        return _counts[(int)sort]++;
    }

    /// <summary>Adds an import and gives its index.</summary>
    public int Import(string name, ComponentExternType type, ImmutableArray<ExternAttribute> attributes)
    {
        var reference = Reference(type);
        return Introduce(type, Add(type.Sort, new ImportField(name, reference, 0) { Attributes = attributes }));
    }

    /// <summary>Defines a type and exports it: from here on it is the one that is exported.</summary>
    /// <returns>Its index.</returns>
    public int Export(string name, TypeExtern type)
    {
        var index = AddType(DefineAny(type.Type));
        return Introduce(type, Add(Sort.Type, new ExportField(name, Sort.Type, index, null, 0)));
    }

    /// <summary>Makes the types that the item at <paramref name="index"/> introduces known under its name.</summary>
    /// <returns>The index.</returns>
    public int Introduce(ComponentExternType type, int index)
    {
        if (type is TypeExtern { Type: var node })
        {
            Know(node);
            _nodes.TryAdd(node, index);
        }
        else if (type is InstanceExtern instance)
        {
            IntroduceExports(instance.Type, index);
        }
        return index;
    }

    /// <summary>Whether a resource type can be named here.</summary>
    public bool Knows(ResourceType resource) => _resources.ContainsKey(resource) || (outer?.Knows(resource) ?? false);

    /// <summary>The index of a type here, which is defined or aliased if need be.</summary>
    /// <exception cref="CompositionException">It rests on a resource type that has no name here.</exception>
    public int IndexOf(TypeNode node)
    {
        if (Find(node) is { } known)
        {
            return known;
        }
        var index = node switch
        {
            ResourceNode { Resource: var resource } => IndexOfResource(resource),
            ValueNode value => AddType(Define(value)),
            FunctionNode function => AddType(Define(function)),
            InstanceType instance => AddType(Define(instance)),
            ComponentType component => AddType(Define(component)),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
        _nodes.TryAdd(node, index);
        return index;
    }

    /// <summary>An export of the instance at an index; the index of the alias.</summary>
    public int Alias(Sort sort, int instance, string name) => Add(sort, new AliasField(new ExportAlias(sort, instance, name), 0));

    private int AddType(TypeDefinition type) => Add(Sort.Type, new TypeField(type, 0));

    // Not what would have to be defined.
    private int? Find(TypeNode node)
    {
        if (_nodes.TryGetValue(node, out var known))
        {
            return known;
        }
        int? index = _exported.TryGetValue(node, out var export) ? Alias(Sort.Type, export.Instance, export.Name) : FindOuter(node);
        if (index is { } found)
        {
            _nodes.Add(node, found);
        }
        return index;
    }

    private int? FindOuter(TypeNode node)
    {
        var count = 1;
        for (var scope = outer; scope is not null; scope = scope._outer)
        {
            if (scope._nodes.ContainsKey(node) || scope._exported.ContainsKey(node))
            {
                return Add(Sort.Type, new AliasField(new OuterAlias(Sort.Type, count, scope.Find(node)!.Value), 0));
            }
            count++;
        }
        return null;
    }

    private TypeWriter? _outer => outer;

    private int IndexOfResource(ResourceType resource)
    {
        for (var scope = this; scope is not null; scope = scope._outer)
        {
            if (scope._resources.TryGetValue(resource, out var node))
            {
                return Find(node)!.Value;
            }
        }
        throw new CompositionException($"resource type `{resource.Name}` has no name here");
    }

    private void Know(TypeNode node)
    {
        if (node is ResourceNode { Resource: var resource })
        {
            _resources.TryAdd(resource, node);
        }
    }

    private void IntroduceExports(InstanceType type, int index)
    {
        foreach (var (name, export) in type.Exports.Items)
        {
            if (export is TypeExtern { Type: var node })
            {
                Know(node);
                _exported.TryAdd(node, (index, name));
            }
            else if (export is InstanceExtern { Type: var nested } && HasTypes(nested))
            {
                IntroduceExports(nested, Alias(Sort.Instance, index, name));
            }
        }
    }

    private static bool HasTypes(InstanceType type) =>
        type.Exports.Items.Any(item => item.Type is TypeExtern || (item.Type is InstanceExtern { Type: var nested } && HasTypes(nested)));

    private ExternTypeReference Reference(ComponentExternType type) => type switch
    {
        FunctionExtern function => new ExternTypeReference(ExternTypeKind.Function, IndexOf(function.Type)),
        TypeExtern { Type: ResourceNode { Resource: var resource } node } => Knows(resource)
            ? new ExternTypeReference(ExternTypeKind.TypeEqual, node.Original is null ? IndexOfResource(resource) : IndexOf(node.Original))
            : new ExternTypeReference(ExternTypeKind.TypeSubResource),
        TypeExtern { Type: var node } => new ExternTypeReference(ExternTypeKind.TypeEqual, node.Original is null ? AddType(DefineAny(node)) : IndexOf(node.Original)),
        InstanceExtern instance => new ExternTypeReference(ExternTypeKind.Instance, IndexOf(instance.Type)),
        ComponentExtern component => new ExternTypeReference(ExternTypeKind.Component, IndexOf(component.Type)),
        ModuleExtern module => new ExternTypeReference(ExternTypeKind.CoreModule, Add(Sort.CoreType, new CoreTypeField(ModuleTypeWriter.Write(module.Type), 0))),
        _ => throw new UnsupportedException("values"),
    };

    private TypeDefinition DefineAny(TypeNode node) => node switch
    {
        ValueNode value => Define(value),
        FunctionNode function => Define(function),
        InstanceType instance => Define(instance),
        ComponentType component => Define(component),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private InstanceTypeDefinition Define(InstanceType type)
    {
        var scope = new TypeWriter(this);
        scope.Declare(type.Exports, isExport: true);
        return new InstanceTypeDefinition([.. scope.Fields.Cast<Declaration>()]);
    }

    private ComponentTypeDefinition Define(ComponentType type)
    {
        var scope = new TypeWriter(this);
        scope.Declare(type.Imports, isExport: false);
        scope.Declare(type.Exports, isExport: true);
        return new ComponentTypeDefinition([.. scope.Fields.Cast<Declaration>()]);
    }

    private void Declare(ExternList items, bool isExport)
    {
        foreach (var item in items.Items)
        {
            if (!isExport)
            {
                Import(item.Name, item.Type, item.Attributes);
                continue;
            }
            var reference = Reference(item.Type);
            Introduce(item.Type, Add(item.Type.Sort, new ExportDeclaration(item.Name, reference, 0) { Attributes = item.Attributes }));
        }
    }

    private FunctionTypeDefinition Define(FunctionNode function)
    {
        var type = function.Type;
        return new FunctionTypeDefinition(
            [.. type.Parameters.Select((p, i) => new LabeledType(p.Name, Part(function.Parts[i], p.Type)))],
            type.Result is null ? null : Part(function.Parts[^1], type.Result),
            type.IsAsync);
    }

    private ValueTypeDefinition Define(ValueNode value) => value.Type switch
    {
        PrimitiveType primitive => new PrimitiveDefinition(primitive.Kind),
        RecordType record => new RecordDefinition([.. record.Fields.Select((f, i) => new LabeledType(f.Name, Part(value.Parts[i], f.Type)))]),
        VariantType variant => new VariantDefinition([.. variant.Cases.Select((c, i) => new LabeledType(c.Name, Optional(value.Parts[i], c.Type)))]),
        TupleType tuple => new TupleDefinition([.. tuple.Items.Select((item, i) => Part(value.Parts[i], item))]),
        ListType list => new ListDefinition(Part(value.Parts[0], list.Element), list.Length),
        MapType map => new MapDefinition(Part(value.Parts[0], map.Key), Part(value.Parts[1], map.Value)),
        FlagsType flags => new FlagsDefinition(flags.Names),
        EnumType @enum => new EnumDefinition(@enum.Names),
        OptionType option => new OptionDefinition(Part(value.Parts[0], option.Item)),
        ResultType result => new ResultDefinition(Optional(value.Parts[0], result.Ok), Optional(value.Parts[1], result.Error)),
        OwnType => new OwnDefinition(IndexOf(value.Resource!)),
        BorrowType => new BorrowDefinition(IndexOf(value.Resource!)),
        StreamType stream => new StreamDefinition(Optional(value.Parts[0], stream.Element)),
        FutureType future => new FutureDefinition(Optional(value.Parts[0], future.Element)),
        _ => throw new UnsupportedException(string.Create(CultureInfo.InvariantCulture, $"the type {value.Type}")),
    };

    private ValueTypeReference? Optional(ValueNode? part, WitType? type) => type is null ? null : Part(part, type);

    private ValueTypeReference Part(ValueNode? part, WitType type) =>
        part is null ? ValueTypeReference.Of(((PrimitiveType)type).Kind) : ValueTypeReference.At(IndexOf(part));
}
