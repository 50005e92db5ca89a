using System.Diagnostics;
using Dovetail.Wasm.Components.Types;
using Dovetail.Wasm.Modules;
using Dovetail.Wit.Abi;
using Dovetail.Wit.Types;

namespace Dovetail.Wasm.Components.Validation;

/// <summary>
/// The core functions that the canonical ABI defines (CanonicalABI.md, "Canonical Definitions", from <c>resource.new</c> on).
/// </summary>
internal static class BuiltIns
{
    private const int Slots = 2;

    private static readonly ValType s_i32 = ValType.I32;
    private static readonly FunctionType s_nothing = new([], []);
    private static readonly FunctionType s_toI32 = new([], [s_i32]);
    private static readonly FunctionType s_fromI32 = new([s_i32], []);
    private static readonly FunctionType s_i32ToI32 = new([s_i32], [s_i32]);
    private static readonly FunctionType s_fromTwo = new([s_i32, s_i32], []);
    private static readonly FunctionType s_toI64 = new([], [ValType.I64]);

    public static void Define(ComponentScope scope, CanonBuiltIn canon)
    {
        scope.Context.Require(BuiltInTable.Of(canon.BuiltIn).Feature);
        var (type, step) = canon.BuiltIn switch
        {
            BuiltIn.ResourceNew or BuiltIn.ResourceDrop or BuiltIn.ResourceRep => OfResource(scope, canon),
            _ => Resolve(scope, canon) is var builtIn ? (builtIn.Type, builtIn) : default,
        };
        scope.CoreFunctions.Add(new(scope.Context.CoreFunction(type), scope.AddStep(step)));
    }

    private static (FunctionType Type, Source Step) OfResource(ComponentScope scope, CanonBuiltIn canon)
    {
        var resource = scope.ResourceAt(canon.Type).Resource;
        if (canon.BuiltIn == BuiltIn.ResourceDrop)
        {
            return (s_fromI32, new ResourceBuiltinStep(ResourceBuiltin.Drop, resource));
        }
        if (!scope.OwnResources.TryGetValue(resource, out var representation))
        {
            scope.Context.Fail($"type index {canon.Type} is not a local resource");
        }
        return canon.BuiltIn == BuiltIn.ResourceNew
            ? (new([representation], [s_i32]), new ResourceBuiltinStep(ResourceBuiltin.New, resource))
            : (new([s_i32], [representation]), new ResourceBuiltinStep(ResourceBuiltin.Rep, resource));
    }

    private static BuiltInStep Resolve(ComponentScope scope, CanonBuiltIn canon)
    {
        switch (canon.BuiltIn)
        {
            case BuiltIn.BackpressureInc or BuiltIn.BackpressureDec or BuiltIn.TaskCancel:
                return new BuiltInStep(canon, s_nothing);
            case BuiltIn.WaitableSetNew or BuiltIn.ThreadIndex or BuiltIn.ThreadSuspend or BuiltIn.ThreadYield:
                return new BuiltInStep(canon, s_toI32);
            case BuiltIn.WaitableSetDrop or BuiltIn.SubtaskDrop or BuiltIn.ErrorContextDrop or BuiltIn.ThreadResumeLater:
                return new BuiltInStep(canon, s_fromI32);
            case BuiltIn.WaitableJoin:
                return new BuiltInStep(canon, s_fromTwo);
            case BuiltIn.ThreadSuspendThenResume or BuiltIn.ThreadYieldThenResume
                or BuiltIn.ThreadSuspendThenPromote or BuiltIn.ThreadYieldThenPromote:
                return new BuiltInStep(canon, s_i32ToI32);
            case BuiltIn.SubtaskCancel:
                RequireIf(scope, canon.Flag, ComponentFeatures.MoreAsyncBuiltIns);
                return new BuiltInStep(canon, s_i32ToI32);
            case BuiltIn.TaskReturn:
                return TaskReturn(scope, canon);
            case BuiltIn.ContextGet or BuiltIn.ContextSet:
                return Context(scope, canon);
            case BuiltIn.WaitableSetWait or BuiltIn.WaitableSetPoll:
                return Waitables(scope, canon);
            case BuiltIn.ErrorContextNew or BuiltIn.ErrorContextDebugMessage:
                return ErrorContext(scope, canon);
            case BuiltIn.ThreadNewIndirect or BuiltIn.ThreadSpawnRef or BuiltIn.ThreadSpawnIndirect:
                return Thread(scope, canon);
            case BuiltIn.ThreadAvailableParallelism:
                RefuseShared(scope, canon);
                return new BuiltInStep(canon, s_toI32);
            default:
                return StreamOrFuture(scope, canon);
        }
    }

    private static BuiltInStep TaskReturn(ComponentScope scope, CanonBuiltIn canon)
    {
        var options = CanonOptions.Resolve(scope, canon.Options, CanonUse.TaskReturn);
        var result = canon.Result is { } reference ? ValueTypes.Resolve(scope, reference).Type : null;
        var type = new WitFunctionType(result is null ? [] : [new FunctionParameter("result", result)], null);
        var returned = new WitFunctionType([], result);
        CanonOptions.Require(
            scope.Context, options, received: default, sent: Canons.Result(returned, Flattening.MAX_FLAT_PARAMS));
        var core = Canons.CoreType(Flattening.FlattenFunctype(type, AbiContext.Lower, options.Pointer));
        return new BuiltInStep(canon, core) { ValueType = result, Options = options };
    }

    private static BuiltInStep Context(ComponentScope scope, CanonBuiltIn canon)
    {
        var context = scope.Context;
        var name = BuiltInTable.Of(canon.BuiltIn).Text;
        if (canon.ValueType != ValType.I32 && canon.ValueType != ValType.I64)
        {
            context.Fail($"`{name}` only supports `i32` or `i64`");
        }
        RequireIf(scope, canon.ValueType == ValType.I64, ComponentFeatures.Memory64);
        if ((scope.ContextType ??= canon.ValueType) != canon.ValueType)
        {
            context.Fail($"`{name}` type must match previous context type of `{scope.ContextType}`");
        }
        if (canon.Slot >= Slots)
        {
            context.Fail($"`{name}` immediate must be less than {Slots}: {canon.Slot}");
        }
        return new BuiltInStep(
            canon, canon.BuiltIn == BuiltIn.ContextGet ? new([], [canon.ValueType]) : new([canon.ValueType], []));
    }

    private static BuiltInStep Waitables(ComponentScope scope, CanonBuiltIn canon)
    {
        var (memory, address) = CanonOptions.MemoryAt(scope, canon.Memory);
        var pointer = address == AddressType.I64 ? PointerType.I64 : PointerType.I32;
        return new BuiltInStep(canon, new([s_i32, Canons.CoreType(pointer)], [s_i32]))
        {
            Options = ResolvedOptions.None with { Memory = memory, Pointer = pointer },
        };
    }

    private static BuiltInStep ErrorContext(ComponentScope scope, CanonBuiltIn canon)
    {
        var options = CanonOptions.Resolve(scope, canon.Options, CanonUse.ErrorContext);
        var isNew = canon.BuiltIn == BuiltIn.ErrorContextNew;
        // A message is sent through memory; one that is received is allocated there.
        var message = new Passing(IsSpilled: false, HasPointers: true);
        CanonOptions.Require(scope.Context, options, received: isNew ? default : message, sent: message);
        var pointer = Canons.CoreType(options.Pointer);
        return new BuiltInStep(canon, isNew ? new([pointer, pointer], [s_i32]) : new([s_i32, pointer], []))
        {
            Options = options,
        };
    }

    private static BuiltInStep StreamOrFuture(ComponentScope scope, CanonBuiltIn canon)
    {
        var isStream = canon.BuiltIn <= BuiltIn.StreamDropWritable;
        var type = scope.TypeAt<ValueNode>(canon.Type, isStream ? "a stream type" : "a future type").Type;
        if (isStream ? type is not StreamType : type is not FutureType)
        {
            scope.Context.Fail($"`{BuiltInTable.Of(canon.BuiltIn).Text}` requires a {(isStream ? "stream" : "future")} type");
        }
        switch (canon.BuiltIn)
        {
            case BuiltIn.StreamNew or BuiltIn.FutureNew:
                return new BuiltInStep(canon, s_toI64) { ValueType = type };
            case BuiltIn.StreamDropReadable or BuiltIn.StreamDropWritable
                or BuiltIn.FutureDropReadable or BuiltIn.FutureDropWritable:
                return new BuiltInStep(canon, s_fromI32) { ValueType = type };
            case BuiltIn.StreamCancelRead or BuiltIn.StreamCancelWrite or BuiltIn.FutureCancelRead or BuiltIn.FutureCancelWrite:
                RequireIf(scope, canon.Flag, ComponentFeatures.MoreAsyncBuiltIns);
                return new BuiltInStep(canon, s_i32ToI32) { ValueType = type };
            case BuiltIn.StreamRead or BuiltIn.StreamWrite or BuiltIn.FutureRead or BuiltIn.FutureWrite:
                return Copy(scope, canon, type, isStream);
            default:
                throw new UnreachableException();
        }
    }

    private static BuiltInStep Copy(ComponentScope scope, CanonBuiltIn canon, WitType type, bool isStream)
    {
        var options = CanonOptions.Resolve(scope, canon.Options, CanonUse.Copy);
        RequireIf(scope, !options.IsAsync, ComponentFeatures.MoreAsyncBuiltIns);
        var element = type is StreamType stream ? stream.Element : ((FutureType)type).Element;
        if (element is not null)
        {
            // Elements always lie in memory.
            var passing = new Passing(IsSpilled: true, element.Facts.ContainsPointer);
            var isRead = canon.BuiltIn is BuiltIn.StreamRead or BuiltIn.FutureRead;
            CanonOptions.Require(
                scope.Context, options, received: isRead ? passing with { IsSpilled = false } : default, sent: passing);
        }
        var pointer = Canons.CoreType(options.Pointer);
        return new BuiltInStep(canon, isStream ? new([s_i32, pointer, pointer], [pointer]) : new([s_i32, pointer], [s_i32]))
        {
            ValueType = type,
            Options = options,
        };
    }

    private static BuiltInStep Thread(ComponentScope scope, CanonBuiltIn canon)
    {
        RefuseShared(scope, canon);
        var context = scope.Context;
        var table = canon.BuiltIn == BuiltIn.ThreadSpawnRef
            ? (Entry<TableType>?)null
            : context.Get(scope.CoreTables, canon.Table, "core table");
        if (table is { Type.Element: var element } && !IsFunctionReference(element))
        {
            context.Fail("a thread's functions must be in a table of type `funcref`");
        }
        if (scope.CoreTypeAt(canon.CoreType).Function is not { Parameters: [var argument], Results: [] } function
            || (argument != ValType.I32 && argument != ValType.I64))
        {
            throw context.Invalid("start function must take a single `i32` argument");
        }
        RequireIf(scope, argument == ValType.I64, ComponentFeatures.Memory64);
        RequireIf(scope, table?.Type.Address == AddressType.I64, ComponentFeatures.Memory64);
        var index = table is { } known
            ? known.Type.Address == AddressType.I64 ? ValType.I64 : s_i32
            : ValType.Ref(true, HeapType.Concrete(scope.CoreTypeAt(canon.CoreType).Canonical));
        return new BuiltInStep(canon, new([index, argument], [s_i32])) { ThreadType = function, Table = table?.Source };
    }

    private static bool IsFunctionReference(ValType type) =>
        type.IsReference && type.Heap.Kind is HeapKind.Func or HeapKind.NoFunc or HeapKind.Concrete;

    // Core modules have no shared functions yet, which these would be.
    private static void RefuseShared(ComponentScope scope, CanonBuiltIn canon)
    {
        if (canon.Flag)
        {
            throw new UnsupportedException("shared-everything-threads", scope.Context.Offset);
        }
    }

    private static void RequireIf(ComponentScope scope, bool isUsed, ComponentFeatures feature)
    {
        if (isUsed)
        {
            scope.Context.Require(feature);
        }
    }
}
