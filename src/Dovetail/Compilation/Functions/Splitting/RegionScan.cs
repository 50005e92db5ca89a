using Dovetail.Wasm.Instructions;
using Dovetail.Wasm.Modules;

namespace Dovetail.Compilation.Functions.Splitting;

/// <summary>Looks over the instructions of a region: where it leaves to, which locals it writes, and whether it can be a method at all.</summary>
/// <remarks>
/// Not cut out are tail calls, which would replace the part's frame and not the function's, and <c>try_table</c>, whose handlers see what the
/// locals were at the throw.
/// </remarks>
internal sealed class RegionScan
{
    private readonly Region _region;
    private readonly ulong[] _read;
    private readonly ulong[] _written;
    private readonly SortedSet<int> _exits = [];
    private bool _isPossible = true;
    private bool _calls;
    private MemorySet _accessedMemories;
    private int _loops;
    private int _depth;

    private RegionScan(Region region, ulong[] read, ulong[] written) => (_region, _read, _written) = (region, read, written);

    /// <summary>Completes <paramref name="region"/> but for its locals, and sets the bits of those it reads and writes; null where it can't be cut out.</summary>
    public static Region? Of(Region region, Expression function, ulong[] read, ulong[] written)
    {
        var scan = new RegionScan(region, read, written);
        var reader = new InstructionReader(region.CodeOf(function));
        while (scan._isPossible && reader.Read())
            scan.Add(reader);
        return scan._isPossible ? scan.Completed() : null;
    }

    private Region Completed() => _region with
    {
        Exits = [.. _exits.Select(BlockAt)],
        Calls = _calls,
        AccessedMemories = _accessedMemories,
        Loops = _loops,
    };

    // The block so many levels out, 0 being the one that the region is cut out of.
    private CodeBlock BlockAt(int level)
    {
        var block = _region.Block;
        for (; level > 0; level--)
            block = block.Parent!;
        return block;
    }

    private void Add(in InstructionReader reader)
    {
        switch (reader.Opcode)
        {
            case Opcode.TryTable or Opcode.ReturnCall or Opcode.ReturnCallIndirect or Opcode.ReturnCallRef:
                _isPossible = false;
                break;
            case Opcode.Block or Opcode.Loop or Opcode.If:
                _depth++;
                _loops += reader.Opcode == Opcode.Loop ? 1 : 0;
                break;
            case Opcode.End:
                _depth--;
                break;
            case Opcode.Return:
                _exits.Add(_region.Block.Depth - 1);
                break;
            case Opcode.LocalGet:
                _read[reader.Index >> 6] |= 1UL << reader.Index;
                break;
            case Opcode.LocalSet or Opcode.LocalTee:
                _written[reader.Index >> 6] |= 1UL << reader.Index;
                break;
            case Opcode.Call or Opcode.CallIndirect or Opcode.CallRef:
                _calls = true;
                break;
            default:
                if (reader.Row.AccessLog2 >= 0)
                    _accessedMemories = _accessedMemories.With(reader.MemArg.Memory);
                break;
        }
        foreach (var label in Labels.Of(reader))
        {
            if (label >= _depth)
                _exits.Add(label - _depth);
        }
    }
}
