namespace Dovetail.Wit.Resolution.Passes;

/// <summary>Puts what depends on each other in order, without recursion, and finds cycles.</summary>
internal static class DependencyOrder
{
    /// <summary>
    /// The nodes, each behind all it depends on, else in the order given. A dependency that closes a cycle is reported
    /// and left out.
    /// </summary>
    /// <param name="nodes">Where to begin.</param>
    /// <param name="dependencies">What a node depends on, and a place that says so.</param>
    /// <param name="reportCycle">Told of a dependency that closes a cycle.</param>
    public static List<T> Of<T, TPlace>(
        IEnumerable<T> nodes,
        Func<T, IReadOnlyList<(T Node, TPlace Place)>> dependencies,
        Action<T, TPlace> reportCycle)
        where T : notnull
    {
        var order = new List<T>();
        var finished = new HashSet<T>();
        var open = new HashSet<T>();
        var path = new Stack<(T Node, IReadOnlyList<(T Node, TPlace Place)> Edges, int Next)>();
        foreach (var root in nodes)
        {
            Enter(root);
            while (path.Count > 0)
            {
                var (node, edges, next) = path.Pop();
                if (next == edges.Count)
                {
                    open.Remove(node);
                    finished.Add(node);
                    order.Add(node);
                    continue;
                }
                path.Push((node, edges, next + 1));
                var (dependency, place) = edges[next];
                if (open.Contains(dependency))
                {
                    reportCycle(dependency, place);
                }
                else
                {
                    Enter(dependency);
                }
            }
        }
        return order;

        void Enter(T node)
        {
            if (!finished.Contains(node) && open.Add(node))
            {
                path.Push((node, dependencies(node), 0));
            }
        }
    }
}
