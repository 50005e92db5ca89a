namespace Dovetail.Runtime;

/// <summary>The results of one call of a function that has eight or more: each at its own position of the array for its kind.</summary>
/// <param name="count">The number of results.</param>
internal sealed class ResultArea(int count)
{
    /// <summary>The numbers: i32 zero-extended, i64, and the bits of f32 and f64.</summary>
    internal readonly long[] Numbers = new long[count];

    /// <summary>The references.</summary>
    internal readonly object?[] References = new object?[count];
}
