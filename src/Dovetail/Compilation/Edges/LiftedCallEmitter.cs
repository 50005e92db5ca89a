using System.Diagnostics.CodeAnalysis;
using System.Reflection.Emit;
using Dovetail.Bindings;
using Dovetail.CanonicalAbi;
using Dovetail.Runtime;

namespace Dovetail.Compilation.Edges;

/// <summary>
/// Emits a method <c>R (LiftedCall, P…)</c> that calls a guest (CanonicalABI.md, <c>canon lift</c>): it enters, lowers the arguments, calls the core
/// function with its own signature, lifts the result, lets the guest free that, and leaves.
/// </summary>
/// <remarks>
/// What is thrown on the way is caught, and thrown again by <see cref="LiftedCall.Fail"/> outside of the handler. It depends on the function's type and form, and
/// the delegate's type alone. That the core function's type is the one it is called with, <see cref="LiftedFunction"/> has checked.
/// </remarks>
[RequiresDynamicCode("Emits code over C# types at run time.")]
internal sealed class LiftedCallEmitter
{
    private readonly FunctionPlan plan;
    private readonly LiftedForm form;
    private readonly Codec[] parameters;
    private readonly Codec? result;
    private readonly DynamicMethod method;
    private readonly EdgeCode code;
    private readonly LocalBuilder entry;
    private readonly LocalBuilder isOutermost;
    private readonly LocalBuilder fault;
    private readonly bool isUsual;
    private readonly LocalBuilder? isLowering;
    private readonly LocalBuilder context;
    private readonly LocalBuilder? scope;
    private readonly LocalBuilder? core;
    private readonly LocalBuilder? value;

    private LiftedCallEmitter(FunctionPlan plan, LiftedForm form, Codec[] parameters, Codec? result)
    {
        (this.plan, this.form, this.parameters, this.result) = (plan, form, parameters, result);
        method = new DynamicMethod("call", result?.Type ?? typeof(void), [typeof(LiftedCall), .. parameters.Select(parameter => parameter.Type)],
            typeof(LiftedCallEmitter).Module, true);
        code = new EdgeCode(method, il => Load(il, nameof(LiftedCall.Codecs)), il => il.Emit(OpCodes.Ldloca, context!));
        entry = code.Il.DeclareLocal(typeof(Ownership));
        isOutermost = code.Il.DeclareLocal(typeof(bool));
        fault = code.Il.DeclareLocal(typeof(Exception));
        var takesNumbers = Array.TrueForAll(parameters, parameter => parameter.Scalar is not null);
        isUsual = takesNumbers && result is null or { Scalar: not null } && !plan.ParametersInMemory && form is { IsRoot: true, HasPostReturn: false };
        // Lowering numbers cannot fail.
        isLowering = takesNumbers ? null : code.Il.DeclareLocal(typeof(bool));
        context = code.Il.DeclareLocal(typeof(LiftLowerContext));
        scope = plan.HasBorrow ? code.Il.DeclareLocal(typeof(CallScope)) : null;
        core = plan.Lift.Results.IsEmpty ? null : code.Il.DeclareLocal(FlatCode.ClrType(plan.Lift.Results[0]));
        value = result is null ? null : code.Il.DeclareLocal(result.Type);
    }

    /// <summary>The method, and the codecs that it calls.</summary>
    /// <param name="result">Null where the function has none.</param>
    public static EmittedMethod Emit(FunctionPlan plan, LiftedForm form, Codec[] parameters, Codec? result)
    {
        var emitter = new LiftedCallEmitter(plan, form, parameters, result);
        emitter.Write();
        return new EmittedMethod(emitter.method, emitter.code.Codecs);
    }

    private void Write()
    {
        var failed = code.Il.DefineLabel();
        if (isUsual)
        {
            WriteUsualCase(failed);
        }
        WriteEntry();
        WriteGuarded(failed, WriteExit, LoadIsOutermost);
        WriteReturn();
        code.Il.MarkLabel(failed);
        WriteFailure();
    }

    // Numbers alone pass, and nobody is inside: this is code of its own, because the JIT then lays it out in one line, without a jump that is taken. What follows is for
    // all other cases.
    private void WriteUsualCase(Label failed)
    {
        var il = code.Il;
        var (others, cancelled, leavesSlowly) = (il.DefineLabel(), il.DefineLabel(), il.DefineLabel());
        // Not `entry`, which the handler of all other cases needs: the JIT keeps no local in a register that a handler needs and that is written twice.
        il.Emit(OpCodes.Ldarg_0);
        code.Call(LiftedCall.Owner);
        var owner = code.Store(typeof(Ownership));
        il.Emit(OpCodes.Ldloc, owner);
        code.Call(LiftedCall.CanBegin);
        il.Emit(OpCodes.Brfalse, others);
        CallWith(owner, LiftedCall.TryBegin);
        il.Emit(OpCodes.Brfalse, cancelled);
        CallWith(owner, LiftedCall.Begin);
        WriteGuarded(failed, () => { }, () => il.Emit(OpCodes.Ldc_I4_1));
        CallWith(owner, LiftedCall.TryLeave);
        il.Emit(OpCodes.Brfalse, leavesSlowly);
        WriteReturn();
        il.MarkLabel(leavesSlowly);
        il.Emit(OpCodes.Ldarg_0);
        code.Call(LiftedCall.LeaveSlowly);
        WriteReturn();
        il.MarkLabel(cancelled);
        il.Emit(OpCodes.Ldloc, owner);
        code.Call(LiftedCall.CancelBegin);
        il.MarkLabel(others);
    }

    private void CallWith(LocalBuilder owner, Delegate step)
    {
        code.Il.Emit(OpCodes.Ldarg_0);
        code.Il.Emit(OpCodes.Ldloc, owner);
        code.Call(step);
    }

    private void LoadIsOutermost()
    {
        code.Il.Emit(OpCodes.Ldloc, entry);
        code.Il.Emit(OpCodes.Ldnull);
        code.Il.Emit(OpCodes.Cgt_Un);
    }

    // What fails on the way ends at the label, outside of the handler.
    private void WriteGuarded(Label failed, Action writeEnd, Action loadIsOutermost)
    {
        var il = code.Il;
        var returned = il.DefineLabel();
        il.BeginExceptionBlock();
        WriteCall();
        if (result is not null)
        {
            WriteResult();
        }
        WriteEndOfCallee();
        writeEnd();
        il.Emit(OpCodes.Leave, returned);
        il.BeginCatchBlock(typeof(Exception));
        il.Emit(OpCodes.Stloc, fault);
        loadIsOutermost();
        il.Emit(OpCodes.Stloc, isOutermost);
        il.Emit(OpCodes.Leave, failed);
        il.EndExceptionBlock();
        il.MarkLabel(returned);
    }

    private void WriteReturn()
    {
        if (value is not null)
        {
            code.Il.Emit(OpCodes.Ldloc, value);
        }
        code.Il.Emit(OpCodes.Ret);
    }

    // What fails here ends the call before it has begun.
    private void WriteEntry()
    {
        var il = code.Il;
        il.Emit(OpCodes.Ldarg_0);
        code.Call(isUsual ? LiftedCall.EnterSlowly : LiftedCall.Enter);
        il.Emit(OpCodes.Stloc, entry);
        if (!form.IsRoot)
        {
            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Ldloc, entry);
            code.Call(LiftedCall.EnterAround);
        }
        SetLowering(true);
        if (scope is not null)
        {
            il.Emit(OpCodes.Newobj, typeof(CallScope).GetConstructor([])!);
            il.Emit(OpCodes.Stloc, scope);
        }
        il.Emit(OpCodes.Ldloca, context);
        Load(il, nameof(LiftedCall.Side));
        LoadScope();
        il.Emit(OpCodes.Call, EdgeMembers.Context);
    }

    private void WriteCall()
    {
        var il = code.Il;
        var sink = new FlatSink(plan.Lift.Parameters);
        if (plan.ParametersInMemory)
        {
            WriteParametersToMemory(sink);
        }
        else
        {
            for (var i = 0; i < parameters.Length; i++)
            {
                var argument = i + 1;
                FlatCode.Lower(code, parameters[i], () => il.Emit(OpCodes.Ldarg, (short)argument), sink);
            }
        }
        sink.Pushes.ForEach(push => push());
        SetLowering(false);
        WriteCoreCall(nameof(LiftedCall.Core), core?.LocalType, plan.Lift.Parameters.Select(FlatCode.ClrType));
        if (core is not null)
        {
            il.Emit(OpCodes.Stloc, core);
        }
    }

    private void WriteParametersToMemory(FlatSink sink)
    {
        var il = code.Il;
        code.LoadContext();
        il.Emit(OpCodes.Ldc_I4, (int)plan.ParametersAlignment);
        il.Emit(OpCodes.Ldc_I4, (int)plan.ParametersSize);
        il.Emit(OpCodes.Ldc_I4, (int)AbiBlock.Values);
        code.Call(EdgeMembers.Allocate);
        var address = code.Store(typeof(ulong));
        code.LoadContext();
        il.Emit(OpCodes.Ldloc, address);
        il.Emit(OpCodes.Ldc_I4, (int)plan.ParametersSize);
        code.Call(EdgeMembers.Block);
        var block = new GuestBlock(address, code.Store(typeof(byte).MakeByRefType()), plan.ParametersSize);
        for (var i = 0; i < parameters.Length; i++)
        {
            var argument = i + 1;
            MemoryCode.Store(code, parameters[i], block, plan.ParameterOffsets[i], () => il.Emit(OpCodes.Ldarg, (short)argument));
        }
        sink.Pushes.Add(() =>
        {
            il.Emit(OpCodes.Ldloc, address);
            FlatCode.ToPointer(code, plan.Pointer);
        });
    }

    private void WriteResult()
    {
        var il = code.Il;
        if (result!.Scalar is null)
        {
            il.Emit(OpCodes.Ldarg_0);
            code.Call(LiftedCall.BeginLift);
        }
        if (plan.ResultInMemory)
        {
            il.Emit(OpCodes.Ldloc, core!);
            FlatCode.FromPointer(code, plan.Pointer);
            var address = code.Store(typeof(ulong));
            code.LoadContext();
            il.Emit(OpCodes.Ldloc, address);
            il.Emit(OpCodes.Ldc_I4, (int)result.Size);
            il.Emit(OpCodes.Ldc_I4, (int)result.Alignment);
            code.Call(EdgeMembers.ValuesBlock);
            MemoryCode.Load(code, result, new GuestBlock(address, code.Store(typeof(byte).MakeByRefType()), result.Size), 0);
        }
        else
        {
            FlatCode.Lift(code, result, new FlatSource(_ => il.Emit(OpCodes.Ldloc, core!), PushResultFrame));
        }
        il.Emit(OpCodes.Stloc, value!);
    }

    private void PushResultFrame()
    {
        var frame = code.Il.DeclareLocal(typeof(FlatFrame));
        code.Il.Emit(OpCodes.Ldloc, core!);
        code.Il.Emit(OpCodes.Ldloca, frame);
        FlatCode.Set(code, 0, plan.Lift.Results[0]);
        code.Il.Emit(OpCodes.Ldloca, frame);
    }

    private void WriteEndOfCallee()
    {
        var il = code.Il;
        if (scope is not null)
        {
            il.Emit(OpCodes.Ldloc, scope);
            il.Emit(OpCodes.Call, typeof(CallScope).GetMethod(nameof(CallScope.ExitCallee))!);
        }
        if (!form.HasPostReturn)
        {
            return;
        }
        il.Emit(OpCodes.Ldarg_0);
        code.Call(LiftedCall.BeginPostReturn);
        if (core is not null)
        {
            il.Emit(OpCodes.Ldloc, core);
        }
        WriteCoreCall(nameof(LiftedCall.PostReturn), null, plan.Lift.Results.Select(FlatCode.ClrType));
        il.Emit(OpCodes.Ldarg_0);
        code.Call(LiftedCall.EndPostReturn);
    }

    private void WriteExit()
    {
        var il = code.Il;
        if (scope is not null)
        {
            il.Emit(OpCodes.Ldloc, scope);
            il.Emit(OpCodes.Call, typeof(CallScope).GetMethod(nameof(CallScope.ExpireViews))!);
        }
        if (!form.IsRoot)
        {
            il.Emit(OpCodes.Ldarg_0);
            code.Call(LiftedCall.LeaveAround);
        }
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldloc, entry);
        code.Call(LiftedCall.Leave);
    }

    private void WriteFailure()
    {
        code.Il.Emit(OpCodes.Ldarg_0);
        code.Il.Emit(OpCodes.Ldloc, isOutermost);
        code.Il.Emit(OpCodes.Ldloc, fault);
        if (isLowering is null)
        {
            code.Il.Emit(OpCodes.Ldc_I4_0);
        }
        else
        {
            code.Il.Emit(OpCodes.Ldloc, isLowering);
        }
        LoadScope();
        LoadArguments();
        code.Call(LiftedCall.Fail);
        // It does not return, which the JIT does not always see.
        code.Il.Emit(OpCodes.Ldnull);
        code.Il.Emit(OpCodes.Throw);
    }

    private void LoadArguments()
    {
        var il = code.Il;
        il.Emit(OpCodes.Ldc_I4, parameters.Length);
        il.Emit(OpCodes.Newarr, typeof(object));
        for (var i = 0; i < parameters.Length; i++)
        {
            il.Emit(OpCodes.Dup);
            il.Emit(OpCodes.Ldc_I4, i);
            il.Emit(OpCodes.Ldarg, (short)(i + 1));
            if (parameters[i].Type.IsValueType)
            {
                il.Emit(OpCodes.Box, parameters[i].Type);
            }
            il.Emit(OpCodes.Stelem_Ref);
        }
    }

    // The arguments are on the stack; then the owner and the pointer, with no call between the two.
    private void WriteCoreCall(string function, Type? returned, IEnumerable<Type> types)
    {
        var il = code.Il;
        Load(il, function);
        il.Emit(OpCodes.Ldfld, EdgeMembers.Field<FunctionReference>(nameof(FunctionReference.Owner)));
        Load(il, function);
        il.Emit(OpCodes.Ldfld, EdgeMembers.Field<FunctionReference>(nameof(FunctionReference.Pointer)));
        il.EmitCalli(OpCodes.Calli, System.Reflection.CallingConventions.Standard, returned ?? typeof(void), [.. types, typeof(FunctionOwner)], null);
    }

    private static void Load(ILGenerator il, string field)
    {
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldfld, EdgeMembers.Field<LiftedCall>(field));
    }

    private void SetLowering(bool value)
    {
        if (isLowering is not null)
        {
            code.Il.Emit(value ? OpCodes.Ldc_I4_1 : OpCodes.Ldc_I4_0);
            code.Il.Emit(OpCodes.Stloc, isLowering);
        }
    }

    private void LoadScope()
    {
        if (scope is null)
        {
            code.Il.Emit(OpCodes.Ldnull);
        }
        else
        {
            code.Il.Emit(OpCodes.Ldloc, scope);
        }
    }
}
