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
    private readonly InstanceTemplate _template;
    private readonly ModuleInstance _instance;
    private readonly SpaceBudget? _space;
    private bool _escaped;

    private ModuleInstantiation(ModuleInstance instance, SpaceBudget? space)
    {
        _instance = instance;
        _space = space;
        _store = instance.Store;
        _module = instance.Module;
        _definition = _module.Definition;
        _template = _module.Template;
    }

    /// <inheritdoc cref="Run(ModuleInstance, IReadOnlyList{object}, SpaceBudget?)"/>
    internal static ModuleInstance Run(Store store, Module module, IReadOnlyList<object> imports, SpaceBudget? space = null) =>
        Run(new ModuleInstance(store, module), imports, space);

    /// <summary>Makes of <paramref name="instance"/>, which has nothing yet, one whose imports are <paramref name="imports"/>, in the module's order.</summary>
    /// <param name="space">Where its memories and tables count; null for the store's own.</param>
    /// <exception cref="LinkException">An import is not of its type.</exception>
    /// <exception cref="LimitException">The store, the budget or the process has no room.</exception>
    /// <exception cref="TrapException">A segment does not fit, or the start function trapped.</exception>
    /// <exception cref="WasmException">The start function threw.</exception>
    internal static ModuleInstance Run(ModuleInstance instance, IReadOnlyList<object> imports, SpaceBudget? space = null)
    {
        var outermost = instance.Store.Enter(HostCalls.FrameSize);
        try
        {
            return new ModuleInstantiation(instance, space).Run(imports);
        }
        finally
        {
            if (outermost)
                instance.Store.Exit();
        }
    }

    /// <summary>
    /// Makes an instance what it was when it was made, by doing the same to it again, inside the store: its globals, tables and segments begin anew, and its start function is called.
    /// Its memories must have been renewed before, and those who made it before this one.
    /// </summary>
    /// <exception cref="TrapException">A segment does not fit, or the start function trapped.</exception>
    /// <exception cref="WasmException">The start function threw.</exception>
    internal static void Renew(ModuleInstance instance) => new ModuleInstantiation(instance, null).Renew();

    private void Renew()
    {
        for (var i = 0; i < _definition.Globals.Length; i++)
        {
            var value = InitialGlobal(i);
            _instance.Globals[_template.ImportedGlobals + i].Set(value.Vector, value.Reference);
        }
        for (var i = 0; i < _definition.Tables.Length; i++)
            _instance.Tables[_template.ImportedTables + i].Renew(FirstElement(_definition.Tables[i]));
        CreateSegments();
        Initialize();
    }

    private ModuleInstance Run(IReadOnlyList<object> imports)
    {
        var mark = _store.Budget.Save();
        try
        {
            _store.Budget.AddInstance();
            Allocate(imports);
            Initialize();
            return _instance;
        }
        catch when (!_escaped)
        {
            _store.Budget.Rollback(mark);
            throw;
        }
    }

    private void Initialize()
    {
        CopyElements();
        CopyData();
        CallStart();
    }

    private void Allocate(IReadOnlyList<object> imports)
    {
        _instance.Functions = Space<FunctionReference?>(_template.ImportedFunctions, _definition.Functions.Length);
        _instance.Tables = Space<Table>(_template.ImportedTables, _definition.Tables.Length);
        _instance.Memories = Space<Memory>(_template.ImportedMemories, _definition.Memories.Length);
        _instance.Globals = Space<Global>(_template.ImportedGlobals, _definition.Globals.Length);
        _instance.Tags = Space<Tag>(_template.ImportedTags, _definition.Tags.Length);
        Import(imports);
        for (var i = 0; i < _definition.Memories.Length; i++)
            _instance.Memories[_template.ImportedMemories + i] = new Memory(_store, _definition.Memories[i], i == 0 ? _template.Image : null, _space);
        _instance.Memory0 = _instance.Memories.Length > 0 ? _instance.Memories[0] : null;
        for (var i = 0; i < _definition.Tags.Length; i++)
            _instance.Tags[_template.ImportedTags + i] = new Tag(_store, _module.Types[_definition.Tags[i].TypeIndex]);
        AllocateGlobals();
        for (var i = 0; i < _definition.Tables.Length; i++)
            _instance.Tables[_template.ImportedTables + i] = CreateTable(_definition.Tables[i]);
        CreateSegments();
    }

    private void CreateSegments()
    {
        _instance.ElementSegments = Space<object?[]>(0, _definition.Elements.Length);
        for (var i = 0; i < _instance.ElementSegments.Length; i++)
            _instance.ElementSegments[i] = _template.ElementFunctions[i] is { } functions ? ReferTo(functions) : EvaluateElements(_definition.Elements[i]);
        _instance.DataSegments = _template.CreateDataSegments();
    }

    private static T[] Space<T>(int imported, int defined) => imported + defined == 0 ? [] : new T[imported + defined];

    private void Import(IReadOnlyList<object> imports)
    {
        var (functions, tables, memories, globals, tags) = (0, 0, 0, 0, 0);
        for (var i = 0; i < imports.Count; i++)
        {
            if (ImportMatching.Check(_definition.Imports[i], _module, imports[i]) is { } refusal)
                throw refusal;
            switch (imports[i])
            {
                case FunctionReference function: _instance.Functions[functions++] = function; break;
                case Table table: _instance.Tables[tables++] = table; break;
                case Memory memory: _instance.Memories[memories++] = memory; break;
                case Global global: _instance.Globals[globals++] = global; break;
                case Tag tag: _instance.Tags[tags++] = tag; break;
                default: break;
            }
        }
    }

    // One by one: an initial value may read the globals before it.
    private void AllocateGlobals()
    {
        for (var i = 0; i < _definition.Globals.Length; i++)
        {
            var type = _definition.Globals[i].Type;
            var value = InitialGlobal(i);
            _instance.Globals[_template.ImportedGlobals + i] = Global.Create(_store, _module.Resolve(type.Value), type.Mutable, value.Vector, value.Reference);
        }
    }

    private ConstantValue InitialGlobal(int i)
    {
        var value = ConstantExpression.Evaluate(_definition.Globals[i].Initial, _instance);
        if (_module.SlotOf(_template.ImportedGlobals + i) is >= 0 and var slot)
            _instance.SetSlot(slot, value.Bits);
        return value;
    }

    private Table CreateTable(Wasm.Modules.Table table) =>
        new(_store, table.Type, _module.Resolve(table.Type.Element), FirstElement(table), _space);

    private object? FirstElement(Wasm.Modules.Table table) => table.Initial is { } expression ? ConstantExpression.Evaluate(expression, _instance).Reference : null;

    private FunctionReference[] ReferTo(int[] functions)
    {
        var elements = functions.Length == 0 ? [] : new FunctionReference[functions.Length];
        for (var i = 0; i < elements.Length; i++)
        {
            elements[i] = _instance.Reference(functions[i]);
            if (_store.InterruptFlag != 0)
                Traps.Interrupted(_store);
        }
        return elements;
    }

    private object?[] EvaluateElements(ElementSegment segment)
    {
        var elements = References.NewArray(_module.Resolve(segment.Type), segment.Items.Length);
        for (var i = 0; i < elements.Length; i++)
        {
            elements[i] = ConstantExpression.Evaluate(segment.Items[i], _instance).Reference;
            if (_store.InterruptFlag != 0)
                Traps.Interrupted(_store);
        }
        return elements;
    }

    private void CopyElements()
    {
        for (var i = 0; i < _definition.Elements.Length; i++)
        {
            if (_definition.Elements[i].Mode == SegmentMode.Active)
                CopyElements(i, _definition.Elements[i]);
        }
    }

    private void CopyElements(int index, ElementSegment segment)
    {
        var target = TableOperations.Narrow(ConstantExpression.Evaluate(segment.Offset!.Value, _instance).Bits);
        TableOperations.Init(target, 0, segment.Items.Length, _instance.Tables[segment.TableIndex], _instance, index);
        TableOperations.Drop(_instance, index);
        _escaped |= segment.TableIndex < _template.ImportedTables && segment.Items.Length > 0;
    }

    private void CopyData()
    {
        foreach (var i in _template.ActiveData)
            CopyData(i, _definition.Data[i]);
    }

    private void CopyData(int index, DataSegment segment)
    {
        var target = ConstantExpression.Evaluate(segment.Offset!.Value, _instance).Bits;
        MemoryOperations.Init64(target, 0, segment.Bytes.Length, _instance.Memories[segment.MemoryIndex], _instance, index);
        MemoryOperations.Drop(_instance, index);
    }

    private void CallStart()
    {
        if (_definition.Start is not { } start)
            return;
        _escaped = true;
        GuestCalls.Run(_instance.Reference(start));
    }
}
