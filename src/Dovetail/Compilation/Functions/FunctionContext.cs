using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Dovetail.Compilation.Cil;
using Dovetail.Wasm.Modules;

namespace Dovetail.Compilation.Functions;

/// <summary>What the emitters of one function share: the builder, the operands, the locals, and the code at the end that traps.</summary>
[RequiresDynamicCode("Compiles WebAssembly at run time.")]
internal sealed class FunctionContext
{
    private readonly List<(CatalogueMethod Trap, int Label)> _traps = [];
    private readonly int _parameterCount;
    private readonly UnitRange _siblings;
    private HashSet<int>? _callees;

    // The CIL local of each local behind the parameters; −1 until it is used. A function may declare 50,000 in five bytes.
    private readonly int[] _cilLocals;

    // Behind the function's own locals, those of the copies of it that are written in place of calls: types and CIL locals.
    private readonly List<(CilType Type, int CilLocal)> _copiedLocals = [];
    private int _firstLocal;
    private int _instance = -1;
    private int _store = -1;

    public FunctionContext(ModuleShape shape, int functionIndex, UnitRange siblings, ExpressionPool pool)
    {
        (Shape, FunctionIndex, _siblings) = (shape, functionIndex, siblings);
        var typeIndex = shape.FunctionTypes[functionIndex];
        Type = shape.Type(typeIndex);
        _parameterCount = Type.Parameters.Length;
        Builder = new CilBuilder($"f{functionIndex}", shape.Signature(typeIndex));
        LocalTypes = TypesOfLocals(shape.Module.Functions[functionIndex - shape.ImportedFunctions]);
        _cilLocals = new int[LocalTypes.Length - _parameterCount];
        Array.Fill(_cilLocals, -1);
        pool.Clear();
        Operands = new OperandStack(this, pool);
        Memory = new MemoryEmitter(this);
    }

    /// <summary>The module.</summary>
    public ModuleShape Shape { get; }

    /// <summary>The index of this function.</summary>
    public int FunctionIndex { get; }

    /// <summary>The type of this function.</summary>
    public FunctionType Type { get; }

    /// <summary>The code.</summary>
    public CilBuilder Builder { get; }

    /// <summary>The operand stack.</summary>
    public OperandStack Operands { get; }

    /// <summary>The accesses to memory.</summary>
    public MemoryEmitter Memory { get; }

    /// <summary>The types of the function's own locals, parameters first.</summary>
    public ImmutableArray<CilType> LocalTypes { get; }

    /// <summary>The functions that are called through references though this module defines them.</summary>
    public IReadOnlyCollection<int> Callees => _callees is null ? [] : _callees;

    /// <summary>The position in the unit of a function that is called directly; −1 for one that is called through its reference.</summary>
    public int SiblingIndex(int function)
    {
        var defined = function - Shape.ImportedFunctions;
        if (_siblings.Contains(defined))
            return defined - _siblings.First;
        if (defined >= 0)
            (_callees ??= []).Add(function);
        return -1;
    }

    private int Instance => _instance >= 0 ? _instance : _instance = Builder.DeclareLocal(RuntimeMembers.ModuleInstance);

    /// <summary>Loads the owner, which is the instance, from a local that the prologue sets.</summary>
    public CilBuilder LoadOwner() => Builder.LoadLocal(Instance);

    /// <summary>The local that code at this place means by an index: one of the function, or of the copy that is being written.</summary>
    public int LocalAt(int index) => _firstLocal + index;

    /// <summary>The type of a local.</summary>
    public CilType TypeOfLocal(int local) =>
        local < LocalTypes.Length ? LocalTypes[local] : _copiedLocals[local - LocalTypes.Length].Type;

    /// <summary>
    /// Gives the code that follows locals of its own, the first of which take the arguments on top of the operand stack. Returns what
    /// <see cref="EndCopy"/> wants.
    /// </summary>
    public int BeginCopy()
    {
        var (outer, first) = (_firstLocal, LocalTypes.Length + _copiedLocals.Count);
        foreach (var type in LocalTypes)
            _copiedLocals.Add((type, Builder.DeclareLocal(type)));
        Operands.PopWritten(_parameterCount);
        Operands.SettleAll();
        for (var i = _parameterCount - 1; i >= 0; i--)
            StoreLocal(first + i);
        for (var i = _parameterCount; i < LocalTypes.Length; i++)
        {
            WriteZero(LocalTypes[i]);
            StoreLocal(first + i);
        }
        _firstLocal = first;
        return outer;
    }

    /// <summary>Goes back to the locals that were there before.</summary>
    public void EndCopy(int outer) => _firstLocal = outer;

    /// <summary>Loads a local of the function.</summary>
    public void LoadLocal(int local)
    {
        if (local < _parameterCount)
            Builder.LoadArgument(local);
        else
            Builder.LoadLocal(CilLocal(local));
    }

    /// <summary>Stores into a local of the function.</summary>
    public void StoreLocal(int local)
    {
        if (local < _parameterCount)
            Builder.StoreArgument(local);
        else
            Builder.StoreLocal(CilLocal(local));
    }

    /// <summary>Loads an element of an array field of the instance.</summary>
    public CilBuilder LoadFromInstance(CatalogueField array, int index) =>
        LoadOwner().Load(array).LoadInt32(index).Emit(CilOp.LdelemRef);

    /// <summary>The label of the code that calls <paramref name="trap"/>, which stands once at the end of the function.</summary>
    public int TrapLabel(CatalogueMethod trap)
    {
        foreach (var (known, at) in _traps)
        {
            if (known == trap)
                return at;
        }
        var label = Builder.DefineLabel();
        _traps.Add((trap, label));
        return label;
    }

    /// <summary>Loads the store, from a local that the prologue sets.</summary>
    public CilBuilder LoadStore() => Builder.LoadLocal(_store >= 0 ? _store : _store = Builder.DeclareLocal(RuntimeMembers.Store));

    /// <summary>Polls the interrupt flag and goes on.</summary>
    public void Poll() => LoadFlag().Branch(CilOp.Brtrue, TrapLabel(RuntimeMembers.Interrupted));

    /// <summary>Polls the interrupt flag and goes to <paramref name="label"/>.</summary>
    public void PollAndBranch(int label) =>
        LoadFlag().Branch(CilOp.Brfalse, label).Branch(CilOp.Br, TrapLabel(RuntimeMembers.Interrupted));

    private CilBuilder LoadFlag() => LoadStore().Emit(CilOp.Volatile).Load(RuntimeMembers.StoreInterruptFlag);

    /// <summary>Writes the code at the end that traps, and what has to stand before everything.</summary>
    public void Finish(bool checksStack)
    {
        Builder.BeginPrologue();
        WritePrologue(checksStack);
        Builder.EndPrologue();
        foreach (var (trap, label) in _traps)
        {
            Builder.MarkLabel(label);
            if (trap == RuntimeMembers.Interrupted)
                Builder.LoadArgument(_parameterCount).Load(RuntimeMembers.OwnerStore);
            Builder.Call(trap).Emit(CilOp.Ldnull).Emit(CilOp.Throw);
        }
    }

    private void WritePrologue(bool checksStack)
    {
        if (checksStack || _store >= 0)
        {
            _store = _store >= 0 ? _store : Builder.DeclareLocal(RuntimeMembers.Store);
            Builder.LoadArgument(_parameterCount).Load(RuntimeMembers.OwnerStore).StoreLocal(_store);
        }
        if (checksStack)
            StackCheck.Write(this);
        if (_instance >= 0 || Memory.IsUsed)
            Builder.LoadArgument(_parameterCount).Call(RuntimeMembers.AsInstance).StoreLocal(Instance);
        Memory.WritePrologue();
        for (var i = 0; i < _cilLocals.Length; i++)
        {
            if (_cilLocals[i] < 0)
                continue;
            WriteZero(LocalTypes[_parameterCount + i]);
            Builder.StoreLocal(_cilLocals[i]);
        }
    }

    private int CilLocal(int local)
    {
        if (local >= LocalTypes.Length)
            return _copiedLocals[local - LocalTypes.Length].CilLocal;
        ref var index = ref _cilLocals[local - _parameterCount];
        return index >= 0 ? index : index = Builder.DeclareLocal(LocalTypes[local]);
    }

    private void WriteZero(CilType type)
    {
        switch (type.Kind)
        {
            case CilKind.Int32: Builder.LoadInt32(0); break;
            case CilKind.Int64: Builder.LoadInt32(0).Emit(CilOp.ConvI8); break;
            case CilKind.Float32: Builder.Emit(CilOp.LdcR4); break;
            case CilKind.Float64: Builder.Emit(CilOp.LdcR8); break;
            case CilKind.Structure: Builder.Call(VectorMembers.Zero); break;
            default: Builder.Emit(CilOp.Ldnull); break;
        }
    }

    private ImmutableArray<CilType> TypesOfLocals(Wasm.Modules.Function function)
    {
        var types = ImmutableArray.CreateBuilder<CilType>();
        foreach (var parameter in Type.Parameters)
            types.Add(CoreSignatures.TypeOf(parameter));
        foreach (var run in function.Locals)
        {
            var type = CoreSignatures.TypeOf(Shape.Erase(run.Type));
            for (var i = 0; i < run.Count; i++)
                types.Add(type);
        }
        return types.DrainToImmutable();
    }
}
