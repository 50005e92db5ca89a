using System.Collections.Immutable;
using Dovetail.Resources;
using Dovetail.Wit.Types;

namespace Dovetail.Linking;

/// <summary>
/// Whether types of two components are the same at run time: the same structure, with resource types that stand for the same ones of the
/// running program.
/// </summary>
internal static class TypeMatching
{
    /// <summary>Compares function types; names of parameters count, as in validation.</summary>
    public static bool Same(WitFunctionType left, Func<ResourceType, RuntimeResourceType?> leftResources,
        WitFunctionType right, Func<ResourceType, RuntimeResourceType?> rightResources)
    {
        var pair = new Pair(leftResources, rightResources);
        if (left.IsAsync != right.IsAsync || left.Parameters.Length != right.Parameters.Length || !pair.Same(left.Result, right.Result))
        {
            return false;
        }
        for (var i = 0; i < left.Parameters.Length; i++)
        {
            if (left.Parameters[i].Name != right.Parameters[i].Name || !pair.Same(left.Parameters[i].Type, right.Parameters[i].Type))
            {
                return false;
            }
        }
        return true;
    }

    // Types share parts, and a type of a few hundred bytes may have more paths through it than there are atoms: each pair of parts is
    // compared once.
    private sealed class Pair(Func<ResourceType, RuntimeResourceType?> leftResources, Func<ResourceType, RuntimeResourceType?> rightResources)
    {
        private readonly HashSet<(object, object)> same = new(new ByReference());

        public bool Same(WitType? left, WitType? right)
        {
            if (left is null || right is null)
            {
                return left is null && right is null;
            }
            if (!left.Facts.ContainsResource)
            {
                return left.Equals(right);
            }
            return same.Contains((left, right)) || (SameParts(left, right) && same.Add((left, right)));
        }

        private bool SameParts(WitType left, WitType right) => (left, right) switch
        {
            (OwnType l, OwnType r) => Same(l.Resource, r.Resource),
            (BorrowType l, BorrowType r) => Same(l.Resource, r.Resource),
            (ListType l, ListType r) => l.Length == r.Length && Same(l.Element, r.Element),
            (MapType l, MapType r) => Same(l.Entry, r.Entry),
            (StreamType l, StreamType r) => Same(l.Element, r.Element),
            (FutureType l, FutureType r) => Same(l.Element, r.Element),
            (OptionType l, OptionType r) => Same(l.Item, r.Item),
            (ResultType l, ResultType r) => Same(l.Ok, r.Ok) && Same(l.Error, r.Error),
            (TupleType l, TupleType r) => Same(l.Items, r.Items, static item => ("", item)),
            (RecordType l, RecordType r) => Same(l.Fields, r.Fields, static field => (field.Name, field.Type)),
            (VariantType l, VariantType r) => Same(l.Cases, r.Cases, static item => (item.Name, item.Type)),
            _ => false,
        };

        private bool Same<T>(ImmutableArray<T> left, ImmutableArray<T> right, Func<T, (string Name, WitType? Type)> part)
        {
            if (left.Length != right.Length)
            {
                return false;
            }
            for (var i = 0; i < left.Length; i++)
            {
                var (l, r) = (part(left[i]), part(right[i]));
                if (l.Name != r.Name || !Same(l.Type, r.Type))
                {
                    return false;
                }
            }
            return true;
        }

        private bool Same(ResourceType left, ResourceType right) =>
            leftResources(left) is { } type && type == rightResources(right);
    }

    private sealed class ByReference : IEqualityComparer<(object, object)>
    {
        public bool Equals((object, object) x, (object, object) y) =>
            ReferenceEquals(x.Item1, y.Item1) && ReferenceEquals(x.Item2, y.Item2);

        public int GetHashCode((object, object) pair) => HashCode.Combine(
            System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(pair.Item1),
            System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(pair.Item2));
    }
}
