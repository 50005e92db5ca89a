using Dovetail.Runtime;
using Dovetail.Wasm.Modules;

namespace Dovetail;

/// <summary>
/// What tells exceptions apart (core specification 3.0, 4.2.10 "Tag Instances"): a clause catches what was thrown with the very tag that it names.
/// Two tags are never the same, whatever their types. Immutable; belongs to a store.
/// </summary>
public sealed class Tag
{
    /// <summary>Makes a tag in <paramref name="store"/> whose exceptions carry values of the parameters of <paramref name="type"/>.</summary>
    /// <exception cref="ArgumentException">The type has results.</exception>
    /// <exception cref="InvalidOperationException">Another thread is inside the store.</exception>
    /// <exception cref="ObjectDisposedException">The store is disposed.</exception>
    public Tag(Store store, FunctionType type)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(type);
        if (!type.Results.IsEmpty)
            throw new ArgumentException($"a tag has no results, found {type}", nameof(type));
        using var access = store.Use();
        (Store, CanonicalType) = (store, store.Engine.Types.Intern(type));
    }

    internal Tag(Store store, CanonicalType type) => (Store, CanonicalType) = (store, type);

    /// <summary>The types of the values that an exception carries, as the parameters of a function type.</summary>
    public FunctionType Type => CanonicalType.Function;

    internal Store Store { get; }

    internal CanonicalType CanonicalType { get; }

    /// <summary>The type in the text format.</summary>
    public override string ToString() => $"tag {CanonicalType}";
}
