// CA1000: a factory behind the type's arguments says what it makes: Result<int, string>.Ok(1).
#pragma warning disable CA1000

namespace Dovetail;

/// <summary>
/// Success or failure, as WIT's <c>result</c>. Where a side has no payload, its type is the empty tuple,
/// <c>ValueTuple</c>.
/// </summary>
/// <remarks>The default is a success with the default value.</remarks>
/// <typeparam name="TOk">The type of a success's value.</typeparam>
/// <typeparam name="TError">The type of a failure's value.</typeparam>
public readonly record struct Result<TOk, TError>
{
    private readonly TOk ok;
    private readonly TError error;

    private Result(TOk ok, TError error, bool isError) => (this.ok, this.error, IsError) = (ok, error, isError);

    /// <summary>Whether this is a success.</summary>
    public bool IsOk => !IsError;

    /// <summary>Whether this is a failure.</summary>
    public bool IsError { get; }

    /// <summary>The value of a success.</summary>
    /// <exception cref="InvalidOperationException">This is a failure.</exception>
    public TOk Value => IsError ? throw new InvalidOperationException($"the result is an error: {error}") : ok;

    /// <summary>The value of a failure.</summary>
    /// <exception cref="InvalidOperationException">This is a success.</exception>
    public TError Error => IsError ? error : throw new InvalidOperationException("the result is not an error");

    /// <summary>Makes a success.</summary>
    public static Result<TOk, TError> Ok(TOk value) => new(value, default!, false);

    /// <summary>Makes a failure.</summary>
    public static Result<TOk, TError> Err(TError error) => new(default!, error, true);

    /// <summary><c>ok(…)</c> or <c>err(…)</c>.</summary>
    public override string ToString() => IsError ? $"err({error})" : $"ok({ok})";
}
