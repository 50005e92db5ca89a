using Dovetail.Compilation.Cil;

namespace Dovetail.Compilation.Functions;

/// <summary>A condition that compares a 32-bit local with a constant: what it tells of the local where it holds, and where it does not.</summary>
internal readonly record struct Test(int Local, Condition Condition, int Number)
{
    /// <summary>The test that a node is, when a branch is written for it; null where it is another condition.</summary>
    public static Test? Of(ExpressionPool pool, int condition)
    {
        ref var node = ref pool[condition];
        switch (node.Kind)
        {
            case NodeKind.IsZero:
                return Of(pool, node.A) is { } test ? test with { Condition = Negated(test.Condition) } : null;
            case NodeKind.Compare when IsLocal(pool[node.A]) && pool[node.B].Kind == NodeKind.Constant:
                return new Test(pool[node.A].A, node.Condition, (int)pool[node.B].Bits);
            default:
                return IsLocal(node) ? new Test(node.A, Condition.Ne, 0) : null;
        }
    }

    /// <summary>Says of the local what follows from the test's outcome.</summary>
    public void Narrow(LocalRanges ranges, bool outcome) =>
        ranges.Narrow(Local, ranges[Local].Where(outcome ? Condition : Negated(Condition), Number));

    private static bool IsLocal(in Node node) => node.Kind == NodeKind.Local && node.Type == CilTypes.Int32;

    private static Condition Negated(Condition condition) => condition switch
    {
        Condition.Eq => Condition.Ne,
        Condition.Ne => Condition.Eq,
        Condition.LtS => Condition.GeS,
        Condition.LtU => Condition.GeU,
        Condition.GtS => Condition.LeS,
        Condition.GtU => Condition.LeU,
        Condition.LeS => Condition.GtS,
        Condition.LeU => Condition.GtU,
        Condition.GeS => Condition.LtS,
        _ => Condition.LtU,
    };
}
