using System.Collections.Immutable;
using Dovetail.Wasm.Modules;
using Dovetail.Wit.Abi;
using Dovetail.Wit.Names;
using Dovetail.Wit.Resolution;

namespace Dovetail.Tooling.New;

/// <summary>A core module of the component to be: the main module or an adapter, with what it was made for.</summary>
internal sealed class CorePart
{
    private readonly Dictionary<string, StringEncoding> _encodings = new(StringComparer.Ordinal);
    private readonly HashSet<(bool IsExport, string Path)> _interfaces = [];

    public CorePart(int index, string name, ModuleDefinition module, ImmutableArray<ModuleWorld> worlds, AdapterModule? adapter)
    {
        (Index, Name, Module, Worlds, Adapter) = (index, name, module, worlds, adapter);
        Shape = new ModuleShape(module);
        foreach (var world in worlds)
        {
            AddEncodings(world, isExport: false, world.World.Imports);
            AddEncodings(world, isExport: true, world.World.Exports);
        }
    }

    /// <summary>The place among the parts, which is the order of instantiation; the main module is the first.</summary>
    public int Index { get; }

    /// <summary>What errors call it.</summary>
    public string Name { get; }

    public ModuleDefinition Module { get; }

    public ModuleShape Shape { get; }

    public ImmutableArray<ModuleWorld> Worlds { get; }

    /// <summary>What is said of an adapter; null for the main module.</summary>
    public AdapterModule? Adapter { get; }

    public bool IsMain => Index == 0;

    /// <summary>Whether nothing of it is used, so that it is left out.</summary>
    public bool IsUnused => !IsMain && Module.Exports.IsEmpty;

    /// <summary>The same with another module in its place.</summary>
    public CorePart With(ModuleDefinition module) => new(Index, Name, module, Worlds, Adapter);

    /// <summary>What errors say in front of a name.</summary>
    public string Description => IsMain ? "the module" : $"adapter `{Name}`";

    /// <summary>How the part has the strings of a function; null where its worlds do not have that function. Versions do not count.</summary>
    public StringEncoding? EncodingOf(ItemScope scope, string function) =>
        _encodings.TryGetValue(Key(scope.IsExport, scope.Item?.Name, function), out var encoding) ? encoding : null;

    /// <summary>How the part has strings that belong to no function.</summary>
    public StringEncoding Encoding => Worlds.IsEmpty ? StringEncoding.Utf8 : Worlds[0].Encoding;

    /// <summary>Whether a world of the part has an import or export of that name, whatever its version.</summary>
    public bool Has(ItemScope scope) => _interfaces.Contains((scope.IsExport, InterfaceName.PathOf(scope.Item!.Name)));

    private void AddEncodings(ModuleWorld world, bool isExport, ImmutableArray<WorldItem> items)
    {
        foreach (var item in items)
        {
            if (item is WorldFunction { Function: var function })
            {
                Add(Key(isExport, null, function.Name), world.Encoding);
            }
            else if (item is WorldInterface named)
            {
                _interfaces.Add((isExport, InterfaceName.PathOf(item.Name)));
                foreach (var member in named.Interface.Functions)
                {
                    Add(Key(isExport, item.Name, member.Name), world.Encoding);
                }
            }
        }
    }

    private void Add(string key, StringEncoding encoding)
    {
        if (!_encodings.TryAdd(key, encoding) && _encodings[key] != encoding)
        {
            throw new InvalidException($"{Description} says of {key} both that its strings are {_encodings[key]} and that they are {encoding}");
        }
    }

    private static string Key(bool isExport, string? item, string function) =>
        $"{(isExport ? "export" : "import")} `{(item is null ? "" : InterfaceName.PathOf(item) + ".")}{function}`";
}
