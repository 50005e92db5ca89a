using Dovetail.Runtime;
using Dovetail.Wasm.Modules;

namespace Dovetail.Instantiation;

/// <summary>
/// Makes an instance of a core module (core specification 3.0, 4.7.2 "Instantiation"): matches the imports, allocates, evaluates, copies the active
/// segments in order and calls the start function.
/// </summary>
/// <remarks>
/// A failure before anybody else could have seen the instance gives everything back. Later, when an imported table already holds
/// one of its functions or its start function has run, it stays as it is, as the specification wants: what was written before a
/// trap remains, and remains callable.
/// </remarks>
internal sealed class ModuleInstantiation
{
    private readonly Store _store;
    private readonly Module _module;
    private readonly ModuleDefinition _definition;
    private readonly ModuleInstance _instance;
    private bool _escaped;

    private ModuleInstantiation(Store store, Module module)
    {
        _store = store;
        _module = module;
        _definition = module.Definition;
        _instance = new ModuleInstance(store, module);
    }

    /// <summary>An instance of <paramref name="module"/> whose imports are <paramref name="imports"/>, in the module's order.</summary>
    /// <exception cref="LinkException">An import is not of its type.</exception>
    /// <exception cref="LimitException">The store or the process has no room.</exception>
    /// <exception cref="TrapException">A segment does not fit, or the start function trapped.</exception>
    /// <exception cref="WasmException">The start function threw.</exception>
    internal static ModuleInstance Run(Store store, Module module, IReadOnlyList<object> imports)
    {
        var outermost = store.Enter(HostCalls.FrameSize);
        try
        {
            return new ModuleInstantiation(store, module).Run(imports);
        }
        finally
        {
            if (outermost)
                store.Exit();
        }
    }

    private ModuleInstance Run(IReadOnlyList<object> imports)
    {
        var mark = _store.Budget.Save();
        try
        {
            _store.Budget.AddInstance();
            Allocate(imports);
            CopyElements();
            CopyData();
            CallStart();
            return _instance;
        }
        catch when (!_escaped)
        {
            _store.Budget.Rollback(mark);
            throw;
        }
    }

    private void Allocate(IReadOnlyList<object> imports)
    {
        for (var i = 0; i < imports.Count; i++)
        {
            if (ImportMatching.Check(_definition.Imports[i], _module, imports[i]) is { } refusal)
                throw refusal;
        }
        var functions = imports.OfType<FunctionReference>().ToArray();
        _instance.Functions = new FunctionReference?[functions.Length + _definition.Functions.Length];
        functions.CopyTo(_instance.Functions, 0);
        _instance.Memories = [.. imports.OfType<Memory>(), .. _definition.Memories.Select(type => new Memory(_store, type))];
        _instance.Memory0 = _instance.Memories.FirstOrDefault();
        _instance.Tags = [.. imports.OfType<Tag>(), .. _definition.Tags.Select(tag => new Tag(_store, _module.Types[tag.TypeIndex]))];
        AllocateGlobals([.. imports.OfType<Global>()]);
        _instance.Tables = [.. imports.OfType<Table>(), .. _definition.Tables.Select(CreateTable)];
        _instance.ElementSegments = [.. _definition.Elements.Select(EvaluateElements)];
        _instance.DataSegments = [.. _definition.Data.Select(segment => segment.Bytes)];
    }

    // One by one: an initial value may read the globals before it.
    private void AllocateGlobals(Global[] imported)
    {
        _instance.Globals = new Global[imported.Length + _definition.Globals.Length];
        imported.CopyTo(_instance.Globals, 0);
        for (var i = 0; i < _definition.Globals.Length; i++)
        {
            var (type, initial) = _definition.Globals[i];
            var value = ConstantExpression.Evaluate(initial, _instance);
            _instance.Globals[imported.Length + i] = Global.Create(_store, _module.Resolve(type.Value), type.Mutable, value.Vector, value.Reference);
            if (_module.SlotOf(imported.Length + i) is >= 0 and var slot)
                _instance.SetSlot(slot, value.Bits);
        }
    }

    private Table CreateTable(Wasm.Modules.Table table)
    {
        var initial = table.Initial is { } expression ? ConstantExpression.Evaluate(expression, _instance).Reference : null;
        return new Table(_store, table.Type, _module.Resolve(table.Type.Element), initial);
    }

    private object?[] EvaluateElements(ElementSegment segment)
    {
        if (segment.Mode == SegmentMode.Declarative)
            return [];
        var elements = References.NewArray(_module.Resolve(segment.Type), segment.Items.Length);
        for (var i = 0; i < elements.Length; i++)
            elements[i] = ConstantExpression.Evaluate(segment.Items[i], _instance).Reference;
        return elements;
    }

    private void CopyElements()
    {
        for (var i = 0; i < _definition.Elements.Length; i++)
        {
            var segment = _definition.Elements[i];
            if (segment.Mode != SegmentMode.Active)
                continue;
            var target = TableOperations.Narrow(ConstantExpression.Evaluate(segment.Offset!.Value, _instance).Bits);
            var table = _instance.Tables[segment.TableIndex];
            TableOperations.Init(target, 0, segment.Items.Length, table, _instance, i);
            TableOperations.Drop(_instance, i);
            _escaped |= segment.TableIndex < _module.ImportedTables && segment.Items.Length > 0;
        }
    }

    private void CopyData()
    {
        for (var i = 0; i < _definition.Data.Length; i++)
        {
            var segment = _definition.Data[i];
            if (segment.Mode != SegmentMode.Active)
                continue;
            var target = ConstantExpression.Evaluate(segment.Offset!.Value, _instance).Bits;
            MemoryOperations.Init64(target, 0, segment.Bytes.Length, _instance.Memories[segment.MemoryIndex], _instance, i);
            MemoryOperations.Drop(_instance, i);
        }
    }

    private void CallStart()
    {
        if (_definition.Start is not { } start)
            return;
        _escaped = true;
        GuestCalls.Run(_instance.Reference(start));
    }
}
