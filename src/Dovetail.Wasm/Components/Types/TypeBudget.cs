namespace Dovetail.Wasm.Components.Types;

/// <summary>
/// Bounds the work on types in one validation. Types share their parts, and instantiating copies them; so a small
/// component can ask for an exponential amount of work, and this is where it is refused.
/// </summary>
internal sealed class TypeBudget
{
    /// <summary>The number of types, imports and exports that may be made, copied or compared in all.</summary>
    public const int Limit = 2_000_000;

    /// <summary>How deep types may nest. It bounds every recursion over them.</summary>
    public const int MaxDepth = 100;

    /// <summary>
    /// How many parts a type may have when written out, each as often as it occurs. Nothing here would need that bound;
    /// those who make code or values of a type do, and other tools have the same one.
    /// </summary>
    public const long MaxExpanded = 1_000_000;

    private int _left = Limit;

    /// <summary>Where the definition stands that the work is done for.</summary>
    public int Offset { get; set; }

    public void Spend(int amount = 1)
    {
        _left -= amount;
        if (_left < 0)
        {
            throw new LimitException("type work", $"the types need more than {Limit} steps to check", Offset);
        }
    }

    /// <exception cref="LimitException">The type is too deep, or too large when written out.</exception>
    public void Check(TypeSize size)
    {
        if (size.Depth > MaxDepth)
        {
            throw new LimitException("type depth", $"types are nested more than {MaxDepth} deep", Offset);
        }
        if (size.Expanded > MaxExpanded)
        {
            throw new LimitException("type size", $"a type has more than {MaxExpanded} parts when written out", Offset);
        }
    }
}
