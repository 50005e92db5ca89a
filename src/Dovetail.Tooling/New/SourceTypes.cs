using System.Collections.Immutable;
using Dovetail.Wasm.Components;
using Dovetail.Wasm.Components.Validation;
using Dovetail.Wasm.Modules;
using Dovetail.Wit.Abi;
using Dovetail.Wit.Types;

namespace Dovetail.Tooling.New;

/// <summary>The core types that imports must have for what they stand for.</summary>
internal static class SourceTypes
{
    private static readonly ValType s_i32 = ValType.I32;

    /// <summary>The type that an import of <paramref name="source"/> must have; null where any type may do.</summary>
    public static FunctionType? Of(ImportSource source, PointerType pointer) => source switch
    {
        LoweredSource lowered => Canons.CoreType(lowered.IsAsync
            ? Flattening.FlattenAsyncLower(lowered.Function.Type, pointer)
            : Flattening.FlattenFunctype(lowered.Function.Type, AbiContext.Lower, pointer)),
        ResourceSource { BuiltIn: BuiltIn.ResourceDrop } => new([s_i32], []),
        ResourceSource => new([s_i32], [s_i32]),
        TaskReturnSource task => TaskReturn(task.Function.Type, pointer),
        PayloadSource payload => Payload(payload, Canons.CoreType(pointer)),
        PlainSource plain => Plain(plain.BuiltIn, Canons.CoreType(pointer)),
        _ => null,
    };

    private static FunctionType TaskReturn(WitFunctionType type, PointerType pointer)
    {
        ImmutableArray<FunctionParameter> parameters = type.Result is { } result ? [new FunctionParameter("result", result)] : [];
        return Canons.CoreType(Flattening.FlattenFunctype(new WitFunctionType(parameters, null), AbiContext.Lower, pointer));
    }

    private static FunctionType Payload(PayloadSource source, ValType address) => source.BuiltIn switch
    {
        BuiltIn.StreamNew or BuiltIn.FutureNew => new([], [ValType.I64]),
        BuiltIn.StreamRead or BuiltIn.StreamWrite => new([s_i32, address, address], [address]),
        BuiltIn.FutureRead or BuiltIn.FutureWrite => new([s_i32, address], [s_i32]),
        BuiltIn.StreamCancelRead or BuiltIn.StreamCancelWrite or BuiltIn.FutureCancelRead or BuiltIn.FutureCancelWrite => new([s_i32], [s_i32]),
        _ => new([s_i32], []),
    };

    private static FunctionType Plain(CanonBuiltIn canon, ValType address) => canon.BuiltIn switch
    {
        BuiltIn.BackpressureInc or BuiltIn.BackpressureDec or BuiltIn.TaskCancel => new([], []),
        BuiltIn.WaitableSetNew or BuiltIn.ThreadIndex or BuiltIn.ThreadSuspend or BuiltIn.ThreadYield => new([], [s_i32]),
        BuiltIn.WaitableSetWait or BuiltIn.WaitableSetPoll => new([s_i32, address], [s_i32]),
        BuiltIn.WaitableJoin => new([s_i32, s_i32], []),
        BuiltIn.ContextGet => new([], [canon.ValueType]),
        BuiltIn.ContextSet => new([canon.ValueType], []),
        BuiltIn.ErrorContextNew => new([address, address], [s_i32]),
        BuiltIn.ErrorContextDebugMessage => new([s_i32, address], []),
        BuiltIn.ThreadNewIndirect => new([s_i32, s_i32], [s_i32]),
        BuiltIn.SubtaskCancel or BuiltIn.ThreadSuspendThenResume or BuiltIn.ThreadYieldThenResume
            or BuiltIn.ThreadSuspendThenPromote or BuiltIn.ThreadYieldThenPromote => new([s_i32], [s_i32]),
        _ => new([s_i32], []),
    };
}
