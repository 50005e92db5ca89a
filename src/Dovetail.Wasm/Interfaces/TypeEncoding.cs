using System.Collections.Immutable;
using Dovetail.Wasm.Components;
using Dovetail.Wit.Resolution;

namespace Dovetail.Wasm.Interfaces;

/// <summary>The declarators of a component or instance type, and the index spaces that they fill.</summary>
internal sealed class TypeEncoding
{
    private readonly bool _isInstance;
    private readonly TypeDefiner _definer;
    private readonly ImmutableArray<Declaration>.Builder _declarations = ImmutableArray.CreateBuilder<Declaration>();
    private readonly Dictionary<WitTypeDefinition, int> _named = [];
    private int _types;
    private int _instances;

    /// <param name="isInstance">Whether the type is that of an instance, in the scope of a component type.</param>
    public TypeEncoding(bool isInstance)
    {
        _isInstance = isInstance;
        _definer = new TypeDefiner(Add, IndexOf);
    }

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
        var index = used is { } outer ? _isInstance ? AddOuter(outer) : outer
            : type.Body is AliasBody { Target: NamedUse { Definition: var target } } ? IndexOf(target)
            : type.Body is ResourceBody ? -1
            : Add(_definer.Define(type.Body));
        var reference = index < 0
            ? new ExternTypeReference(ExternTypeKind.TypeSubResource)
            : new ExternTypeReference(ExternTypeKind.TypeEqual, index);
        AddExtern(isExport, type.Name, reference, InterfaceEncoder.Attributes(type.ExternalId));
        _named[type] = _types++;
    }

    public void AddFunction(bool isExport, WitFunction function, string name)
    {
        var type = Add(_definer.Define(function));
        AddExtern(isExport, name, new ExternTypeReference(ExternTypeKind.Function, type), InterfaceEncoder.Attributes(function.ExternalId));
    }

    private int IndexOf(WitTypeDefinition type) => _named.TryGetValue(type, out var index) ? index : throw InterfaceEncoder.NotImported(type);

    private int AddOuter(int index)
    {
        _declarations.Add(new AliasField(new OuterAlias(Sort.Type, 1, index), 0));
        return _types++;
    }
}
