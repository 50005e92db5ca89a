using System.Collections.Immutable;
using Dovetail.Wasm.Components;
using Dovetail.Wit.Resolution;

namespace Dovetail.Wasm.Interfaces;

/// <summary>The declarators of a component or instance type, and the index spaces that they fill.</summary>
/// <param name="isInstance">Whether the type is that of an instance, in the scope of a component type.</param>
internal sealed class TypeEncoding(bool isInstance)
{
    private readonly ImmutableArray<Declaration>.Builder _declarations = ImmutableArray.CreateBuilder<Declaration>();
    private readonly Dictionary<WitTypeDefinition, int> _named = [];
    private readonly Dictionary<string, int> _anonymous = new(StringComparer.Ordinal);
    private int _types;
    private int _instances;

    public ImmutableArray<Declaration> Declarations => _declarations.ToImmutable();

    /// <summary>Adds a type and gives its index.</summary>
    public int Add(TypeDefinition type)
    {
        _declarations.Add(new TypeField(type, 0));
        return _types++;
    }

    /// <summary>Adds an import or export of an instance and gives its index.</summary>
    public int AddInstance(bool isExport, string name, int type, ImmutableArray<ExternAttribute> attributes)
    {
        AddExtern(isExport, name, new ExternTypeReference(ExternTypeKind.Instance, type), attributes);
        return _instances++;
    }

    /// <summary>Adds an alias of a type of an instance and gives its index.</summary>
    public int AddAlias(int instance, string name)
    {
        _declarations.Add(new AliasField(new ExportAlias(Sort.Type, instance, name), 0));
        return _types++;
    }

    public void AddExtern(bool isExport, string name, ExternTypeReference type, ImmutableArray<ExternAttribute> attributes) =>
        _declarations.Add(isExport
            ? new ExportDeclaration(name, type, 0) { Attributes = attributes }
            : new ImportField(name, type, 0) { Attributes = attributes });

    /// <summary>Adds an import or export of a type; what it uses of another interface is at <paramref name="used"/> in the scope around.</summary>
    public void AddType(bool isExport, WitTypeDefinition type, int? used)
    {
        var index = used is { } outer ? isInstance ? AddOuter(outer) : outer
            : type.Body is AliasBody { Target: NamedUse { Definition: var target } } ? _named[target]
            : type.Body is ResourceBody ? -1
            : Add(Define(type.Body));
        var reference = index < 0
            ? new ExternTypeReference(ExternTypeKind.TypeSubResource)
            : new ExternTypeReference(ExternTypeKind.TypeEqual, index);
        AddExtern(isExport, type.Name, reference, InterfaceEncoder.Attributes(type.ExternalId));
        _named[type] = _types++;
    }

    public void AddFunction(bool isExport, WitFunction function, string name)
    {
        var parameters = function.Parameters.Select(p => new LabeledType(p.Name, Reference(p.Type))).ToImmutableArray();
        var result = function.Result is null ? (ValueTypeReference?)null : Reference(function.Result);
        var type = Add(new FunctionTypeDefinition(parameters, result, function.IsAsync));
        AddExtern(isExport, name, new ExternTypeReference(ExternTypeKind.Function, type), InterfaceEncoder.Attributes(function.ExternalId));
    }

    private int AddOuter(int index)
    {
        _declarations.Add(new AliasField(new OuterAlias(Sort.Type, 1, index), 0));
        return _types++;
    }

    private ValueTypeDefinition Define(TypeBody body) => body switch
    {
        RecordBody record => new RecordDefinition([.. record.Fields.Select(f => new LabeledType(f.Name, Reference(f.Type)))]),
        VariantBody variant => new VariantDefinition([.. variant.Cases.Select(c => new LabeledType(c.Name, Optional(c.Type)))]),
        EnumBody @enum => new EnumDefinition([.. @enum.Cases.Select(c => c.Name)]),
        FlagsBody flags => new FlagsDefinition([.. flags.Flags.Select(f => f.Name)]),
        AliasBody alias => Define(alias.Target),
        _ => throw new InvalidException("a resource is defined by its name alone"),
    };

    private ValueTypeDefinition Define(TypeUse use) => use switch
    {
        PrimitiveUse primitive => new PrimitiveDefinition(primitive.Primitive.Kind),
        ListUse list => new ListDefinition(Reference(list.Element), list.Length),
        OptionUse option => new OptionDefinition(Reference(option.Item)),
        ResultUse result => new ResultDefinition(Optional(result.Ok), Optional(result.Error)),
        TupleUse tuple => new TupleDefinition([.. tuple.Items.Select(Reference)]),
        MapUse map => new MapDefinition(Reference(map.Key), Reference(map.Value)),
        StreamUse stream => new StreamDefinition(Optional(stream.Element)),
        FutureUse future => new FutureDefinition(Optional(future.Element)),
        OwnUse own => new OwnDefinition(_named[own.Resource]),
        BorrowUse borrow => new BorrowDefinition(_named[borrow.Resource]),
        NamedUse named => new OwnDefinition(_named[named.Definition]),
        _ => throw new InvalidException($"`{use}` has no binary form"),
    };

    private ValueTypeReference? Optional(TypeUse? use) => use is null ? null : Reference(use);

    private ValueTypeReference Reference(TypeUse use)
    {
        if (use is PrimitiveUse primitive)
        {
            return ValueTypeReference.Of(primitive.Primitive.Kind);
        }
        if (use is NamedUse { Definition: { Resource: null } definition })
        {
            return ValueTypeReference.At(_named[definition]);
        }
        // Names are unique in a scope, so what is written the same is the same; a resource's name is a handle that owns.
        var key = use is NamedUse or OwnUse ? $"own<{use}>" : use.ToString();
        if (!_anonymous.TryGetValue(key, out var index))
        {
            var type = Define(use);
            index = Add(type);
            _anonymous.Add(key, index);
        }
        return ValueTypeReference.At(index);
    }
}
