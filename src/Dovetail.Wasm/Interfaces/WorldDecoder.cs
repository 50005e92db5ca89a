using Dovetail.Wasm.Components;
using Dovetail.Wasm.Components.Types;
using Dovetail.Wit.Resolution;

namespace Dovetail.Wasm.Interfaces;

/// <summary>Decodes the imports and exports of one world.</summary>
internal sealed class WorldDecoder(InterfaceDecoder interfaces, WitWorld world, ItemDocs? docs)
{
    private readonly TypeRecovery _types = new();
    private readonly Dictionary<string, WitTypeDefinition> _ownTypes = new(StringComparer.Ordinal);
    private readonly Dictionary<WitTypeDefinition, WitTypeDefinition> _used = [];
    private readonly HashSet<WitInterface> _imported = [];
    private readonly List<WitTypeDefinition> _added = [];
    private HashSet<string> _names = [];
    private readonly Dictionary<string, int> _lastNumbers = new(StringComparer.Ordinal);

    public void Decode(ComponentType type)
    {
        _names = type.Imports.Items.Concat(type.Exports.Items).Select(item => item.Name).ToHashSet(StringComparer.Ordinal);
        var imports = type.Imports.Items.Select(item => Decode(item, isExport: false)).OfType<WorldItem>().ToList();
        var exports = type.Exports.Items.Select(item => Decode(item, isExport: true)).OfType<WorldItem>().ToList();
        // A world has no types but those that are imported; what it exports can use them all the same.
        imports.AddRange(exports.OfType<WorldType>());
        imports.AddRange(_added.Select(use => new WorldType(use)));
        exports.RemoveAll(item => item is WorldType);
        world.Imports = [.. Unite(world.Imports, imports).OrderBy(item => item switch { WorldInterface => 0, WorldType => 1, _ => 2 })];
        world.Exports = [.. Unite(world.Exports, exports).OrderBy(item => item is WorldFunction ? 0 : 1)];
    }

    // What several components say of one world may overlap.
    private static IEnumerable<WorldItem> Unite(IEnumerable<WorldItem> known, List<WorldItem> found) => known.Concat(found).DistinctBy(item => item.Name);

    private WorldItem? Decode(NamedExtern item, bool isExport)
    {
        switch (item.Type)
        {
            case FunctionExtern function:
                _types.Enter(Use);
                var said = isExport ? docs?.FunctionExport(item.Name) : docs?.Function(item.Name);
                return new WorldFunction(_types.Function(
                    item.Name, function.Type, _ownTypes.GetValueOrDefault, said, Attribute(item, ExternAttributeKind.ExternalId)));
            case TypeExtern type:
                return DecodeType(item, type.Type, isExport);
            case InstanceExtern:
                return DecodeInstance(item, isExport);
            default:
                throw new InvalidException($"`{item.Name}` is a {item.Type.Sort.Text()}; a world has only functions, types and interfaces");
        }
    }

    // A type that is exported is another name for one that is known, which WIT has no words for and no need of.
    private WorldType? DecodeType(NamedExtern item, TypeNode node, bool isExport)
    {
        _types.Enter(Use);
        var said = docs?.Type(item.Name);
        var definition = new WitTypeDefinition(item.Name, world, _types.Body(node, said))
        {
            Docs = said?.Docs,
            Stability = said?.Stability,
            ExternalId = Attribute(item, ExternAttributeKind.ExternalId),
        };
        if (isExport && definition.Body is AliasBody { Target: NamedUse { Definition: var known } })
        {
            _types.Name(node, known);
            return null;
        }
        if (isExport && definition.Body is ResourceBody)
        {
            throw new InvalidException($"`{item.Name}` is a resource that is exported by itself; WIT has such resources only in interfaces");
        }
        InterfaceDecoder.CheckUse(definition);
        _types.Name(node, definition);
        _ownTypes[item.Name] = definition;
        if (definition.Used is { } used)
        {
            _used.TryAdd(used, definition);
        }
        return new WorldType(definition);
    }

    private WitTypeDefinition Use(WitTypeDefinition type)
    {
        if (type.Owner == world)
        {
            return type;
        }
        if (!_used.TryGetValue(type, out var use))
        {
            var body = InterfaceDecoder.UseBody(type);
            // By the name of an interface, a world uses what it imports.
            if (type.Owner is WitInterface owner && !_imported.Contains(owner))
            {
                throw new InvalidException($"type `{type.Name}` of `{owner.FullName}` is used by a function of the world, which does not import that interface by that name; WIT has a `use` for what is imported alone");
            }
            var name = InterfaceDecoder.FreeName(type.Name, _lastNumbers, name => !_names.Add(name));
            _used.Add(type, use = new WitTypeDefinition(name, world, body));
            _added.Add(use);
        }
        return use;
    }

    private WorldInterface DecodeInstance(NamedExtern item, bool isExport)
    {
        var externalId = Attribute(item, ExternAttributeKind.ExternalId);
        if (item.Name.Contains(':', StringComparison.Ordinal))
        {
            var named = interfaces.DecodeNamed(_types, item);
            if (!isExport)
            {
                _imported.Add(named);
            }
            return new WorldInterface(null, named, docs?.Extern(item.Name, isExport), docs?.ExternStability(item.Name, isExport), externalId);
        }
        if (Attribute(item, ExternAttributeKind.Implements) is { } implemented)
        {
            var known = interfaces.DecodeImplementation(_types, item, implemented);
            return new WorldInterface(item.Name, known, docs?.Extern(item.Name, isExport), docs?.ExternStability(item.Name, isExport), externalId);
        }
        var inline = docs?.Inline(item.Name, isExport);
        return new WorldInterface(item.Name, interfaces.DecodeInline(_types, item, inline), inline?.Docs, inline?.Stability, externalId);
    }

    private static string? Attribute(NamedExtern item, ExternAttributeKind kind) =>
        item.Attributes.FirstOrDefault(attribute => attribute.Kind == kind).Value;
}
