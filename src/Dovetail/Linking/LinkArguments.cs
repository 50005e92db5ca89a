using System.Collections.Immutable;
using Dovetail.Instantiation;
using Dovetail.Resources;
using Dovetail.Wit.Types;

namespace Dovetail.Linking;

/// <summary>What a node's imports are linked to, parted by whether it is the same for every instance. Immutable.</summary>
internal sealed class LinkArguments
{
    /// <summary>Those of a component that imports nothing.</summary>
    public static readonly LinkArguments None = new([]);

    private readonly Dictionary<string, object> constants = new(StringComparer.Ordinal);
    private readonly Dictionary<ResourceType, RuntimeResourceType> resources = [];

    public LinkArguments(IEnumerable<(string Name, LinkItem Item)> arguments)
    {
        var others = ImmutableArray.CreateBuilder<(string, LinkItem)>();
        foreach (var (name, item) in arguments)
        {
            if (Constant(item) is { } constant)
            {
                constants.Add(name, constant);
            }
            else
            {
                others.Add((name, item));
            }
        }
        Others = others.ToImmutable();
    }

    /// <summary>The items that are the same for every instance.</summary>
    public IReadOnlyDictionary<string, object> Constants => constants;

    /// <summary>What the importer's abstract resource types stand for, as far as that is the same for every instance.</summary>
    public IReadOnlyDictionary<ResourceType, RuntimeResourceType> Resources => resources;

    /// <summary>All others, in their order.</summary>
    public ImmutableArray<(string Name, LinkItem Item)> Others { get; }

    // Resource types are noted even within what is no constant as a whole.
    private object? Constant(LinkItem item)
    {
        switch (item)
        {
            case ConstantItem constant:
                return constant.Value;
            case InstanceItem instance:
                var exports = new Dictionary<string, object>(instance.Exports.Length, StringComparer.Ordinal);
                foreach (var (name, inner) in instance.Exports)
                {
                    if (Constant(inner) is { } export)
                    {
                        exports.Add(name, export);
                    }
                }
                return exports.Count == instance.Exports.Length ? new InstanceItems(exports) : null;
            case ResourceItem { Expected: var expected, Item: var inner }:
                return Constant(inner) is RuntimeResourceType type ? resources[expected] = type : null;
            case KnownResourceItem known:
                return resources.GetValueOrDefault(known.Expected);
            default:
                return null;
        }
    }
}
