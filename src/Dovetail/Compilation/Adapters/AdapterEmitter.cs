using System.Diagnostics.CodeAnalysis;
using Dovetail.Compilation.Cil;
using Dovetail.Wit.Abi;

namespace Dovetail.Compilation.Adapters;

/// <summary>
/// Writes the adapter itself, in the order of CanonicalABI.md: <c>canon_lower</c> asks whether the caller may leave; <c>Store.lift</c>
/// enters; <c>canon_lift</c> has all parameters lifted and then lowered, calls, lifts the result, sees that every borrow was dropped, has
/// the result lowered, and calls <c>post-return</c>; then the callee is left, and what was lent is the caller's own again.
/// </summary>
[RequiresDynamicCode("Compiles WebAssembly at run time.")]
internal sealed class AdapterEmitter
{
    private readonly AdapterShape _shape;
    private readonly AdapterMethod _method;
    private readonly CilSignature _core;
    private readonly int _thrown;
    private readonly int _uncaught;
    private readonly int _result = -1;

    public AdapterEmitter(AdapterUnit unit, AdapterShape shape)
    {
        _shape = shape;
        _method = new AdapterMethod(unit, "adapter", CoreSignatures.Of(FrameEmitter.CoreType(shape.Lower)));
        _core = CoreSignatures.Of(AdapterUnit.CoreType(shape));
        _thrown = Code.DeclareLocal(RuntimeMembers.GuestThrow);
        _uncaught = Code.DefineLabel();
        if (!_core.Result.IsVoid)
            _result = Code.DeclareLocal(_core.Result);
    }

    private CilBuilder Code => _method.Code;

    public CilBody Emit()
    {
        var done = Code.DefineLabel();
        WriteEnter();
        Code.BeginTry();
        var result = WriteGuarded();
        Code.Branch(CilOp.Leave, done);
        Code.MarkLabel(_uncaught).LoadLocal(_thrown).Call(AdapterMembers.Uncaught).Emit(CilOp.Ldnull).Emit(CilOp.Throw);
        WriteFault();
        Code.MarkLabel(done);
        result?.Load(Code);
        Code.Return();
        return _method.Finish();
    }

    // An exception of WebAssembly goes no further than the function that was lifted, nor than what allocates or frees for it.
    private FlatSlot? WriteGuarded()
    {
        var returned = Code.DefineLabel();
        Code.BeginTry();
        var result = WriteBody();
        Code.Branch(CilOp.Leave, returned);
        _method.WriteTraps();
        Code.Emit(CilOp.BeginCatch, RuntimeMembers.GuestThrow.Index).StoreLocal(_thrown).Branch(CilOp.Leave, _uncaught);
        Code.Emit(CilOp.EndTry);
        Code.MarkLabel(returned);
        return result;
    }

    private FlatSlot? WriteBody()
    {
        var scope = _shape.HasBorrow ? OpenScope() : -1;
        WriteCall(AdapterMembers.Core, _core, MoveParameters(), _result);
        var result = MoveResult(scope);
        WritePostReturn();
        WriteLeave();
        if (scope >= 0)
            _method.LoadSelf().LoadLocal(scope).Call(AdapterMembers.CloseScope);
        return result;
    }

    // The arguments are still there when a trap passes: its report shows them. Nothing else is done here, and nothing of it while calls go well.
    private void WriteFault()
    {
        Code.Emit(CilOp.BeginFault);
        var count = _shape.Lower.Parameters.Length - (_shape.ResultInMemory ? 1 : 0);
        for (var i = 0; i < count; i++)
        {
            _method.LoadOwner().Call(AdapterMembers.AsFused).LoadInt32(i).LoadArgument(i)
                .Call(AdapterMembers.KeepArgument[(int)_shape.Lower.Parameters[i]]);
        }
        Code.Emit(CilOp.EndTry);
    }

    private void WriteEnter() => _method.LoadSelf().Call(_shape.Options.Entering switch
    {
        Entering.Nothing => AdapterMembers.Leave,
        Entering.Callee => AdapterMembers.EnterCallee,
        _ => AdapterMembers.EnterSeveral,
    });

    private void WriteLeave()
    {
        if (_shape.Options.Entering != Entering.Nothing)
        {
            _method.LoadSelf().Call(
                _shape.Options.Entering == Entering.Callee ? AdapterMembers.LeaveCallee : AdapterMembers.LeaveSeveral);
        }
    }

    private int OpenScope()
    {
        var scope = Code.DeclareLocal(AdapterMembers.Scope);
        _method.LoadSelf().Call(AdapterMembers.OpenScope).StoreLocal(scope);
        return scope;
    }

    // Gives the arguments of the core function.
    private FlatSlot[] MoveParameters()
    {
        if (_shape.Parameters is not { } type)
            return [];
        BeginCopies(type, isCallee: false);
        var (lift, source) = (new LiftEmitter(_method, isResult: false), Arguments());
        if (_shape.ParametersInMemory)
            return [MoveTuple(type, lift, source[0])];
        FlatSlot[] target = [.. _shape.Lift.Parameters.Select(FlatLowerEmitter.Unplaced)];
        lift.Flat(type, source, 0);
        new FlatLowerEmitter(_method, isResult: false, source, target).Lower(type, 0);
        return target;
    }

    private FlatSlot MoveTuple(AdaptedFields type, LiftEmitter lift, FlatSlot address)
    {
        var (from, to) = (Code.DeclareLocal(CilTypes.Int64), Code.DeclareLocal(CilTypes.Int64));
        address.LoadPointer(Code, _shape.CallerPointer);
        Code.StoreLocal(from);
        CheckValues(isCallee: false, from, type.Source);
        lift.Whole(type, from, 0);
        _method.LoadSide(isCallee: true).LoadInt32((int)type.Target.Alignment).LoadInt64((long)type.Target.Size)
            .Call(AdapterMembers.AllocateValues).StoreLocal(to);
        new LowerEmitter(_method, isResult: false).Whole(type, from, 0, to, 0);
        if (_shape.CalleePointer == PointerType.I64)
            return new FlatSlot(false, to, FlatType.I64);
        var copy = Code.DeclareLocal(CilTypes.Int32);
        Code.LoadLocal(to).Emit(CilOp.ConvI4).StoreLocal(copy);
        return new FlatSlot(false, copy, FlatType.I32);
    }

    // Gives the result of the adapter, if it is not in memory.
    private FlatSlot? MoveResult(int scope)
    {
        if (_shape.Result is not { } type)
        {
            ExitCallee(scope);
            return null;
        }
        BeginCopies(type, isCallee: true);
        var (lift, core) = (new LiftEmitter(_method, isResult: true), new FlatSlot(false, _result, _shape.Lift.Results[0]));
        if (_shape.ResultInMemory)
        {
            MoveStoredResult(type, lift, core, scope);
            return null;
        }
        FlatSlot[] target = [FlatLowerEmitter.Unplaced(_shape.Lower.Results[0])];
        lift.Flat(type, [core], 0);
        ExitCallee(scope);
        new FlatLowerEmitter(_method, isResult: true, [core], target).Lower(type, 0);
        return target[0];
    }

    private void MoveStoredResult(AdaptedType type, LiftEmitter lift, FlatSlot core, int scope)
    {
        var (from, to) = (Code.DeclareLocal(CilTypes.Int64), Code.DeclareLocal(CilTypes.Int64));
        core.LoadPointer(Code, _shape.CalleePointer);
        Code.StoreLocal(from);
        CheckValues(isCallee: true, from, type.Source);
        lift.Part(type, from, 0);
        ExitCallee(scope);
        Arguments()[^1].LoadPointer(Code, _shape.CallerPointer);
        Code.StoreLocal(to);
        CheckTarget(to, type.Target);
        new LowerEmitter(_method, isResult: true).Part(type, from, 0, to, 0);
    }

    private void BeginCopies(AdaptedType type, bool isCallee)
    {
        if (type.HasPointers)
            _method.LoadSide(isCallee).Call(AdapterMembers.BeginCopies);
    }

    private FlatSlot[] Arguments() => [.. _shape.Lower.Parameters.Select((type, i) => new FlatSlot(true, i, type))];

    private void CheckValues(bool isCallee, int address, TypeLayout layout) =>
        _method.LoadSide(isCallee).LoadLocal(address).LoadInt32((int)(uint)layout.Size).LoadInt32((int)layout.Alignment)
            .Call(AdapterMembers.CheckValues);

    private void CheckTarget(int address, TypeLayout layout) =>
        _method.LoadSide(isCallee: false).LoadLocal(address).LoadInt32((int)(uint)layout.Size).LoadInt32((int)layout.Alignment)
            .Call(AdapterMembers.CheckTarget);

    private void ExitCallee(int scope)
    {
        if (scope >= 0)
            Code.LoadLocal(scope).Call(AdapterMembers.ExitCallee);
    }

    private void WritePostReturn()
    {
        if (!_shape.Options.HasPostReturn)
            return;
        _method.LoadSelf().Call(AdapterMembers.BeginPostReturn);
        FlatSlot[] results = _result >= 0 ? [new FlatSlot(false, _result, _shape.Lift.Results[0])] : [];
        WriteCall(AdapterMembers.PostReturn, CoreSignatures.Of(AdapterUnit.PostReturnType(_shape)), results, result: -1);
        _method.LoadSelf().Call(AdapterMembers.EndPostReturn);
    }

    private void WriteCall(CatalogueField function, CilSignature signature, FlatSlot[] arguments, int result)
    {
        foreach (var argument in arguments)
            argument.Load(Code);
        _method.CallGuest(function, signature);
        if (result >= 0)
            Code.StoreLocal(result);
    }
}
