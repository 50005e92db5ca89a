namespace Dovetail.Wasm.Components.Decoding;

/// <summary>
/// What the decoding of a component and all that is nested in it shares.
/// </summary>
internal sealed class DecodingContext
{
    /// <summary>
    /// How deep components and types of components, instances and modules may nest. It bounds the recursion.
    /// </summary>
    public const int MaxNesting = 100;

    private int _depth;

    /// <summary>Says of a core module, by its bytes, whether the code of its functions is left unread.</summary>
    public Func<ReadOnlyMemory<byte>, bool> DefersCode { get; init; } = static _ => false;

    /// <summary>The place of the first name in the form that has attributes.</summary>
    public int? AttributesOffset { get; private set; }

    /// <summary>Notes a name in the form that has attributes.</summary>
    public void SawAttributes(int offset) => AttributesOffset ??= offset;

    /// <summary>Enters a nested component or type; the caller leaves it by <see cref="Leave"/>.</summary>
    public void Enter(int offset)
    {
        if (++_depth > MaxNesting)
        {
            throw new LimitException(
                "component nesting depth", $"components and types are nested more than {MaxNesting} deep", offset);
        }
        StackGuard.Check(_depth, offset);
    }

    public void Leave() => _depth--;
}
