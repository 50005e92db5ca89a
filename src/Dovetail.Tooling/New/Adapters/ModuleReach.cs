using Dovetail.Wasm.Modules;

namespace Dovetail.Tooling.New.Adapters;

/// <summary>What of a module can be reached from some of its exports, and from its start.</summary>
/// <remarks>
/// What fills a table or a memory at the start is reached with that. Imports are reached like all else. Without recursion, so that no code is
/// too deep for it.
/// </remarks>
internal sealed class ModuleReach
{
    private readonly ModuleIndices _indices;
    private readonly HashSet<(IndexSpace Space, int Index)> _reached = [];
    private readonly Stack<(IndexSpace Space, int Index)> _open = [];
    private readonly RecursiveGroup[] _groupOfType;
    private readonly ILookup<int, int> _dataOfMemory;
    private readonly ILookup<int, int> _elementsOfTable;

    /// <exception cref="InvalidException">An index is out of bounds.</exception>
    public ModuleReach(ModuleIndices indices, IReadOnlySet<string> exports)
    {
        _indices = indices;
        var module = indices.Module;
        _groupOfType = [.. module.Groups.SelectMany(group => Enumerable.Repeat(group, group.Count))];
        _dataOfMemory = Enumerable.Range(0, module.Data.Length).Where(i => module.Data[i].Mode == SegmentMode.Active).ToLookup(i => module.Data[i].MemoryIndex);
        _elementsOfTable = Enumerable.Range(0, module.Elements.Length).Where(i => module.Elements[i].Mode == SegmentMode.Active)
            .ToLookup(i => module.Elements[i].TableIndex);
        foreach (var export in module.Exports.Where(export => exports.Contains(export.Name)))
        {
            Mark(ModuleIndices.SpaceOf(export.Kind), export.Index);
        }
        if (module.Start is { } start)
        {
            Mark(IndexSpace.Function, start);
        }
        while (_open.TryPop(out var next))
        {
            Visit(next.Space, next.Index);
        }
    }

    /// <summary>Whether something can be reached.</summary>
    public bool Has(IndexSpace space, int index) => _reached.Contains((space, index));

    private int Mark(IndexSpace space, int index)
    {
        if ((uint)index >= (uint)_indices.Count(space))
        {
            throw new InvalidException($"unknown {space.ToString().ToLowerInvariant()} {index}");
        }
        if (_reached.Add((space, index)))
        {
            _open.Push((space, index));
        }
        return index;
    }

    private void Visit(IndexSpace space, int index)
    {
        var module = _indices.Module;
        switch (space)
        {
            case IndexSpace.Type:
                VisitType(index);
                break;
            case IndexSpace.Function when index < _indices.Functions.Length:
                Mark(IndexSpace.Type, ((FunctionImport)_indices.Functions[index].Type).TypeIndex);
                break;
            case IndexSpace.Function:
                VisitFunction(module.Functions[index - _indices.Functions.Length]);
                break;
            case IndexSpace.Table:
                VisitTable(index);
                break;
            case IndexSpace.Memory:
                MarkAll(IndexSpace.Data, _dataOfMemory[index]);
                break;
            case IndexSpace.Global when index < _indices.Globals.Length:
                Visit(((GlobalType)_indices.Globals[index].Type).Value);
                break;
            case IndexSpace.Global:
                Visit(module.Globals[index - _indices.Globals.Length].Type.Value);
                Visit(module.Globals[index - _indices.Globals.Length].Initial);
                break;
            case IndexSpace.Tag:
                var tag = index < _indices.Tags.Length ? (TagType)_indices.Tags[index].Type : module.Tags[index - _indices.Tags.Length];
                Mark(IndexSpace.Type, tag.TypeIndex);
                break;
            case IndexSpace.Element:
                VisitElement(module.Elements[index]);
                break;
            case IndexSpace.Data when module.Data[index] is { Offset: { } offset } data:
                Mark(IndexSpace.Memory, data.MemoryIndex);
                Visit(offset);
                break;
            default:
                break;
        }
    }

    private void VisitFunction(Function function)
    {
        Mark(IndexSpace.Type, function.TypeIndex);
        foreach (var local in function.Locals)
        {
            Visit(local.Type);
        }
        Visit(function.Body);
    }

    private void VisitTable(int index)
    {
        var module = _indices.Module;
        if (index < _indices.Tables.Length)
        {
            Visit(((TableType)_indices.Tables[index].Type).Element);
        }
        else
        {
            var table = module.Tables[index - _indices.Tables.Length];
            Visit(table.Type.Element);
            if (table.Initial is { } initial)
            {
                Visit(initial);
            }
        }
        MarkAll(IndexSpace.Element, _elementsOfTable[index]);
    }

    private void VisitElement(ElementSegment segment)
    {
        Visit(segment.Type);
        if (segment.Offset is { } offset)
        {
            Mark(IndexSpace.Table, segment.TableIndex);
            Visit(offset);
        }
        foreach (var item in segment.Items)
        {
            Visit(item);
        }
    }

    // The types of a group are one.
    private void VisitType(int index)
    {
        var group = _groupOfType[index];
        for (var i = group.First; i < group.First + group.Count; i++)
        {
            Mark(IndexSpace.Type, i);
        }
        _indices.Module.Types[index].Map(referred => Mark(IndexSpace.Type, referred));
    }

    private void MarkAll(IndexSpace space, IEnumerable<int> indices)
    {
        foreach (var index in indices)
        {
            Mark(space, index);
        }
    }

    private void Visit(ValType type) => type.Map(index => Mark(IndexSpace.Type, index));

    private void Visit(Expression code) => InstructionRewriter.Rewrite(code, Mark);
}
