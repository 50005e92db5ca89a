using System.Collections.Immutable;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Dovetail.Compilation.Functions;
using Dovetail.Wasm;

namespace Dovetail.Compilation.Cil;

/// <summary>
/// Writes a <see cref="CilBody"/>. Computes the depth of the evaluation stack as it goes, and keeps returned locals for the next who
/// asks for one of that type.
/// </summary>
/// <remarks>
/// What has to stand before code that is already written (a prologue that depends on what the body turned out to use) is written
/// between <see cref="BeginPrologue"/> and <see cref="EndPrologue"/>.
/// It does not check types: the verifier does, on the finished body.
/// </remarks>
internal sealed class CilBuilder(string name, CilSignature signature)
{
    /// <summary>The largest depth of the evaluation stack that is accepted; a call of 1,000 arguments fits.</summary>
    public const int MaxStackLimit = 4096;

    private const int Unmarked = int.MinValue;

    private readonly List<CilType> _locals = [];
    private Dictionary<CilType, Stack<int>>? _free;
    private readonly List<int> _labels = [];
    private readonly List<int> _labelDepths = [];
    private List<ImmutableArray<int>>? _switches;
    private readonly List<CilSignature> _callSites = [];
    private Dictionary<CilSignature, int>? _callSiteIndices;
    private readonly Dictionary<int, CilSignature> _siblings = [];
    private readonly ArrayBuilder<CilInstruction> _body = new(64);
    private readonly ArrayBuilder<CilInstruction> _prologue = new(8);
    private ArrayBuilder<CilInstruction>? _current;
    private int _depth;
    private int _bodyDepth;
    private int _maxStack;
    private int _lastMark;

    /// <summary>The signature of the method.</summary>
    public CilSignature Signature { get; } = signature;

    /// <summary>The number of instructions so far, for complexity budgets.</summary>
    public int Count => _body.Count + _prologue.Count;

    /// <summary>The number of locals so far.</summary>
    public int LocalCount => _locals.Count;

    /// <summary>How many words of eight bytes they take on the stack.</summary>
    public int LocalSlots { get; private set; }

    /// <summary>The largest number of values on the evaluation stack so far.</summary>
    public int MaxStack => _maxStack;

    /// <summary>The size of the code so far in bytes, with long branches.</summary>
    public int Size { get; private set; }

    /// <summary>How many vectors the parameters, the locals and the results of calls consist of so far.</summary>
    public int VectorCount { get; private set; } = CilType.VectorsIn(signature.Parameters);

    /// <summary>How many values are on the evaluation stack at this point.</summary>
    public int Depth => _depth;

    /// <summary>How many instructions of the body are written: where the next one will stand, for <see cref="Repeat"/>.</summary>
    public int Position => _body.Count;

    /// <summary>How many branches are written.</summary>
    public int BranchCount { get; private set; }

    private ArrayBuilder<CilInstruction> Current => _current ?? _body;

    /// <summary>Writes an instruction whose row says what it pops and pushes.</summary>
    public CilBuilder Emit(CilOp op, long operand = 0)
    {
        ref readonly var row = ref op.Row();
        return Append(new CilInstruction(op, operand), row.Pops, row.Pushes);
    }

    /// <summary>
    /// Begins a protected block; never where another begins: of a conditional branch to there from the instruction before, the JIT makes a graph that it
    /// crashes on.
    /// </summary>
    public CilBuilder BeginTry()
    {
        if (Current is [.., { Op: CilOp.BeginTry }])
            Emit(CilOp.Nop);
        return Emit(CilOp.BeginTry);
    }

    public CilBuilder LoadInt32(int value) => Emit(CilOp.LdcI4, value);

    public CilBuilder LoadInt64(long value) => Emit(CilOp.LdcI8, value);

    /// <summary>Loads a number of the machine's width.</summary>
    public CilBuilder LoadNativeInt(long value) =>
        value is >= int.MinValue and <= int.MaxValue ? LoadInt32((int)value).Emit(CilOp.ConvI) : LoadInt64(value).Emit(CilOp.ConvI);

    public CilBuilder LoadArgument(int index) => Emit(CilOp.Ldarg, index);

    public CilBuilder StoreArgument(int index) => Emit(CilOp.Starg, index);

    public CilBuilder LoadLocal(int local) => Emit(CilOp.Ldloc, local);

    public CilBuilder StoreLocal(int local) => Emit(CilOp.Stloc, local);

    /// <summary>Stores the zero of its type into a local.</summary>
    public CilBuilder Clear(int local) => Emit(CilOp.Ldloca, local).Emit(CilOp.Initobj, _locals[local].Index);

    public CilBuilder Load(CatalogueField field) => field.Member.IsStatic
        ? Emit(CilOp.Ldsfld, field.Index)
        : Emit(CilOp.Ldfld, field.Index);

    public CilBuilder Store(CatalogueField field) => Emit(CilOp.Stfld, field.Index);

    /// <summary>Calls a method of the catalogue; after one that never returns the next label begins new code.</summary>
    public CilBuilder Call(CatalogueMethod method) => Call(CilOp.Call, method);

    /// <summary>Calls an instance method through its object's table of virtual methods.</summary>
    public CilBuilder CallVirtual(CatalogueMethod method) => Call(CilOp.Callvirt, method);

    /// <summary>Makes an object or structure with a constructor of the catalogue.</summary>
    public CilBuilder New(CatalogueMethod constructor)
    {
        VectorCount += constructor.VectorCount;
        return Append(new CilInstruction(CilOp.Newobj, constructor.Index), constructor.Parameters.Length, 1);
    }

    /// <summary>Calls the function <paramref name="index"/> of the same unit, with its owner as the last argument.</summary>
    public CilBuilder CallFunction(int index, CilSignature callee)
    {
        _siblings[index] = callee;
        VectorCount += callee.Result.VectorCount;
        return Append(new CilInstruction(CilOp.CallFunction, index), callee.Parameters.Length, callee.Result.IsVoid ? 0 : 1);
    }

    /// <summary>Calls the function pointer on top of the stack, which lies on the arguments.</summary>
    public CilBuilder CallIndirect(CilSignature callee)
    {
        _callSiteIndices ??= [];
        if (!_callSiteIndices.TryGetValue(callee, out var site))
        {
            _callSiteIndices.Add(callee, site = _callSites.Count);
            _callSites.Add(callee);
        }
        VectorCount += callee.Result.VectorCount;
        return Append(new CilInstruction(CilOp.Calli, site), callee.Parameters.Length + 1, callee.Result.IsVoid ? 0 : 1);
    }

    /// <summary>Makes a label, to be marked once.</summary>
    public int DefineLabel()
    {
        _labels.Add(Unmarked);
        _labelDepths.Add(-1);
        return _labels.Count - 1;
    }

    /// <summary>Puts a label here. The stack is as deep as at the branches to it so far, or else as it is.</summary>
    public CilBuilder MarkLabel(int label)
    {
        Debug.Assert(_labels[label] == Unmarked, "a label is marked once");
        _labels[label] = _current is null ? _lastMark = _body.Count : ~_prologue.Count;
        if (_labelDepths[label] >= 0)
            _depth = _labelDepths[label];
        else
            _labelDepths[label] = _depth;
        return this;
    }

    /// <summary>Branches to a label.</summary>
    public CilBuilder Branch(CilOp op, int label)
    {
        ref readonly var row = ref op.Row();
        _labelDepths[label] = op == CilOp.Leave ? 0 : _depth - row.Pops;
        BranchCount++;
        return Append(new CilInstruction(op, label), row.Pops, 0);
    }

    /// <summary>Whether the body's code from <paramref name="start"/> on has no labels but one that stands before it.</summary>
    public bool IsStraightFrom(int start) => _lastMark <= start;

    /// <summary>
    /// Writes the body's instructions from <paramref name="start"/> up to <paramref name="end"/> once more, which are straight and after
    /// which control goes elsewhere, with an empty stack before them.
    /// </summary>
    public CilBuilder Repeat(int start, int end)
    {
        for (var i = start; i < end; i++)
        {
            var instruction = _body[i];
            Current.Add(instruction);
            var labels = instruction.Op == CilOp.Switch ? _switches![instruction.Index].Length : 0;
            Size = checked(Size + CilEncoding.Size(instruction, labels));
        }
        return this;
    }

    /// <summary>Pops an index and branches to that label; goes on behind when it is too large.</summary>
    public CilBuilder Switch(ReadOnlySpan<int> labels)
    {
        foreach (var label in labels)
            _labelDepths[label] = _depth - 1;
        (_switches ??= []).Add([.. labels]);
        return Append(new CilInstruction(CilOp.Switch, _switches.Count - 1), 1, 0);
    }

    public CilBuilder Return() => Append(new CilInstruction(CilOp.Ret), Signature.Result.IsVoid ? 0 : 1, 0);

    /// <summary>Declares a local that nobody else gets.</summary>
    public int DeclareLocal(CilType type)
    {
        _locals.Add(type);
        LocalSlots += type.Slots;
        VectorCount += type.VectorCount;
        return _locals.Count - 1;
    }

    /// <summary>Gives a local whose value is unknown, until <see cref="ReturnLocal"/>.</summary>
    public int RentLocal(CilType type) =>
        _free is not null && _free.TryGetValue(type, out var free) && free.TryPop(out var local) ? local : DeclareLocal(type);

    /// <summary>Takes a rented local back.</summary>
    public void ReturnLocal(int local)
    {
        var type = _locals[local];
        _free ??= [];
        if (!_free.TryGetValue(type, out var free))
            _free.Add(type, free = new Stack<int>());
        free.Push(local);
    }

    /// <summary>Lets what follows stand before all the code outside prologues.</summary>
    public CilBuilder BeginPrologue()
    {
        _bodyDepth = _depth;
        _depth = 0;
        _current = _prologue;
        return this;
    }

    /// <summary>Goes back to where <see cref="BeginPrologue"/> was called.</summary>
    public CilBuilder EndPrologue()
    {
        _depth = _bodyDepth;
        _current = null;
        return this;
    }

    /// <summary>The finished method.</summary>
    public CilBody Build()
    {
        var labels = new int[_labels.Count];
        for (var i = 0; i < labels.Length; i++)
        {
            labels[i] = _labels[i] switch
            {
                Unmarked => throw new UnreachableException($"a label of `{name}` is not marked"),
                < 0 and var place => ~place,
                var place => place + _prologue.Count,
            };
        }
        RotationGuard.Apply(_body);
        var instructions = new CilInstruction[Count];
        _prologue.CopyTo(instructions, 0);
        _body.CopyTo(instructions, _prologue.Count);
        return new CilBody
        {
            Name = name,
            Signature = Signature,
            Locals = [.. _locals],
            Instructions = ImmutableCollectionsMarshal.AsImmutableArray(instructions),
            Labels = ImmutableCollectionsMarshal.AsImmutableArray(labels),
            Switches = _switches is null ? Mapping.Empty<ImmutableArray<int>>() : [.. _switches],
            CallSites = [.. _callSites],
            Siblings = _siblings,
            MaxStack = _maxStack,
        };
    }

    private CilBuilder Call(CilOp op, CatalogueMethod method)
    {
        VectorCount += method.VectorCount;
        return Append(new CilInstruction(op, method.Index), method.Parameters.Length, method.Result.IsVoid ? 0 : 1);
    }

    private CilBuilder Append(CilInstruction instruction, int pops, int pushes)
    {
        Current.Add(instruction);
        Size = checked(Size + CilEncoding.Size(instruction, instruction.Op == CilOp.Switch ? _switches![^1].Length : 0));
        _depth -= pops;
        if (_depth < 0)
            throw new UnreachableException($"`{name}` takes a value from an empty stack at {instruction}");
        _depth += pushes;
        _maxStack = Math.Max(_maxStack, _depth);
        if (_maxStack > MaxStackLimit)
            throw new LimitException("evaluation stack", $"`{name}` needs more than {MaxStackLimit} values on the evaluation stack");
        if (instruction.Op.EndsFlow())
            _depth = 0;
        return this;
    }
}
