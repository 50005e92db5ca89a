using Dovetail.Runtime;

namespace Dovetail.Heap;

/// <summary>The instructions on references that are more than a test of their class.</summary>
internal static class ReferenceOperations
{
    /// <summary><c>ref.i31</c>.</summary>
    internal static object NewI31(int value, FunctionOwner owner)
    {
        if (I31.TryGetCached(value) is { } cached)
            return cached;
        var made = I31.Create(value);
        owner.Store.Heap.Enter(made, I31.Size);
        return made;
    }

    /// <summary><c>ref.eq</c>: structures and arrays by identity, integers by their value.</summary>
    internal static int Equal(object? left, object? right) =>
        left == right || (left is I31 a && right is I31 b && a.Value == b.Value) ? 1 : 0;
}
