using Dovetail.Wasm.Modules;

namespace Dovetail.Runtime;

/// <summary>
/// Dynamic entries that need no compiler: those of functions that take at most two numbers and give at most one. They do what an emitted entry does
/// (<see cref="Compilation.Delegates.DynamicEntryEmitter"/>), and are compiled ahead of time with the rest.
/// </summary>
internal static class NumberEntries
{
    /// <summary>The entry of functions of <paramref name="type"/>; null for other types.</summary>
    public static Func<FunctionReference, object?[], object?[]>? For(FunctionType type)
    {
        if (type.Results.Length > 1)
            return null;
        return type.Parameters.Length switch
        {
            0 => Nullary(type),
            1 => type.Parameters[0].Kind switch
            {
                ValKind.I32 => Unary<int>(type),
                ValKind.I64 => Unary<long>(type),
                ValKind.F32 => Unary<float>(type),
                ValKind.F64 => Unary<double>(type),
                _ => null,
            },
            2 => type.Parameters[0].Kind switch
            {
                ValKind.I32 => Binary<int>(type),
                ValKind.I64 => Binary<long>(type),
                ValKind.F32 => Binary<float>(type),
                ValKind.F64 => Binary<double>(type),
                _ => null,
            },
            _ => null,
        };
    }

    private static Func<FunctionReference, object?[], object?[]>? Nullary(FunctionType type) => ResultOf(type) switch
    {
        null => Run<Call>,
        ValKind.I32 => Run<Call<int>>,
        ValKind.I64 => Run<Call<long>>,
        ValKind.F32 => Run<Call<float>>,
        ValKind.F64 => Run<Call<double>>,
        _ => null,
    };

    private static Func<FunctionReference, object?[], object?[]>? Unary<T>(FunctionType type) => ResultOf(type) switch
    {
        null => Run<UnaryCall<T>>,
        ValKind.I32 => Run<UnaryCall<T, int>>,
        ValKind.I64 => Run<UnaryCall<T, long>>,
        ValKind.F32 => Run<UnaryCall<T, float>>,
        ValKind.F64 => Run<UnaryCall<T, double>>,
        _ => null,
    };

    private static Func<FunctionReference, object?[], object?[]>? Binary<T>(FunctionType type) => type.Parameters[1].Kind switch
    {
        ValKind.I32 => Binary<T, int>(type),
        ValKind.I64 => Binary<T, long>(type),
        ValKind.F32 => Binary<T, float>(type),
        ValKind.F64 => Binary<T, double>(type),
        _ => null,
    };

    private static Func<FunctionReference, object?[], object?[]>? Binary<T1, T2>(FunctionType type) => ResultOf(type) switch
    {
        null => Run<BinaryCall<T1, T2>>,
        ValKind.I32 => Run<BinaryCall<T1, T2, int>>,
        ValKind.I64 => Run<BinaryCall<T1, T2, long>>,
        ValKind.F32 => Run<BinaryCall<T1, T2, float>>,
        ValKind.F64 => Run<BinaryCall<T1, T2, double>>,
        _ => null,
    };

    private static ValKind? ResultOf(FunctionType type) => type.Results.IsEmpty ? null : type.Results[0].Kind;

    private static object?[] Run<TCall>(FunctionReference function, object?[] arguments)
        where TCall : struct, ICall
    {
        var entry = GuestCalls.Enter(function);
        object?[] results = [];
        Exception? fault = null;
        try
        {
            results = TCall.Run(function, arguments);
        }
        catch (Exception e)
        {
            fault = e;
        }
        if (fault is not null)
            GuestCalls.Fail(function, entry, fault);
        GuestCalls.Exit(function, entry);
        return results;
    }

    // In each, the function is of the type that the entry was chosen for, the arguments are as it takes them, and the owner is the reference's own.
    private interface ICall
    {
        static abstract object?[] Run(FunctionReference function, object?[] arguments);
    }

    private readonly struct Call : ICall
    {
        public static unsafe object?[] Run(FunctionReference function, object?[] arguments)
        {
            ((delegate*<FunctionOwner, void>)function.Pointer)(function.Owner);
            return [];
        }
    }

    private readonly struct Call<TResult> : ICall
    {
        public static unsafe object?[] Run(FunctionReference function, object?[] arguments) =>
            [((delegate*<FunctionOwner, TResult>)function.Pointer)(function.Owner)];
    }

    private readonly struct UnaryCall<T> : ICall
    {
        public static unsafe object?[] Run(FunctionReference function, object?[] arguments)
        {
            ((delegate*<T, FunctionOwner, void>)function.Pointer)((T)arguments[0]!, function.Owner);
            return [];
        }
    }

    private readonly struct UnaryCall<T, TResult> : ICall
    {
        public static unsafe object?[] Run(FunctionReference function, object?[] arguments) =>
            [((delegate*<T, FunctionOwner, TResult>)function.Pointer)((T)arguments[0]!, function.Owner)];
    }

    private readonly struct BinaryCall<T1, T2> : ICall
    {
        public static unsafe object?[] Run(FunctionReference function, object?[] arguments)
        {
            ((delegate*<T1, T2, FunctionOwner, void>)function.Pointer)((T1)arguments[0]!, (T2)arguments[1]!, function.Owner);
            return [];
        }
    }

    private readonly struct BinaryCall<T1, T2, TResult> : ICall
    {
        public static unsafe object?[] Run(FunctionReference function, object?[] arguments) =>
            [((delegate*<T1, T2, FunctionOwner, TResult>)function.Pointer)((T1)arguments[0]!, (T2)arguments[1]!, function.Owner)];
    }
}
