using Dovetail.Wit.Resolution;
using Dovetail.Wit.Resolution.Passes;

namespace Dovetail.Tooling.New;

/// <summary>
/// What of the world's imports the component needs: the functions that its modules import, the types of these and of what is exported. The rest
/// it does not import, so that it asks for no more than it uses.
/// </summary>
internal sealed class Liveness
{
    private readonly HashSet<(string? Item, string Function)> _functions = [];
    private readonly HashSet<(string? Label, WitTypeDefinition Type)> _types = [];
    private readonly HashSet<WitInterface> _exported;

    public Liveness(WitWorld world, IEnumerable<CoreImport> imports)
    {
        _exported = [.. world.Exports.OfType<WorldInterface>().Where(item => item.Label is null).Select(item => item.Interface)];
        foreach (var import in imports)
        {
            Add(import.Source);
        }
        foreach (var type in world.Imports.OfType<WorldType>())
        {
            AddReferences(type.Definition, null);
        }
        foreach (var export in world.Exports)
        {
            Add(export);
        }
    }

    public bool Has(WorldInterface? item, WitFunction function) => _functions.Contains((item?.Name, function.Name));

    public bool Has(WorldInterface item, WitTypeDefinition type) => _types.Contains((item.Label, type));

    public bool Has(WorldInterface item) =>
        item.Interface.Functions.Any(function => Has(item, function)) || item.Interface.Types.Any(type => Has(item, type));

    private void Add(ImportSource source)
    {
        switch (source)
        {
            case LoweredSource lowered:
                _functions.Add((lowered.Scope.Item?.Name, lowered.Function.Name));
                Add(lowered.Function, lowered.Scope.Item);
                break;
            case ResourceSource { Scope.IsExport: false } resource:
                Add(resource.Resource, resource.Scope.Item);
                break;
            case PayloadSource { Scope.IsExport: false, Payload: { } payload } stream:
                Add(payload, stream.Scope.Item);
                break;
            default:
                break;
        }
    }

    private void Add(WorldItem export)
    {
        if (export is WorldFunction { Function: var own })
        {
            Add(own, null);
        }
        if (export is not WorldInterface item)
        {
            return;
        }
        var foreign = item.Interface.Types.SelectMany(type => TypeReferences.Of(type.Body))
            .Concat(item.Interface.Functions.SelectMany(TypesOf))
            .Where(type => type.Owner != item.Interface && !(type.Owner is WitInterface owner && _exported.Contains(owner)));
        foreach (var type in foreign)
        {
            Add(type, null);
        }
    }

    private void Add(WitFunction function, WorldInterface? item)
    {
        foreach (var type in TypesOf(function))
        {
            Add(type, item);
        }
    }

    private void Add(TypeUse use, WorldInterface? item)
    {
        foreach (var type in TypeReferences.Of(new AliasBody(use)))
        {
            Add(type, item);
        }
    }

    // A type of the interface of an import is that import's own, which may go by a label; every other is of the import of its own name.
    private void Add(WitTypeDefinition type, WorldInterface? item)
    {
        var label = item?.Label is { } own && type.Owner == item.Interface ? own : null;
        if (!_types.Add((label, type)))
        {
            return;
        }
        AddReferences(type, label is null ? null : item);
    }

    private void AddReferences(WitTypeDefinition type, WorldInterface? item)
    {
        foreach (var referred in TypeReferences.Of(type.Body))
        {
            Add(referred, item);
        }
    }

    private static IEnumerable<WitTypeDefinition> TypesOf(WitFunction function)
    {
        var uses = function.Parameters.Select(parameter => parameter.Type).Append(function.Result!).Where(use => use is not null);
        return uses.SelectMany(use => TypeReferences.Of(new AliasBody(use)))
            .Concat(function.Resource is { } resource ? [resource] : []);
    }
}
