using System.Diagnostics.CodeAnalysis;
using Dovetail.Compilation.Cil;
using Dovetail.Runtime;

namespace Dovetail.Compilation.Delegates;

/// <summary>
/// Emits what guests call a function of the host through: <c>r (p…, FunctionOwner)</c>, which calls the delegate that the owner holds,
/// gives what it throws its origin, and stops a guest whose time ran out meanwhile.
/// </summary>
[RequiresDynamicCode("Compiles WebAssembly at run time.")]
internal static class ThunkEmitter
{
    /// <summary>The thunk for delegates of <paramref name="shape"/>, whose <c>Invoke</c> is <paramref name="invoke"/>.</summary>
    /// <param name="metersFuel">Whether a call is charged fuel.</param>
    public static CilBody Emit(DelegateShape shape, CatalogueMethod invoke, bool metersFuel)
    {
        var owner = shape.Parameters.Length;
        var code = new CilBuilder("host", CoreSignatures.Of(shape.Type));
        var result = shape.Results.IsEmpty ? -1 : code.DeclareLocal(Catalogue.Type(shape.Result));
        var fault = code.DeclareLocal(DelegateMembers.Exception);
        var called = code.DefineLabel();
        var returned = code.DefineLabel();
        var done = code.DefineLabel();
        if (metersFuel)
            code.LoadArgument(owner).Load(RuntimeMembers.OwnerStore).LoadInt32(FuelOperations.HostCall).Call(OperationMembers.ChargeFuel);
        if (result >= 0)
            code.Clear(result);
        code.Emit(CilOp.Ldnull).StoreLocal(fault).BeginTry();
        WriteCall(code, shape, invoke);
        if (result >= 0)
            code.StoreLocal(result);
        code.Branch(CilOp.Leave, called);
        code.Emit(CilOp.BeginCatch, DelegateMembers.Exception.Index).StoreLocal(fault).Branch(CilOp.Leave, called);
        code.Emit(CilOp.EndTry);
        code.MarkLabel(called).LoadLocal(fault).Branch(CilOp.Brfalse, returned);
        code.LoadLocal(fault).LoadArgument(owner).Call(DelegateMembers.HostFailed);
        code.MarkLabel(returned).LoadArgument(owner).Load(RuntimeMembers.OwnerStore)
            .Emit(CilOp.Volatile).Load(RuntimeMembers.StoreInterruptFlag).Branch(CilOp.Brfalse, done);
        code.LoadArgument(owner).Load(RuntimeMembers.OwnerStore).Call(RuntimeMembers.Interrupted);
        code.MarkLabel(done);
        WriteResult(code, shape, result, owner);
        return code.Return().Build();
    }

    private static void WriteCall(CilBuilder code, DelegateShape shape, CatalogueMethod invoke)
    {
        code.LoadArgument(shape.Parameters.Length).Emit(CilOp.Castclass, DelegateMembers.HostFunction.Index)
            .Load(DelegateMembers.HostFunctionTarget).Emit(CilOp.Castclass, invoke.Parameters[0].Index);
        for (var i = 0; i < shape.Parameters.Length; i++)
        {
            code.LoadArgument(i);
            if (shape.Parameters[i] == typeof(Function))
                code.Call(DelegateMembers.ToHost);
            else if (shape.Parameters[i] == typeof(object))
                code.LoadArgument(shape.Parameters.Length).Call(DelegateMembers.ObjectToHost);
        }
        code.CallVirtual(invoke);
    }

    private static void WriteResult(CilBuilder code, DelegateShape shape, int result, int owner)
    {
        if (shape.Results.IsEmpty)
            return;
        if (shape.Results.Length == 1)
        {
            code.LoadLocal(result);
            WriteItem(code, shape.Results[0], owner, 0);
            return;
        }
        for (var i = 0; i < shape.Results.Length; i++)
        {
            code.LoadLocal(result).Load(DelegateTuples.Field(shape.Result, i));
            WriteItem(code, shape.Results[i], owner, i);
        }
        code.New(ResultShape.Of(shape.Type.Results).TupleConstructor);
    }

    private static void WriteItem(CilBuilder code, Type type, int owner, int index)
    {
        if (type == typeof(Function))
            code.LoadArgument(owner).LoadInt32(index).Call(DelegateMembers.FunctionResult);
        else if (type == typeof(object))
            code.LoadArgument(owner).LoadInt32(index).Call(DelegateMembers.ObjectResult);
    }
}
