namespace Dovetail.Wasm.Components.Decoding;

/// <summary>
/// What the decoding of a component and all that is nested in it shares: how deep it is, and the first gated feature
/// met.
/// </summary>
/// <remarks>
/// Gated syntax is read to its end and noted, and the whole input is refused only when it has proved well-formed: so an
/// input that is malformed is called malformed, whether or not Dovetail has the features it uses.
/// </remarks>
internal sealed class DecodingContext
{
    /// <summary>
    /// How deep components and types of components, instances and modules may nest. It bounds the recursion.
    /// </summary>
    public const int MaxNesting = 100;

    private UnsupportedException? _refusal;
    private int _depth;

    /// <summary>Notes that the input uses a feature that Dovetail does not have.</summary>
    public void Gate(string feature, int offset) => _refusal ??= new UnsupportedException(feature, offset);

    /// <summary>Enters a nested component or type; the caller leaves it by <see cref="Leave"/>.</summary>
    public void Enter(int offset)
    {
        if (++_depth > MaxNesting)
        {
            throw new LimitException(
                "component nesting depth", $"components and types are nested more than {MaxNesting} deep", offset);
        }
    }

    public void Leave() => _depth--;

    public void ThrowIfGated()
    {
        if (_refusal is not null)
        {
            throw _refusal;
        }
    }
}
