using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.InteropServices;
using Dovetail.Compilation.Cil;
using Dovetail.Compilation.Functions.Splitting;
using Dovetail.Wasm.Modules;

namespace Dovetail.Compilation.Functions;

/// <summary>What the emitters of one function share: the builder, the operands, the locals, and the code at the end that traps.</summary>
[RequiresDynamicCode("Compiles WebAssembly at run time.")]
internal sealed class FunctionContext
{
    // The code that traps, for the function and for each open protected block: nothing branches out of one.
    private readonly Stack<List<(CatalogueMethod Trap, int Label)>> _traps = new();
    private List<(int Label, Action Write)>? _exits;
    private readonly int _owner;
    private readonly UnitRange _siblings;
    private HashSet<int>? _callees;
    private int _instance = -1;
    private int _store = -1;
    private readonly int _fuel = -1;
    private bool _spendsFuel;

    /// <param name="siblings">The functions of the unit.</param>
    /// <param name="plan">How the function is split; null where it isn't.</param>
    /// <param name="part">The part of it that is compiled; null for the function itself.</param>
    public FunctionContext(
        ModuleShape shape, int functionIndex, UnitRange siblings, ExpressionPool pool, SplitPlan? plan = null, Region? part = null)
    {
        (Shape, FunctionIndex, _siblings) = (shape, functionIndex, siblings);
        _traps.Push(new(4));
        var typeIndex = shape.FunctionTypes[functionIndex];
        Type = shape.Type(typeIndex);
        Builder = part is null
            ? new CilBuilder("f" + functionIndex.ToString(CultureInfo.InvariantCulture), shape.Signature(typeIndex))
            : new CilBuilder($"f{functionIndex}_at{part.Start}", FrameMembers.PartSignature);
        _owner = Builder.Signature.Parameters.Length - 1;
        Locals = new LocalPlaces(Builder, TypesOfLocals(shape.Module.Functions[functionIndex - shape.ImportedFunctions]), Type.Parameters.Length, plan, part);
        Addresses = new LocalAddresses(Builder, isOff: !shape.KnowsRanges);
        Ranges = new LocalRanges(Addresses, isOff: plan is not null || !shape.KnowsRanges);
        Locals.BeginRanges(Ranges);
        pool.Clear();
        Operands = new OperandStack(this, pool);
        Memory = new MemoryEmitter(this);
        if (shape.MetersFuel)
            _fuel = Builder.DeclareLocal(CilTypes.Int64);
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

    /// <summary>What the locals can be at this point.</summary>
    public LocalRanges Ranges { get; }

    /// <summary>What is known of the locals as addresses at this point.</summary>
    public LocalAddresses Addresses { get; }

    /// <summary>The locals.</summary>
    public LocalPlaces Locals { get; }

    /// <summary>The functions that are called through references though this module defines them.</summary>
    public IReadOnlyCollection<int> Callees => (IReadOnlyCollection<int>?)_callees ?? Array.Empty<int>();

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

    /// <summary>Loads an element of an array field of the instance.</summary>
    public CilBuilder LoadFromInstance(CatalogueField array, int index) =>
        LoadOwner().Load(array).LoadInt32(index).Emit(CilOp.LdelemRef);

    /// <summary>How many protected blocks are open.</summary>
    public int Protection => _traps.Count - 1;

    /// <summary>Whether the code being written is in a protected block.</summary>
    public bool IsProtected => Protection > 0;

    /// <summary>Begins a protected block.</summary>
    public void BeginProtected()
    {
        Builder.BeginTry();
        _traps.Push(new(4));
    }

    /// <summary>Writes the code that traps in the protected block, and ends it; a handler must follow.</summary>
    public void EndProtected() => WriteTraps(_traps.Pop());

    /// <summary>Leaves all protected blocks for code that <paramref name="write"/> puts at the end of the function.</summary>
    public void LeaveTo(Action write)
    {
        (_exits ??= []).Add((Builder.DefineLabel(), write));
        Builder.Branch(CilOp.Leave, _exits[^1].Label);
    }

    /// <summary>The label of the code that calls <paramref name="trap"/>, which stands once at the end of the function or protected block.</summary>
    public int TrapLabel(CatalogueMethod trap)
    {
        foreach (var (known, at) in _traps.Peek())
        {
            if (known == trap)
                return at;
        }
        var label = Builder.DefineLabel();
        _traps.Peek().Add((trap, label));
        return label;
    }

    /// <summary>Loads the store, from a local that the prologue sets.</summary>
    public CilBuilder LoadStore() => Builder.LoadLocal(_store >= 0 ? _store : _store = Builder.DeclareLocal(RuntimeMembers.Store));

    /// <summary>Charges fuel.</summary>
    public void SpendFuel(int cost)
    {
        _spendsFuel = true;
        LoadStore().LoadLocal(_fuel).LoadInt32(cost).Call(OperationMembers.SpendFuel).StoreLocal(_fuel);
    }

    /// <summary>Reads again how much fuel is left, where it is metered.</summary>
    public void ReadFuel()
    {
        if (_fuel >= 0)
            LoadStore().Load(RuntimeMembers.StoreFuelLeft).StoreLocal(_fuel);
    }

    /// <summary>Says that other code has run: a memory may have grown, and fuel may have been consumed.</summary>
    public void HasCalled()
    {
        Memory.MayHaveGrown();
        ReadFuel();
    }

    /// <summary>Polls the interrupt flag and goes on.</summary>
    public void Poll() => LoadFlag().Branch(CilOp.Brtrue, TrapLabel(RuntimeMembers.Interrupted));

    /// <summary>Polls the interrupt flag and goes to <paramref name="label"/>.</summary>
    public void PollAndBranch(int label) =>
        LoadFlag().Branch(CilOp.Brfalse, label).Branch(CilOp.Br, TrapLabel(RuntimeMembers.Interrupted));

    private CilBuilder LoadFlag() => LoadStore().Emit(CilOp.Volatile).Load(RuntimeMembers.StoreInterruptFlag);

    /// <summary>Writes the code at the end that traps, and what has to stand before everything.</summary>
    /// <param name="checksStack">Whether the method calls anything.</param>
    /// <param name="partFrame">The largest frame in bytes of a part that it calls.</param>
    public void Finish(bool checksStack, int partFrame = 0)
    {
        if (_exits is not null)
            WriteExits(_exits);
        Builder.BeginPrologue();
        WritePrologue(checksStack, partFrame);
        Builder.EndPrologue();
        WriteTraps(_traps.Pop());
    }

    private void WriteExits(List<(int Label, Action Write)> exits)
    {
        foreach (var (label, write) in exits)
        {
            Builder.MarkLabel(label);
            write();
        }
    }

    private void WriteTraps(List<(CatalogueMethod Trap, int Label)> traps)
    {
        foreach (var (trap, label) in traps)
        {
            Builder.MarkLabel(label);
            if (trap == RuntimeMembers.Interrupted)
                Builder.LoadArgument(_owner).Load(RuntimeMembers.OwnerStore);
            Builder.Call(trap).Emit(CilOp.Ldnull).Emit(CilOp.Throw);
        }
    }

    private void WritePrologue(bool checksStack, int partFrame)
    {
        if (checksStack || _store >= 0)
        {
            _store = _store >= 0 ? _store : Builder.DeclareLocal(RuntimeMembers.Store);
            Builder.LoadArgument(_owner).Load(RuntimeMembers.OwnerStore).StoreLocal(_store);
        }
        if (checksStack)
            StackCheck.Write(this, partFrame);
        if (_spendsFuel)
            ReadFuel();
        if (_instance >= 0 || Memory.IsUsed)
            Builder.LoadArgument(_owner).Call(OperationMembers.AsInstance).StoreLocal(Instance);
        Memory.WritePrologue();
        Locals.WritePrologue();
    }

    private ImmutableArray<CilType> TypesOfLocals(Wasm.Modules.Function function)
    {
        var count = Type.Parameters.Length;
        for (var i = 0; i < function.Locals.Length; i++)
            count += function.Locals[i].Count;
        var (types, next) = (new CilType[count], 0);
        for (; next < Type.Parameters.Length; next++)
            types[next] = CoreSignatures.TypeOf(Type.Parameters[next]);
        for (var i = 0; i < function.Locals.Length; i++)
        {
            var run = function.Locals[i];
            Array.Fill(types, CoreSignatures.TypeOf(Shape.Erase(run.Type)), next, run.Count);
            next += run.Count;
        }
        return ImmutableCollectionsMarshal.AsImmutableArray(types);
    }
}
