using System.Runtime.CompilerServices;

namespace Dovetail.CanonicalAbi;

/// <summary>
/// Compares pairs by identity: types that share their parts may take exponentially long to compare by structure.
/// </summary>
internal sealed class IdentityPairs : IEqualityComparer<(object, object)>
{
    public static IdentityPairs Comparer { get; } = new();

    public bool Equals((object, object) x, (object, object) y) =>
        ReferenceEquals(x.Item1, y.Item1) && ReferenceEquals(x.Item2, y.Item2);

    public int GetHashCode((object, object) pair) =>
        HashCode.Combine(RuntimeHelpers.GetHashCode(pair.Item1), RuntimeHelpers.GetHashCode(pair.Item2));
}
