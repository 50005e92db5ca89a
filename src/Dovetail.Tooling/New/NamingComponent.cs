using System.Collections.Immutable;
using Dovetail.Wasm.Components;
using Dovetail.Wasm.Interfaces;
using Dovetail.Wit.Resolution;

namespace Dovetail.Tooling.New;

/// <summary>
/// The component that gives the types of an exported interface their names. In it each of them is twice: as an import, in whose terms the
/// functions are imported, and as an export, in whose terms they are exported.
/// </summary>
internal sealed class NamingComponent
{
    private readonly WitInterface _interface;
    private readonly Func<WitTypeDefinition, int> _outside;
    private readonly ComponentFields _fields = new();
    private readonly TypeDefiner _imports;
    private readonly TypeDefiner _exports;
    private readonly Dictionary<WitTypeDefinition, int> _imported = [];
    private readonly Dictionary<WitTypeDefinition, int> _exported = [];
    private readonly Dictionary<WitFunction, int> _functions = [];
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly ImmutableArray<InlineExport>.Builder _arguments = ImmutableArray.CreateBuilder<InlineExport>();

    /// <param name="exported">The interface.</param>
    /// <param name="outside">The index of a type in the component around.</param>
    public NamingComponent(WitInterface exported, Func<WitTypeDefinition, int> outside)
    {
        (_interface, _outside) = (exported, outside);
        _imports = new TypeDefiner(_fields.AddType, Import);
        _exports = new TypeDefiner(_fields.AddType, type => _exported.TryGetValue(type, out var index) ? index : Import(type));
    }

    /// <summary>Imports a function, which is at <paramref name="outside"/> in the component around.</summary>
    public void Import(WitFunction function, int outside)
    {
        var type = _fields.AddType(_imports.Define(function));
        var kind = function.Kind switch
        {
            FunctionKind.Constructor => "constructor-",
            FunctionKind.Method => $"method-{function.Resource!.Name}-",
            FunctionKind.Static => $"static-{function.Resource!.Name}-",
            _ => "func-",
        };
        var name = Unique($"import-{kind}{function.Label}");
        _functions.Add(function, _fields.AddImport(name, new ExternTypeReference(ExternTypeKind.Function, type)));
        _arguments.Add(new InlineExport(name, Sort.Function, outside));
    }

    /// <summary>The component, and what its imports are in the component around.</summary>
    public (ComponentDefinition Component, ImmutableArray<InlineExport> Arguments) Build()
    {
        // Imports of resources stand before any export, whose types go by them.
        foreach (var type in _interface.Types.Where(type => type.Resource is not null))
        {
            Import(type);
        }
        foreach (var type in _interface.Types)
        {
            Export(type);
        }
        foreach (var function in _interface.Functions)
        {
            var type = _fields.AddType(_exports.Define(function));
            _fields.AddExport(
                function.Name, Sort.Function, _functions[function], new ExternTypeReference(ExternTypeKind.Function, type),
                InterfaceEncoder.Attributes(function.ExternalId));
        }
        return (_fields.Build(), _arguments.ToImmutable());
    }

    private void Export(WitTypeDefinition type)
    {
        var index = type.Body switch
        {
            ResourceBody => Import(type),
            AliasBody { Target: NamedUse { Definition: var target } } => _exported.TryGetValue(target, out var known) ? known : Import(target),
            _ => _fields.AddType(_exports.Define(type.Body)),
        };
        _exported.Add(type, _fields.AddExport(type.Name, Sort.Type, index, null, InterfaceEncoder.Attributes(type.ExternalId)));
    }

    private int Import(WitTypeDefinition type)
    {
        if (!_imported.TryGetValue(type, out var index))
        {
            var reference = type.Body switch
            {
                ResourceBody => new ExternTypeReference(ExternTypeKind.TypeSubResource),
                AliasBody { Target: NamedUse { Definition: var target } } => new ExternTypeReference(ExternTypeKind.TypeEqual, Import(target)),
                _ => new ExternTypeReference(ExternTypeKind.TypeEqual, _fields.AddType(_imports.Define(type.Body))),
            };
            var name = Unique($"import-type-{type.Name}");
            index = _fields.AddImport(name, reference);
            _imported.Add(type, index);
            _arguments.Add(new InlineExport(name, Sort.Type, _outside(type)));
        }
        return index;
    }

    private string Unique(string name)
    {
        var unique = name;
        for (var i = 0; !_names.Add(unique); i++)
        {
            unique = $"{name}{i}";
        }
        return unique;
    }
}
