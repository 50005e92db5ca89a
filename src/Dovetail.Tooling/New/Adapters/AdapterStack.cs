using System.Collections.Immutable;
using Dovetail.Tooling.Emission;
using Dovetail.Wasm.Instructions;
using Dovetail.Wasm.Modules;

namespace Dovetail.Tooling.New.Adapters;

/// <summary>Gives an adapter, which lives in the memory of another module, a stack of its own there, and pages where that module can't allocate.</summary>
/// <remarks>
/// An adapter is compiled with its stack pointer (the global <c>__stack_pointer</c>) at 0, for nobody knows where there will be room. If it can
/// tell whether the stack is there (the global <c>allocation_state</c>), and the main module allocates, each of its exports asks for the stack
/// first, so that it is allocated when the main module is ready to. Otherwise it is taken when the adapter is instantiated, from the end of the
/// memory. Of what the adapter imports of <c>__main_module__</c> only <c>cabi_realloc</c> is touched, and only if it is not there.
/// </remarks>
internal sealed class AdapterStack
{
    private const int PageSize = 0x10000;
    private const int Alignment = 8;
    private const int Allocating = 1;
    private const int Allocated = 2;

    private static readonly FunctionType s_allocate = new([], []);
    private static readonly FunctionType s_realloc = new([ValType.I32, ValType.I32, ValType.I32, ValType.I32], [ValType.I32]);

    private readonly ModuleIndices _indices;
    private readonly List<FunctionType> _types = [];
    private readonly List<Function> _functions = [];

    private AdapterStack(ModuleDefinition module) => _indices = new ModuleIndices(module);

    /// <summary>The adapter with what it needs for a stack, if what is used of it has one.</summary>
    /// <param name="module">The adapter.</param>
    /// <param name="exports">What is used of it.</param>
    /// <param name="canAllocate">Whether the main module allocates for it.</param>
    public static ModuleDefinition Add(ModuleDefinition module, IReadOnlySet<string> exports, bool canAllocate) =>
        new AdapterStack(module).Add(exports, canAllocate);

    private ModuleDefinition Add(IReadOnlySet<string> exports, bool canAllocate)
    {
        var module = _indices.Module;
        var reach = new ModuleReach(_indices, exports);
        var names = NameSection.Read(module).Of(NamePart.Globals);
        var pointer = Global(names, "__stack_pointer");
        var needsStack = pointer is { } global && reach.Has(IndexSpace.Global, global);
        var realloc = ImportedRealloc();
        var needsRealloc = realloc is { } used && reach.Has(IndexSpace.Function, used);
        if (!needsStack && (canAllocate || !needsRealloc))
        {
            return module;
        }
        var state = Global(names, "allocation_state");
        var isLazy = needsStack && canAllocate && realloc is not null && state is not null;
        var allocator = isLazy ? realloc!.Value : AddFunction(s_realloc, [ValType.I32], ReallocByMemoryGrow());
        var allocate = needsStack ? AddFunction(s_allocate, [], Allocate(pointer!.Value, state, allocator)) : -1;
        var replaced = needsRealloc && !canAllocate ? realloc : null;
        return module with
        {
            Types = [.. module.Types, .. _types.Select(type => new SubType(true, null, type))],
            Groups = [.. module.Groups, .. _types.Select((_, i) => new RecursiveGroup(module.Types.Length + i, 1))],
            Functions = [.. Bodies(exports, isLazy ? allocate : null, replaced, allocator), .. _functions],
            Start = needsStack && !isLazy ? Start(allocate) : module.Start,
        };
    }

    private IEnumerable<Function> Bodies(IReadOnlySet<string> exports, int? first, int? replaced, int by)
    {
        var module = _indices.Module;
        var exported = module.Exports.Where(export => export.Kind == ExternKind.Function && exports.Contains(export.Name)).Select(export => export.Index).ToHashSet();
        for (var i = 0; i < module.Functions.Length; i++)
        {
            var function = module.Functions[i];
            if (replaced is { } realloc)
            {
                function = function with
                {
                    Body = InstructionRewriter.Rewrite(function.Body, (space, index) => space == IndexSpace.Function && index == realloc ? by : index),
                };
            }
            if (first is { } call && exported.Contains(_indices.Functions.Length + i))
            {
                function = function with { Body = new CodeBuilder().Call(call).Append(function.Body.Bytes.Span).ToExpression() };
            }
            yield return function;
        }
    }

    private int? ImportedRealloc()
    {
        var index = _indices.Functions.IndexOf(_indices.Functions.FirstOrDefault(import =>
            import.Module == AdapterTrimming.MainModule && import.Name is "cabi_realloc" or "canonical_abi_realloc")!);
        return index < 0 ? null : index;
    }

    private int? Global(IndexNames names, string name)
    {
        for (var i = 0; i < names.Count; i++)
        {
            var (index, known) = names[i];
            if (known == name && index >= _indices.Globals.Length && index < _indices.Count(IndexSpace.Global)
                && _indices.Module.Globals[index - _indices.Globals.Length].Type == new GlobalType(ValType.I32, true))
            {
                return index;
            }
        }
        return null;
    }

    private int Start(int allocate)
    {
        if (_indices.Module.Start is not { } own)
        {
            return allocate;
        }
        return AddFunction(s_allocate, [], new CodeBuilder().Call(allocate).Call(own));
    }

    private int AddFunction(FunctionType type, ImmutableArray<ValType> locals, CodeBuilder body)
    {
        if (!_types.Contains(type))
        {
            _types.Add(type);
        }
        _functions.Add(new Function(
            _indices.Module.Types.Length + _types.IndexOf(type), [.. locals.Select(local => new LocalRun(1, local))], body.ToExpression()));
        return _indices.Count(IndexSpace.Function) + _functions.Count - 1;
    }

    // The stack grows down from the end of a page of its own.
    private static CodeBuilder Allocate(int pointer, int? state, int allocator)
    {
        var body = new CodeBuilder();
        if (state is { } known)
        {
            body.GetGlobal(known).If().Return().End().Const(Allocating).SetGlobal(known);
        }
        body.Const(0).Const(0).Const(Alignment).Const(PageSize).Call(allocator).Const(PageSize).Op(Opcode.I32Add).SetGlobal(pointer);
        return state is { } done ? body.Const(Allocated).SetGlobal(done) : body;
    }

    /// <summary>A <c>cabi_realloc</c> that gives new pages, as many as are needed, and changes the size of nothing.</summary>
    private static CodeBuilder ReallocByMemoryGrow() => new CodeBuilder()
        .Get(0).Get(1).Op(Opcode.I32Or).If().Unreachable().End()
        .Get(3).Const(PageSize - 1).Op(Opcode.I32Add).Const(16).Op(Opcode.I32ShrU).Grow().Set(4)
        .Get(4).Const(-1).Op(Opcode.I32Eq).If().Unreachable().End()
        .Get(4).Const(16).Op(Opcode.I32Shl);
}
