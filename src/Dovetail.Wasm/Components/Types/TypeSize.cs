namespace Dovetail.Wasm.Components.Types;

/// <summary>How large a type is.</summary>
/// <param name="Depth">The number of levels.</param>
/// <param name="Expanded">
/// The number of its parts when written out, each as often as it occurs; stays at the largest number once there.
/// </param>
internal readonly record struct TypeSize(int Depth, long Expanded)
{
    public static TypeSize One => new(1, 1);

    /// <summary>The size of several types side by side.</summary>
    public static TypeSize Of(IEnumerable<TypeSize> sizes)
    {
        var (depth, expanded) = (0, 0L);
        foreach (var size in sizes)
        {
            depth = Math.Max(depth, size.Depth);
            expanded = expanded > long.MaxValue - size.Expanded ? long.MaxValue : expanded + size.Expanded;
        }
        return new TypeSize(depth, expanded);
    }

    /// <summary>The size of a type around this one.</summary>
    public TypeSize Nest() => new(Depth + 1, Expanded == long.MaxValue ? Expanded : Expanded + 1);
}
