using System.Diagnostics.CodeAnalysis;
using Dovetail.Wasm.Components.Types;

namespace Dovetail.Instantiation;

/// <summary>
/// What an instance of a component exports, at run time. An item is a <see cref="CanonicalAbi.ComponentFunction"/>, a
/// <see cref="Resources.RuntimeResourceType"/>, an <see cref="InstanceItems"/>, a <see cref="ComponentClosure"/>, a <see cref="Module"/>, or, for a value
/// type, <see cref="ValueTypeValue.Only"/>. Immutable.
/// </summary>
internal sealed class InstanceItems(IReadOnlyDictionary<string, object> items)
{
    public IReadOnlyDictionary<string, object> Items { get; } = items;

    public bool TryGet(string name, [NotNullWhen(true)] out object? item) => Items.TryGetValue(name, out item);

    /// <summary>This instance with no more than <paramref name="type"/> says; the very same one where it has no more.</summary>
    public InstanceItems Narrow(InstanceType type)
    {
        var narrowed = new Dictionary<string, object>(type.Exports.Items.Length, StringComparer.Ordinal);
        var isSame = Items.Count == type.Exports.Items.Length;
        foreach (var (name, export) in type.Exports.Items)
        {
            var item = Items[name];
            var inner = export is InstanceExtern { Type: var instance } ? ((InstanceItems)item).Narrow(instance) : item;
            narrowed.Add(name, inner);
            isSame &= inner == item;
        }
        return isSame ? this : new InstanceItems(narrowed);
    }
}
