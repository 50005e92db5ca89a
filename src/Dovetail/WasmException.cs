using System.Collections.Immutable;
using Dovetail.Runtime;

namespace Dovetail;

/// <summary>
/// An exception of WebAssembly. A call from the host ends with it when no function of the guest catches what another threw; a host function that
/// throws it throws into the guest that called, which may catch it.
/// </summary>
/// <remarks>
/// Like a trap it is made afresh where the call ends, and keeps no module from being unloaded, unless one of its values is a function. Between
/// components there are no exceptions: one that reaches the end of a component's function is a trap, <see cref="TrapCode.UncaughtException"/>.
/// </remarks>
public sealed class WasmException : DovetailException
{
    /// <summary>Makes an exception with <paramref name="tag"/>.</summary>
    /// <param name="values">An int or uint, long or ulong, float, double, <see cref="Function"/> or any object, as the tag's type says.</param>
    /// <exception cref="ArgumentException">The values do not fit the tag's type, or are of another store.</exception>
    public WasmException(Tag tag, params ReadOnlySpan<object?> values)
        : this(CheckedTag(tag), ToHost(tag, DynamicValues.FromHost(tag.Store, tag.CanonicalType, values)), [])
    {
    }

    private WasmException(Tag tag, ImmutableArray<object?> values, ImmutableArray<string> frames)
        : base($"uncaught exception with the {tag}") => (Tag, Values, Frames) = (tag, values, frames);

    /// <summary>What it was thrown with.</summary>
    public Tag Tag { get; }

    /// <summary>The values that it carries, by the types that <see cref="Function.Invoke"/> names.</summary>
    public ImmutableArray<object?> Values { get; }

    /// <summary>The innermost functions of the guest that it passed since it was last thrown, callee first, at most 20.</summary>
    public ImmutableArray<string> Frames { get; }

    /// <summary>What the host sees of <paramref name="thrown"/>.</summary>
    internal static WasmException Of(GuestThrow thrown, ImmutableArray<string> frames)
    {
        var exception = thrown.Exception;
        return new WasmException(exception.Tag, exception.Payload is { } payload
            ? [.. DynamicValues.ItemsOf(payload, exception.Tag.Type.Parameters, exception.Tag.Store)]
            : [], frames);
    }

    /// <summary>What guests see of it.</summary>
    internal GuestThrow ToGuest() => new(new ExceptionInstance(
        Tag, Values.IsEmpty ? null : DynamicValues.ToArea(DynamicValues.FromHost(Tag.Store, Tag.CanonicalType, Values.AsSpan()))));

    private static Tag CheckedTag(Tag tag)
    {
        ArgumentNullException.ThrowIfNull(tag);
        return tag;
    }

    private static ImmutableArray<object?> ToHost(Tag tag, object?[] values) => [.. values.Select(value => References.ToHost(tag.Store, value))];
}
