using System.Diagnostics.CodeAnalysis;
using Dovetail.Compilation.Cil;
using Dovetail.Compilation.Functions;
using Dovetail.Wit.Abi;

namespace Dovetail.Compilation.Adapters;

/// <summary>One method of an adapter while it is written: the locals that all its parts share, its traps and its prologue.</summary>
internal sealed class AdapterMethod
{
    // What is heavier is not written out where it occurs, but called.
    private const int MaxInline = 60;
    private const int CallWeight = 6;

    private readonly Dictionary<(CatalogueField Side, CatalogueField? Memory), int> _sides = [];
    private readonly List<(CatalogueMethod Trap, int Label)> _traps = [];
    private readonly int _owner;
    private int _self = -1;
    private int _store = -1;
    private bool _calls;

    public AdapterMethod(AdapterUnit unit, string name, CilSignature signature)
    {
        (Unit, Code, _owner) = (unit, new CilBuilder(name, signature), signature.Parameters.Length - 1);
    }

    public AdapterUnit Unit { get; }

    public CilBuilder Code { get; }

    /// <summary>What a type counts for as a part of another: its own weight, or that of a call.</summary>
    public static int WeightOf(AdaptedType type) => IsCalled(type) ? CallWeight : type.Weight;

    /// <summary>Whether the type has methods of its own, which are called where it is a part of another.</summary>
    public static bool IsCalled(AdaptedType type) => type.Weight > MaxInline && !type.IsRaw;

    /// <summary>Loads the function that the adapter carries out.</summary>
    public CilBuilder LoadSelf() => Code.LoadLocal(Self);

    public CilBuilder LoadOwner() => Code.LoadArgument(_owner);

    /// <summary>Loads one of the two sides.</summary>
    public CilBuilder LoadSide(bool isCallee) => Load(isCallee, null);

    /// <summary>Loads a side's memory.</summary>
    public CilBuilder LoadMemory(bool isCallee) => Load(isCallee, AdapterMembers.Memory);

    /// <summary>Loads what values of a side are copied from once they are lifted.</summary>
    public CilBuilder LoadSource(bool isCallee) => Load(isCallee, AdapterMembers.Source);

    /// <summary>Loads the sum of a local, an unsigned 64-bit address, and an offset.</summary>
    public CilBuilder LoadAddress(int local, uint offset)
    {
        Code.LoadLocal(local);
        return offset == 0 ? Code : Code.LoadInt64(offset).Emit(CilOp.Add);
    }

    /// <summary>Copies an argument into a local.</summary>
    public int KeepArgument(int index)
    {
        var local = Code.DeclareLocal(Code.Signature.Parameters[index]);
        Code.LoadArgument(index).StoreLocal(local);
        return local;
    }

    /// <summary>Calls the method for a part, whose arguments but the owner are loaded.</summary>
    public void Call(AdapterPart part)
    {
        _calls = true;
        var (index, signature) = Unit.MethodFor(part);
        LoadOwner().CallFunction(index, signature);
    }

    /// <summary>The method that loads an unsigned number of so many bytes.</summary>
    public static CatalogueMethod LoadOf(uint size) => size switch
    {
        1 => AdapterMembers.Load8,
        2 => AdapterMembers.Load16,
        4 => AdapterMembers.Load32,
        _ => AdapterMembers.Load64,
    };

    /// <summary>The method that loads an address or a length; what it gives becomes an unsigned 64-bit number by <see cref="Widen"/>.</summary>
    public static CatalogueMethod LoadOf(PointerType pointer) => pointer == PointerType.I32 ? AdapterMembers.Load32 : AdapterMembers.Load64;

    /// <summary>What was loaded as an address or a length becomes an unsigned 64-bit number.</summary>
    public void Widen(PointerType pointer)
    {
        if (pointer == PointerType.I32)
            Code.Emit(CilOp.ConvU8);
    }

    /// <summary>The opposite.</summary>
    public void Narrow(PointerType pointer)
    {
        if (pointer == PointerType.I32)
            Code.Emit(CilOp.ConvI4);
    }

    /// <summary>The method that stores an address or a length, made so by <see cref="Narrow"/>.</summary>
    public static CatalogueMethod StoreOf(PointerType pointer) => pointer == PointerType.I32 ? AdapterMembers.Store32 : AdapterMembers.Store64;

    /// <summary>The method that stores a number of so many bytes.</summary>
    public static CatalogueMethod StoreOf(uint size) => size switch
    {
        1 => AdapterMembers.Store8,
        2 => AdapterMembers.Store16,
        4 => AdapterMembers.Store32,
        _ => AdapterMembers.Store64,
    };

    /// <summary>Calls the function that a field of the adapter's owner refers to, whose arguments are loaded.</summary>
    public void CallGuest(CatalogueField function, CilSignature signature)
    {
        _calls = true;
        LoadSelf().Load(function).Load(RuntimeMembers.ReferenceOwner);
        LoadSelf().Load(function).Load(RuntimeMembers.ReferencePointer).CallIndirect(signature);
    }

    /// <summary>
    /// Writes a loop over <paramref name="count"/> values, a local that is consumed; each round begins with a poll.
    /// </summary>
    /// <param name="cursors">Locals with addresses, and how far each goes on.</param>
    public void Loop(int count, Action body, params ReadOnlySpan<(int Local, ulong Step)> cursors)
    {
        var (head, end) = (Code.DefineLabel(), Code.DefineLabel());
        Code.LoadLocal(count).Branch(CilOp.Brfalse, end);
        Code.MarkLabel(head);
        Poll();
        body();
        foreach (var (local, step) in cursors)
        {
            Code.LoadLocal(local).LoadInt64((long)step).Emit(CilOp.Add).StoreLocal(local);
        }
        Code.LoadLocal(count).LoadInt64(1).Emit(CilOp.Sub).StoreLocal(count);
        Code.LoadLocal(count).Branch(CilOp.Brtrue, head);
        Code.MarkLabel(end);
    }

    /// <summary>The label of the code at the end that calls <paramref name="trap"/>.</summary>
    public int TrapLabel(CatalogueMethod trap)
    {
        foreach (var (known, at) in _traps)
        {
            if (known == trap)
                return at;
        }
        _traps.Add((trap, Code.DefineLabel()));
        return _traps[^1].Label;
    }

    /// <summary>Writes what stands before and behind everything, and ends the method.</summary>
    [RequiresDynamicCode("Compiles WebAssembly at run time.")]
    public CilBody Finish()
    {
        Code.BeginPrologue();
        WritePrologue();
        Code.EndPrologue();
        WriteTraps();
        return Code.Build();
    }

    /// <summary>Writes what the labels of traps are of that were given so far: they can't be branched to from elsewhere than their protected block.</summary>
    public void WriteTraps()
    {
        foreach (var (trap, label) in _traps)
        {
            Code.MarkLabel(label);
            if (trap == RuntimeMembers.Interrupted)
                LoadOwner().Load(RuntimeMembers.OwnerStore);
            Code.Call(trap).Emit(CilOp.Ldnull).Emit(CilOp.Throw);
        }
        _traps.Clear();
    }

    [RequiresDynamicCode("Compiles WebAssembly at run time.")]
    private void WritePrologue()
    {
        if (_calls)
            _ = Store;
        if (_store >= 0)
            LoadOwner().Load(RuntimeMembers.OwnerStore).StoreLocal(_store);
        if (_calls)
        {
            StackCheck.WriteFrameSoFar(Code, partFrame: 0);
            Code.LoadLocal(_store).Load(RuntimeMembers.StoreStackLimit).Branch(CilOp.BltUn, TrapLabel(RuntimeMembers.CallStackExhausted));
            Poll();
        }
        if (_sides.Count > 0)
            _ = Self;
        if (_self >= 0)
            LoadOwner().Call(AdapterMembers.AsFused).StoreLocal(_self);
        foreach (var ((side, memory), local) in _sides)
        {
            Code.LoadLocal(_self).Load(side);
            if (memory is not null)
                Code.Load(memory);
            Code.StoreLocal(local);
        }
    }

    private int Self => _self >= 0 ? _self : _self = Code.DeclareLocal(AdapterMembers.FusedFunction);

    private int Store => _store >= 0 ? _store : _store = Code.DeclareLocal(RuntimeMembers.Store);

    private void Poll() => Code.LoadLocal(Store).Emit(CilOp.Volatile).Load(RuntimeMembers.StoreInterruptFlag)
        .Branch(CilOp.Brtrue, TrapLabel(RuntimeMembers.Interrupted));

    private CilBuilder Load(bool isCallee, CatalogueField? memory)
    {
        var side = isCallee ? AdapterMembers.Callee : AdapterMembers.Caller;
        if (!_sides.TryGetValue((side, memory), out var local))
        {
            local = Code.DeclareLocal(memory is null ? AdapterMembers.Side : RuntimeMembers.Memory);
            _sides.Add((side, memory), local);
        }
        return Code.LoadLocal(local);
    }
}
