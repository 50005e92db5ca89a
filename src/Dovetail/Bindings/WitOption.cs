// CA1000: a factory behind the type's arguments says what it makes: Result<int, string>.Ok(1).
#pragma warning disable CA1000

namespace Dovetail;

/// <summary>
/// A value or none: for an <c>option</c> whose none must not be mistaken for another's, as in
/// <c>option&lt;option&lt;u32&gt;&gt;</c>.
/// </summary>
/// <remarks>
/// An option of a value type can as well be <c>T?</c>, one of a class a reference that may be null. The default is
/// none.
/// </remarks>
/// <typeparam name="T">The type of the value.</typeparam>
public readonly record struct WitOption<T>
{
    private readonly T value;

    /// <summary>Makes an option with a value.</summary>
    public WitOption(T value) => (this.value, HasValue) = (value, true);

    /// <summary>Whether there is a value.</summary>
    public bool HasValue { get; }

    /// <summary>The value.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public T Value => HasValue ? value : throw new InvalidOperationException("the option is none");

    /// <summary>The option without a value.</summary>
    public static WitOption<T> None => default;

    /// <summary>Makes an option with a value.</summary>
    public static implicit operator WitOption<T>(T value) => new(value);

    /// <summary><c>some(…)</c> or <c>none</c>.</summary>
    public override string ToString() => HasValue ? $"some({value})" : "none";
}
