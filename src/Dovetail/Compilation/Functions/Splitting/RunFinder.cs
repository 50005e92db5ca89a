namespace Dovetail.Compilation.Functions.Splitting;

/// <summary>Finds the runs that may be cut out: consecutive items of one body, together no larger than a method should be.</summary>
internal sealed class RunFinder(Boundaries boundaries, int target)
{
    private readonly List<Region> _runs = [];
    private readonly Stack<CodeBlock> _large = [];

    /// <summary>The runs in <paramref name="function"/>, none inside another.</summary>
    public List<Region> Find(CodeBlock function)
    {
        _large.Push(function);
        while (_large.TryPop(out var block))
        {
            foreach (var body in block.Bodies)
                Cut(body);
        }
        return _runs;
    }

    private void Cut(CodeBody body)
    {
        var first = 0;
        for (var i = 0; i < body.Items.Count; i++)
        {
            var item = body.Items[i];
            var isLarge = item.Block is not null && SizeOf(item.Start, item.End) > target;
            if (isLarge || SizeOf(body.Items[first].Start, item.End) > target)
            {
                Add(body, first, i);
                first = isLarge ? i + 1 : i;
            }
            if (isLarge)
                _large.Push(item.Block!);
        }
        Add(body, first, body.Items.Count);
    }

    // Items first up to end, from the first place on where the code may be cut up to the last.
    private void Add(CodeBody body, int first, int end)
    {
        while (first < end && !boundaries.IsReachable(body.Items[first].Start))
            first++;
        while (end > first && !boundaries.Has(body.Items[end - 1].End))
            end--;
        if (first == end || body.Block.IsProtected)
            return;
        var (start, stop) = (body.Items[first].Start, body.Items[end - 1].End);
        _runs.Add(new Region
        {
            Block = body.Block,
            Start = start,
            End = stop,
            Size = SizeOf(start, stop),
            FallsThrough = boundaries.IsReachable(stop),
            FirstBasicBlock = body.Items[first].FirstBasicBlock,
            NextBasicBlock = end < body.Items.Count ? body.Items[end].FirstBasicBlock : body.Block.Next,
        });
    }

    private int SizeOf(int start, int end) => boundaries.SizeAt(end) - boundaries.SizeAt(start);
}
