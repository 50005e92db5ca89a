using System.Diagnostics.CodeAnalysis;

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
}
