namespace Dovetail.Compilation.Functions.Splitting;

/// <summary>Which locals are alive where a basic block begins: read later, on some path, before they are written.</summary>
internal sealed class Liveness
{
    private readonly List<BasicBlock> _blocks;
    private readonly ulong[][] _alive;

    private Liveness(List<BasicBlock> blocks)
    {
        _blocks = blocks;
        _alive = [.. blocks.Select(block => (ulong[])block.Uses.Clone())];
        while (Pass())
        {
        }
    }

    /// <summary>Finds what is alive in the code of <paramref name="map"/>.</summary>
    public static Liveness Of(CodeMap map) => new(map.BasicBlocks);

    /// <summary>The locals that are alive where the basic block begins, a bit each.</summary>
    public ReadOnlySpan<ulong> AtStartOf(int basicBlock) => _alive[basicBlock];

    // From the end to the start, since most paths go forward; each loop around another may take one pass more.
    private bool Pass()
    {
        var changed = false;
        for (var i = _blocks.Count - 1; i >= 0; i--)
        {
            var block = _blocks[i];
            if (block.FallsThrough && i + 1 < _blocks.Count)
                changed |= Add(i, i + 1);
            if (block.Other >= 0)
                changed |= Add(i, block.Other);
            foreach (var target in block.Branches)
            {
                if (target.Target >= 0)
                    changed |= Add(i, target.Target);
            }
        }
        return changed;
    }

    private bool Add(int to, int from)
    {
        var (alive, more, written, changed) = (_alive[to], _alive[from], _blocks[to].Definitions, false);
        for (var word = 0; word < alive.Length; word++)
        {
            var next = alive[word] | (more[word] & ~written[word]);
            changed |= next != alive[word];
            alive[word] = next;
        }
        return changed;
    }
}
