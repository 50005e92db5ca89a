using System.Collections.Immutable;
using Dovetail.CanonicalAbi;

namespace Dovetail.Tracing;

/// <summary>Finds out, after a trap, which component called which.</summary>
/// <remarks>
/// Nothing is kept for it while calls go well but a number: that of the <see cref="ICallEdge"/> through which an instance was entered, in the place of a mere flag
/// (<see cref="ComponentState.EnteredBy"/>). A trap leaves all of them as they are, and each adapter that it passes keeps its arguments. A call that enters nothing, because the callee runs around the caller, leaves no
/// trace.
/// </remarks>
internal static class CallChain
{
    /// <summary>How many calls a trap shows.</summary>
    public const int Most = 20;

    /// <summary>
    /// The calls that led from <paramref name="outermost"/>, which the host called, to where the trap was: the last one first, and no more than there is room for.
    /// </summary>
    public static ImmutableArray<ComponentCall> Of(LiftedFunction outermost, string? arguments)
    {
        var edges = new List<ICallEdge>();
        for (var instance = outermost.Instance; instance.CallEdges.Find(edge => edge.CalleeInstance.EnteredBy == edge.Number) is { } next;)
        {
            edges.Add(next);
            instance = next.CalleeInstance;
        }
        edges.Reverse();
        IEnumerable<ComponentCall> calls = edges.Take(Most).Select(edge => In(edge.CalleeInstance, edge.Path, edge.Arguments));
        return [.. calls.Append(In(outermost.Instance, outermost.Path, arguments)).Take(Most)];
    }

    /// <summary>A call that has trapped.</summary>
    public static ComponentCall In(ComponentState instance, string function, string? arguments) =>
        new(instance.Path, function, arguments) { Usage = instance.Budget?.Usage };
}
