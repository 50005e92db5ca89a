using Dovetail.CanonicalAbi;
using Dovetail.Runtime;

namespace Dovetail.Bindings;

// The delegates of C# by their number of parameters, all parameters as one tuple: that is what they are to the
// canonical ABI. For each number, Func and Action call a guest, and the two Of make a call with a tuple out of a host's
// delegate. Unit is the empty tuple.
//
// Where all types are 32- or 64-bit numbers, a C# value is the core value, and the core function is called directly:
// Direct says that the types were compared, so the pointer is called with its own signature and owner
// (DirectCall.Fits). Up to four parameters do so.

internal sealed unsafe class Calls<TResult>(
    LiftedFunction function, Codec<ValueTuple>? parameters, Codec<TResult>? result, bool isDirect)
{
    public TResult Func()
    {
        if (!isDirect)
        {
            return function.Call<ValueTuple, TResult>(parameters, result, default);
        }
        var outermost = DirectCall.Enter(function);
        Exception? fault = null;
        var value = default(TResult)!;
        try
        {
            value = ((delegate*<FunctionOwner, TResult>)function.Core.Pointer)(function.Core.Owner);
        }
        catch (Exception exception)
        {
            fault = exception;
        }
        DirectCall.Exit(function, outermost, fault);
        return DirectCall.Canonical(value);
    }

    public void Action()
    {
        if (!isDirect)
        {
            function.Call<ValueTuple, TResult>(parameters, result, default);
            return;
        }
        var outermost = DirectCall.Enter(function);
        Exception? fault = null;
        try
        {
            ((delegate*<FunctionOwner, void>)function.Core.Pointer)(function.Core.Owner);
        }
        catch (Exception exception)
        {
            fault = exception;
        }
        DirectCall.Exit(function, outermost, fault);
    }

    public static Func<ValueTuple, TResult> Of(Func<TResult> target) => _ => target();

    public static Func<ValueTuple, TResult> Of(Action target) => _ =>
    {
        target();
        return default!;
    };
}

internal sealed unsafe class Calls<T1, TResult>(
    LiftedFunction function, Codec<ValueTuple<T1>>? parameters, Codec<TResult>? result, bool isDirect)
{
    public TResult Func(T1 a1)
    {
        if (!isDirect)
        {
            return function.Call<ValueTuple<T1>, TResult>(parameters, result, new(a1));
        }
        var outermost = DirectCall.Enter(function);
        Exception? fault = null;
        var value = default(TResult)!;
        try
        {
            value = ((delegate*<T1, FunctionOwner, TResult>)function.Core.Pointer)(a1, function.Core.Owner);
        }
        catch (Exception exception)
        {
            fault = exception;
        }
        DirectCall.Exit(function, outermost, fault);
        return DirectCall.Canonical(value);
    }

    public void Action(T1 a1)
    {
        if (!isDirect)
        {
            function.Call<ValueTuple<T1>, TResult>(parameters, result, new(a1));
            return;
        }
        var outermost = DirectCall.Enter(function);
        Exception? fault = null;
        try
        {
            ((delegate*<T1, FunctionOwner, void>)function.Core.Pointer)(a1, function.Core.Owner);
        }
        catch (Exception exception)
        {
            fault = exception;
        }
        DirectCall.Exit(function, outermost, fault);
    }

    public static Func<ValueTuple<T1>, TResult> Of(Func<T1, TResult> target) => a => target(a.Item1);

    public static Func<ValueTuple<T1>, TResult> Of(Action<T1> target) => a =>
    {
        target(a.Item1);
        return default!;
    };
}

internal sealed unsafe class Calls<T1, T2, TResult>(
    LiftedFunction function, Codec<ValueTuple<T1, T2>>? parameters, Codec<TResult>? result, bool isDirect)
{
    public TResult Func(T1 a1, T2 a2)
    {
        if (!isDirect)
        {
            return function.Call<ValueTuple<T1, T2>, TResult>(parameters, result, new(a1, a2));
        }
        var outermost = DirectCall.Enter(function);
        Exception? fault = null;
        var value = default(TResult)!;
        try
        {
            value = ((delegate*<T1, T2, FunctionOwner, TResult>)function.Core.Pointer)(a1, a2, function.Core.Owner);
        }
        catch (Exception exception)
        {
            fault = exception;
        }
        DirectCall.Exit(function, outermost, fault);
        return DirectCall.Canonical(value);
    }

    public void Action(T1 a1, T2 a2)
    {
        if (!isDirect)
        {
            function.Call<ValueTuple<T1, T2>, TResult>(parameters, result, new(a1, a2));
            return;
        }
        var outermost = DirectCall.Enter(function);
        Exception? fault = null;
        try
        {
            ((delegate*<T1, T2, FunctionOwner, void>)function.Core.Pointer)(a1, a2, function.Core.Owner);
        }
        catch (Exception exception)
        {
            fault = exception;
        }
        DirectCall.Exit(function, outermost, fault);
    }

    public static Func<ValueTuple<T1, T2>, TResult> Of(Func<T1, T2, TResult> target) => a => target(a.Item1, a.Item2);

    public static Func<ValueTuple<T1, T2>, TResult> Of(Action<T1, T2> target) => a =>
    {
        target(a.Item1, a.Item2);
        return default!;
    };
}

internal sealed unsafe class Calls<T1, T2, T3, TResult>(
    LiftedFunction function, Codec<ValueTuple<T1, T2, T3>>? parameters, Codec<TResult>? result, bool isDirect)
{
    public TResult Func(T1 a1, T2 a2, T3 a3)
    {
        if (!isDirect)
        {
            return function.Call<ValueTuple<T1, T2, T3>, TResult>(parameters, result, new(a1, a2, a3));
        }
        var outermost = DirectCall.Enter(function);
        Exception? fault = null;
        var value = default(TResult)!;
        try
        {
            value = ((delegate*<T1, T2, T3, FunctionOwner, TResult>)function.Core.Pointer)(a1, a2, a3,
                function.Core.Owner);
        }
        catch (Exception exception)
        {
            fault = exception;
        }
        DirectCall.Exit(function, outermost, fault);
        return DirectCall.Canonical(value);
    }

    public void Action(T1 a1, T2 a2, T3 a3)
    {
        if (!isDirect)
        {
            function.Call<ValueTuple<T1, T2, T3>, TResult>(parameters, result, new(a1, a2, a3));
            return;
        }
        var outermost = DirectCall.Enter(function);
        Exception? fault = null;
        try
        {
            ((delegate*<T1, T2, T3, FunctionOwner, void>)function.Core.Pointer)(a1, a2, a3, function.Core.Owner);
        }
        catch (Exception exception)
        {
            fault = exception;
        }
        DirectCall.Exit(function, outermost, fault);
    }

    public static Func<ValueTuple<T1, T2, T3>, TResult> Of(Func<T1, T2, T3, TResult> target) => a =>
        target(a.Item1, a.Item2, a.Item3);

    public static Func<ValueTuple<T1, T2, T3>, TResult> Of(Action<T1, T2, T3> target) => a =>
    {
        target(a.Item1, a.Item2, a.Item3);
        return default!;
    };
}

internal sealed unsafe class Calls<T1, T2, T3, T4, TResult>(
    LiftedFunction function, Codec<ValueTuple<T1, T2, T3, T4>>? parameters, Codec<TResult>? result, bool isDirect)
{
    public TResult Func(T1 a1, T2 a2, T3 a3, T4 a4)
    {
        if (!isDirect)
        {
            return function.Call<ValueTuple<T1, T2, T3, T4>, TResult>(parameters, result, new(a1, a2, a3, a4));
        }
        var outermost = DirectCall.Enter(function);
        Exception? fault = null;
        var value = default(TResult)!;
        try
        {
            value = ((delegate*<T1, T2, T3, T4, FunctionOwner, TResult>)function.Core.Pointer)(a1, a2, a3, a4,
                function.Core.Owner);
        }
        catch (Exception exception)
        {
            fault = exception;
        }
        DirectCall.Exit(function, outermost, fault);
        return DirectCall.Canonical(value);
    }

    public void Action(T1 a1, T2 a2, T3 a3, T4 a4)
    {
        if (!isDirect)
        {
            function.Call<ValueTuple<T1, T2, T3, T4>, TResult>(parameters, result, new(a1, a2, a3, a4));
            return;
        }
        var outermost = DirectCall.Enter(function);
        Exception? fault = null;
        try
        {
            ((delegate*<T1, T2, T3, T4, FunctionOwner, void>)function.Core.Pointer)(a1, a2, a3, a4,
                function.Core.Owner);
        }
        catch (Exception exception)
        {
            fault = exception;
        }
        DirectCall.Exit(function, outermost, fault);
    }

    public static Func<ValueTuple<T1, T2, T3, T4>, TResult> Of(Func<T1, T2, T3, T4, TResult> target) => a =>
        target(a.Item1, a.Item2, a.Item3, a.Item4);

    public static Func<ValueTuple<T1, T2, T3, T4>, TResult> Of(Action<T1, T2, T3, T4> target) => a =>
    {
        target(a.Item1, a.Item2, a.Item3, a.Item4);
        return default!;
    };
}

internal sealed class Calls<T1, T2, T3, T4, T5, TResult>(
    LiftedFunction function, Codec<ValueTuple<T1, T2, T3, T4, T5>>? parameters, Codec<TResult>? result)
{
    public TResult Func(T1 a1, T2 a2, T3 a3, T4 a4, T5 a5)
    {
        return function.Call<ValueTuple<T1, T2, T3, T4, T5>, TResult>(parameters, result, new(a1, a2, a3, a4, a5));
    }

    public void Action(T1 a1, T2 a2, T3 a3, T4 a4, T5 a5)
    {
        function.Call<ValueTuple<T1, T2, T3, T4, T5>, TResult>(parameters, result, new(a1, a2, a3, a4, a5));
    }

    public static Func<ValueTuple<T1, T2, T3, T4, T5>, TResult> Of(Func<T1, T2, T3, T4, T5, TResult> target) => a =>
        target(a.Item1, a.Item2, a.Item3, a.Item4, a.Item5);

    public static Func<ValueTuple<T1, T2, T3, T4, T5>, TResult> Of(Action<T1, T2, T3, T4, T5> target) => a =>
    {
        target(a.Item1, a.Item2, a.Item3, a.Item4, a.Item5);
        return default!;
    };
}

internal sealed class Calls<T1, T2, T3, T4, T5, T6, TResult>(
    LiftedFunction function, Codec<ValueTuple<T1, T2, T3, T4, T5, T6>>? parameters, Codec<TResult>? result)
{
    public TResult Func(T1 a1, T2 a2, T3 a3, T4 a4, T5 a5, T6 a6)
    {
        return function.Call<ValueTuple<T1, T2, T3, T4, T5, T6>,
            TResult>(parameters, result, new(a1, a2, a3, a4, a5, a6));
    }

    public void Action(T1 a1, T2 a2, T3 a3, T4 a4, T5 a5, T6 a6)
    {
        function.Call<ValueTuple<T1, T2, T3, T4, T5, T6>, TResult>(parameters, result, new(a1, a2, a3, a4, a5, a6));
    }

    public static Func<ValueTuple<T1, T2, T3, T4, T5, T6>,
        TResult> Of(Func<T1, T2, T3, T4, T5, T6, TResult> target) => a =>
        target(a.Item1, a.Item2, a.Item3, a.Item4, a.Item5, a.Item6);

    public static Func<ValueTuple<T1, T2, T3, T4, T5, T6>, TResult> Of(Action<T1, T2, T3, T4, T5, T6> target) => a =>
    {
        target(a.Item1, a.Item2, a.Item3, a.Item4, a.Item5, a.Item6);
        return default!;
    };
}

internal sealed class Calls<T1, T2, T3, T4, T5, T6, T7, TResult>(
    LiftedFunction function, Codec<ValueTuple<T1, T2, T3, T4, T5, T6, T7>>? parameters, Codec<TResult>? result)
{
    public TResult Func(T1 a1, T2 a2, T3 a3, T4 a4, T5 a5, T6 a6, T7 a7)
    {
        return function.Call<ValueTuple<T1, T2, T3, T4, T5, T6, T7>,
            TResult>(parameters, result, new(a1, a2, a3, a4, a5, a6, a7));
    }

    public void Action(T1 a1, T2 a2, T3 a3, T4 a4, T5 a5, T6 a6, T7 a7)
    {
        function.Call<ValueTuple<T1, T2, T3, T4, T5, T6, T7>,
            TResult>(parameters, result, new(a1, a2, a3, a4, a5, a6, a7));
    }

    public static Func<ValueTuple<T1, T2, T3, T4, T5, T6, T7>,
        TResult> Of(Func<T1, T2, T3, T4, T5, T6, T7, TResult> target) => a =>
        target(a.Item1, a.Item2, a.Item3, a.Item4, a.Item5, a.Item6, a.Item7);

    public static Func<ValueTuple<T1, T2, T3, T4, T5, T6, T7>,
        TResult> Of(Action<T1, T2, T3, T4, T5, T6, T7> target) => a =>
    {
        target(a.Item1, a.Item2, a.Item3, a.Item4, a.Item5, a.Item6, a.Item7);
        return default!;
    };
}

internal sealed class Calls<T1, T2, T3, T4, T5, T6, T7, T8, TResult>(
    LiftedFunction function, Codec<ValueTuple<T1, T2, T3, T4, T5, T6, T7, ValueTuple<T8>>>? parameters,
        Codec<TResult>? result)
{
    public TResult Func(T1 a1, T2 a2, T3 a3, T4 a4, T5 a5, T6 a6, T7 a7, T8 a8)
    {
        return function.Call<ValueTuple<T1, T2, T3, T4, T5, T6, T7, ValueTuple<T8>>,
            TResult>(parameters, result, new(a1, a2, a3, a4, a5, a6, a7, new(a8)));
    }

    public void Action(T1 a1, T2 a2, T3 a3, T4 a4, T5 a5, T6 a6, T7 a7, T8 a8)
    {
        function.Call<ValueTuple<T1, T2, T3, T4, T5, T6, T7, ValueTuple<T8>>,
            TResult>(parameters, result, new(a1, a2, a3, a4, a5, a6, a7, new(a8)));
    }

    public static Func<ValueTuple<T1, T2, T3, T4, T5, T6, T7, ValueTuple<T8>>,
        TResult> Of(Func<T1, T2, T3, T4, T5, T6, T7, T8, TResult> target) => a =>
        target(a.Item1, a.Item2, a.Item3, a.Item4, a.Item5, a.Item6, a.Item7, a.Rest.Item1);

    public static Func<ValueTuple<T1, T2, T3, T4, T5, T6, T7, ValueTuple<T8>>,
        TResult> Of(Action<T1, T2, T3, T4, T5, T6, T7, T8> target) => a =>
    {
        target(a.Item1, a.Item2, a.Item3, a.Item4, a.Item5, a.Item6, a.Item7, a.Rest.Item1);
        return default!;
    };
}

internal sealed class Calls<T1, T2, T3, T4, T5, T6, T7, T8, T9, TResult>(
    LiftedFunction function, Codec<ValueTuple<T1, T2, T3, T4, T5, T6, T7, ValueTuple<T8, T9>>>? parameters,
        Codec<TResult>? result)
{
    public TResult Func(T1 a1, T2 a2, T3 a3, T4 a4, T5 a5, T6 a6, T7 a7, T8 a8, T9 a9)
    {
        return function.Call<ValueTuple<T1, T2, T3, T4, T5, T6, T7, ValueTuple<T8, T9>>,
            TResult>(parameters, result, new(a1, a2, a3, a4, a5, a6, a7, new(a8, a9)));
    }

    public void Action(T1 a1, T2 a2, T3 a3, T4 a4, T5 a5, T6 a6, T7 a7, T8 a8, T9 a9)
    {
        function.Call<ValueTuple<T1, T2, T3, T4, T5, T6, T7, ValueTuple<T8, T9>>,
            TResult>(parameters, result, new(a1, a2, a3, a4, a5, a6, a7, new(a8, a9)));
    }

    public static Func<ValueTuple<T1, T2, T3, T4, T5, T6, T7, ValueTuple<T8, T9>>,
        TResult> Of(Func<T1, T2, T3, T4, T5, T6, T7, T8, T9, TResult> target) => a =>
        target(a.Item1, a.Item2, a.Item3, a.Item4, a.Item5, a.Item6, a.Item7, a.Rest.Item1, a.Rest.Item2);

    public static Func<ValueTuple<T1, T2, T3, T4, T5, T6, T7, ValueTuple<T8, T9>>,
        TResult> Of(Action<T1, T2, T3, T4, T5, T6, T7, T8, T9> target) => a =>
    {
        target(a.Item1, a.Item2, a.Item3, a.Item4, a.Item5, a.Item6, a.Item7, a.Rest.Item1, a.Rest.Item2);
        return default!;
    };
}

internal sealed class Calls<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, TResult>(
    LiftedFunction function, Codec<ValueTuple<T1, T2, T3, T4, T5, T6, T7, ValueTuple<T8, T9, T10>>>? parameters,
        Codec<TResult>? result)
{
    public TResult Func(T1 a1, T2 a2, T3 a3, T4 a4, T5 a5, T6 a6, T7 a7, T8 a8, T9 a9, T10 a10)
    {
        return function.Call<ValueTuple<T1, T2, T3, T4, T5, T6, T7, ValueTuple<T8, T9, T10>>,
            TResult>(parameters, result, new(a1, a2, a3, a4, a5, a6, a7, new(a8, a9, a10)));
    }

    public void Action(T1 a1, T2 a2, T3 a3, T4 a4, T5 a5, T6 a6, T7 a7, T8 a8, T9 a9, T10 a10)
    {
        function.Call<ValueTuple<T1, T2, T3, T4, T5, T6, T7, ValueTuple<T8, T9, T10>>,
            TResult>(parameters, result, new(a1, a2, a3, a4, a5, a6, a7, new(a8, a9, a10)));
    }

    public static Func<ValueTuple<T1, T2, T3, T4, T5, T6, T7, ValueTuple<T8, T9, T10>>,
        TResult> Of(Func<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, TResult> target) => a =>
        target(a.Item1, a.Item2, a.Item3, a.Item4, a.Item5, a.Item6, a.Item7, a.Rest.Item1, a.Rest.Item2, a.Rest.Item3);

    public static Func<ValueTuple<T1, T2, T3, T4, T5, T6, T7, ValueTuple<T8, T9, T10>>,
        TResult> Of(Action<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10> target) => a =>
    {
        target(a.Item1, a.Item2, a.Item3, a.Item4, a.Item5, a.Item6, a.Item7, a.Rest.Item1, a.Rest.Item2, a.Rest.Item3);
        return default!;
    };
}

internal sealed class Calls<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, TResult>(
    LiftedFunction function, Codec<ValueTuple<T1, T2, T3, T4, T5, T6, T7, ValueTuple<T8, T9, T10, T11>>>? parameters,
        Codec<TResult>? result)
{
    public TResult Func(T1 a1, T2 a2, T3 a3, T4 a4, T5 a5, T6 a6, T7 a7, T8 a8, T9 a9, T10 a10, T11 a11)
    {
        return function.Call<ValueTuple<T1, T2, T3, T4, T5, T6, T7, ValueTuple<T8, T9, T10, T11>>,
            TResult>(parameters, result, new(a1, a2, a3, a4, a5, a6, a7, new(a8, a9, a10, a11)));
    }

    public void Action(T1 a1, T2 a2, T3 a3, T4 a4, T5 a5, T6 a6, T7 a7, T8 a8, T9 a9, T10 a10, T11 a11)
    {
        function.Call<ValueTuple<T1, T2, T3, T4, T5, T6, T7, ValueTuple<T8, T9, T10, T11>>,
            TResult>(parameters, result, new(a1, a2, a3, a4, a5, a6, a7, new(a8, a9, a10, a11)));
    }

    public static Func<ValueTuple<T1, T2, T3, T4, T5, T6, T7, ValueTuple<T8, T9, T10, T11>>,
        TResult> Of(Func<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, TResult> target) => a =>
        target(a.Item1, a.Item2, a.Item3, a.Item4, a.Item5, a.Item6, a.Item7, a.Rest.Item1, a.Rest.Item2,
        a.Rest.Item3, a.Rest.Item4);

    public static Func<ValueTuple<T1, T2, T3, T4, T5, T6, T7, ValueTuple<T8, T9, T10, T11>>,
        TResult> Of(Action<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11> target) => a =>
    {
        target(a.Item1, a.Item2, a.Item3, a.Item4, a.Item5, a.Item6, a.Item7, a.Rest.Item1, a.Rest.Item2,
            a.Rest.Item3, a.Rest.Item4);
        return default!;
    };
}

internal sealed class Calls<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, TResult>(
    LiftedFunction function, Codec<ValueTuple<T1, T2, T3, T4, T5, T6, T7, ValueTuple<T8, T9, T10, T11,
        T12>>>? parameters, Codec<TResult>? result)
{
    public TResult Func(T1 a1, T2 a2, T3 a3, T4 a4, T5 a5, T6 a6, T7 a7, T8 a8, T9 a9, T10 a10, T11 a11, T12 a12)
    {
        return function.Call<ValueTuple<T1, T2, T3, T4, T5, T6, T7, ValueTuple<T8, T9, T10, T11, T12>>,
            TResult>(parameters, result, new(a1, a2, a3, a4, a5, a6, a7, new(a8, a9, a10, a11, a12)));
    }

    public void Action(T1 a1, T2 a2, T3 a3, T4 a4, T5 a5, T6 a6, T7 a7, T8 a8, T9 a9, T10 a10, T11 a11, T12 a12)
    {
        function.Call<ValueTuple<T1, T2, T3, T4, T5, T6, T7, ValueTuple<T8, T9, T10, T11, T12>>,
            TResult>(parameters, result, new(a1, a2, a3, a4, a5, a6, a7, new(a8, a9, a10, a11, a12)));
    }

    public static Func<ValueTuple<T1, T2, T3, T4, T5, T6, T7, ValueTuple<T8, T9, T10, T11, T12>>,
        TResult> Of(Func<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, TResult> target) => a =>
        target(a.Item1, a.Item2, a.Item3, a.Item4, a.Item5, a.Item6, a.Item7, a.Rest.Item1, a.Rest.Item2,
        a.Rest.Item3, a.Rest.Item4, a.Rest.Item5);

    public static Func<ValueTuple<T1, T2, T3, T4, T5, T6, T7, ValueTuple<T8, T9, T10, T11, T12>>,
        TResult> Of(Action<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12> target) => a =>
    {
        target(a.Item1, a.Item2, a.Item3, a.Item4, a.Item5, a.Item6, a.Item7, a.Rest.Item1, a.Rest.Item2,
            a.Rest.Item3, a.Rest.Item4, a.Rest.Item5);
        return default!;
    };
}

internal sealed class Calls<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, T13, TResult>(
    LiftedFunction function, Codec<ValueTuple<T1, T2, T3, T4, T5, T6, T7, ValueTuple<T8, T9, T10, T11, T12,
        T13>>>? parameters, Codec<TResult>? result)
{
    public TResult Func(T1 a1, T2 a2, T3 a3, T4 a4, T5 a5, T6 a6, T7 a7, T8 a8, T9 a9, T10 a10, T11 a11, T12 a12,
        T13 a13)
    {
        return function.Call<ValueTuple<T1, T2, T3, T4, T5, T6, T7, ValueTuple<T8, T9, T10, T11, T12, T13>>,
            TResult>(parameters, result, new(a1, a2, a3, a4, a5, a6, a7, new(a8, a9, a10, a11, a12, a13)));
    }

    public void Action(T1 a1, T2 a2, T3 a3, T4 a4, T5 a5, T6 a6, T7 a7, T8 a8, T9 a9, T10 a10, T11 a11, T12 a12,
        T13 a13)
    {
        function.Call<ValueTuple<T1, T2, T3, T4, T5, T6, T7, ValueTuple<T8, T9, T10, T11, T12, T13>>,
            TResult>(parameters, result, new(a1, a2, a3, a4, a5, a6, a7, new(a8, a9, a10, a11, a12, a13)));
    }

    public static Func<ValueTuple<T1, T2, T3, T4, T5, T6, T7, ValueTuple<T8, T9, T10, T11, T12, T13>>,
        TResult> Of(Func<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, T13, TResult> target) => a =>
        target(a.Item1, a.Item2, a.Item3, a.Item4, a.Item5, a.Item6, a.Item7, a.Rest.Item1, a.Rest.Item2,
        a.Rest.Item3, a.Rest.Item4, a.Rest.Item5, a.Rest.Item6);

    public static Func<ValueTuple<T1, T2, T3, T4, T5, T6, T7, ValueTuple<T8, T9, T10, T11, T12, T13>>,
        TResult> Of(Action<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, T13> target) => a =>
    {
        target(a.Item1, a.Item2, a.Item3, a.Item4, a.Item5, a.Item6, a.Item7, a.Rest.Item1, a.Rest.Item2,
            a.Rest.Item3, a.Rest.Item4, a.Rest.Item5, a.Rest.Item6);
        return default!;
    };
}

internal sealed class Calls<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, T13, T14, TResult>(
    LiftedFunction function, Codec<ValueTuple<T1, T2, T3, T4, T5, T6, T7, ValueTuple<T8, T9, T10, T11, T12, T13,
        T14>>>? parameters, Codec<TResult>? result)
{
    public TResult Func(T1 a1, T2 a2, T3 a3, T4 a4, T5 a5, T6 a6, T7 a7, T8 a8, T9 a9, T10 a10, T11 a11, T12 a12,
        T13 a13, T14 a14)
    {
        return function.Call<ValueTuple<T1, T2, T3, T4, T5, T6, T7, ValueTuple<T8, T9, T10, T11, T12, T13, T14>>,
            TResult>(parameters, result, new(a1, a2, a3, a4, a5, a6, a7, new(a8, a9, a10, a11, a12, a13, a14)));
    }

    public void Action(T1 a1, T2 a2, T3 a3, T4 a4, T5 a5, T6 a6, T7 a7, T8 a8, T9 a9, T10 a10, T11 a11, T12 a12,
        T13 a13, T14 a14)
    {
        function.Call<ValueTuple<T1, T2, T3, T4, T5, T6, T7, ValueTuple<T8, T9, T10, T11, T12, T13, T14>>,
            TResult>(parameters, result, new(a1, a2, a3, a4, a5, a6, a7, new(a8, a9, a10, a11, a12, a13, a14)));
    }

    public static Func<ValueTuple<T1, T2, T3, T4, T5, T6, T7, ValueTuple<T8, T9, T10, T11, T12, T13, T14>>,
        TResult> Of(Func<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, T13, T14, TResult> target) => a =>
        target(a.Item1, a.Item2, a.Item3, a.Item4, a.Item5, a.Item6, a.Item7, a.Rest.Item1, a.Rest.Item2,
        a.Rest.Item3, a.Rest.Item4, a.Rest.Item5, a.Rest.Item6, a.Rest.Item7);

    public static Func<ValueTuple<T1, T2, T3, T4, T5, T6, T7, ValueTuple<T8, T9, T10, T11, T12, T13, T14>>,
        TResult> Of(Action<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, T13, T14> target) => a =>
    {
        target(a.Item1, a.Item2, a.Item3, a.Item4, a.Item5, a.Item6, a.Item7, a.Rest.Item1, a.Rest.Item2,
            a.Rest.Item3, a.Rest.Item4, a.Rest.Item5, a.Rest.Item6, a.Rest.Item7);
        return default!;
    };
}

internal sealed class Calls<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, T13, T14, T15, TResult>(
    LiftedFunction function, Codec<ValueTuple<T1, T2, T3, T4, T5, T6, T7, ValueTuple<T8, T9, T10, T11, T12, T13, T14,
        ValueTuple<T15>>>>? parameters, Codec<TResult>? result)
{
    public TResult Func(T1 a1, T2 a2, T3 a3, T4 a4, T5 a5, T6 a6, T7 a7, T8 a8, T9 a9, T10 a10, T11 a11, T12 a12,
        T13 a13, T14 a14, T15 a15)
    {
        return function.Call<ValueTuple<T1, T2, T3, T4, T5, T6, T7, ValueTuple<T8, T9, T10, T11, T12, T13, T14,
            ValueTuple<T15>>>,
            TResult>(parameters, result,
            new(a1, a2, a3, a4, a5, a6, a7, new(a8, a9, a10, a11, a12, a13, a14, new(a15))));
    }

    public void Action(T1 a1, T2 a2, T3 a3, T4 a4, T5 a5, T6 a6, T7 a7, T8 a8, T9 a9, T10 a10, T11 a11, T12 a12,
        T13 a13, T14 a14, T15 a15)
    {
        function.Call<ValueTuple<T1, T2, T3, T4, T5, T6, T7, ValueTuple<T8, T9, T10, T11, T12, T13, T14,
            ValueTuple<T15>>>,
            TResult>(parameters, result,
            new(a1, a2, a3, a4, a5, a6, a7, new(a8, a9, a10, a11, a12, a13, a14, new(a15))));
    }

    public static Func<ValueTuple<T1, T2, T3, T4, T5, T6, T7, ValueTuple<T8, T9, T10, T11, T12, T13, T14,
        ValueTuple<T15>>>,
        TResult> Of(Func<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, T13, T14, T15, TResult> target) => a =>
        target(a.Item1, a.Item2, a.Item3, a.Item4, a.Item5, a.Item6, a.Item7, a.Rest.Item1, a.Rest.Item2,
        a.Rest.Item3, a.Rest.Item4, a.Rest.Item5, a.Rest.Item6, a.Rest.Item7, a.Rest.Rest.Item1);

    public static Func<ValueTuple<T1, T2, T3, T4, T5, T6, T7, ValueTuple<T8, T9, T10, T11, T12, T13, T14,
        ValueTuple<T15>>>,
        TResult> Of(Action<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, T13, T14, T15> target) => a =>
    {
        target(a.Item1, a.Item2, a.Item3, a.Item4, a.Item5, a.Item6, a.Item7, a.Rest.Item1, a.Rest.Item2,
            a.Rest.Item3, a.Rest.Item4, a.Rest.Item5, a.Rest.Item6, a.Rest.Item7, a.Rest.Rest.Item1);
        return default!;
    };
}

internal sealed class Calls<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, T13, T14, T15, T16, TResult>(
    LiftedFunction function, Codec<ValueTuple<T1, T2, T3, T4, T5, T6, T7, ValueTuple<T8, T9, T10, T11, T12, T13, T14,
        ValueTuple<T15, T16>>>>? parameters, Codec<TResult>? result)
{
    public TResult Func(T1 a1, T2 a2, T3 a3, T4 a4, T5 a5, T6 a6, T7 a7, T8 a8, T9 a9, T10 a10, T11 a11, T12 a12,
        T13 a13, T14 a14, T15 a15, T16 a16)
    {
        return function.Call<ValueTuple<T1, T2, T3, T4, T5, T6, T7, ValueTuple<T8, T9, T10, T11, T12, T13, T14,
            ValueTuple<T15, T16>>>,
            TResult>(parameters, result,
            new(a1, a2, a3, a4, a5, a6, a7, new(a8, a9, a10, a11, a12, a13, a14, new(a15, a16))));
    }

    public void Action(T1 a1, T2 a2, T3 a3, T4 a4, T5 a5, T6 a6, T7 a7, T8 a8, T9 a9, T10 a10, T11 a11, T12 a12,
        T13 a13, T14 a14, T15 a15, T16 a16)
    {
        function.Call<ValueTuple<T1, T2, T3, T4, T5, T6, T7, ValueTuple<T8, T9, T10, T11, T12, T13, T14,
            ValueTuple<T15, T16>>>,
            TResult>(parameters, result,
            new(a1, a2, a3, a4, a5, a6, a7, new(a8, a9, a10, a11, a12, a13, a14, new(a15, a16))));
    }

    public static Func<ValueTuple<T1, T2, T3, T4, T5, T6, T7, ValueTuple<T8, T9, T10, T11, T12, T13, T14,
        ValueTuple<T15, T16>>>,
        TResult> Of(Func<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, T13, T14, T15, T16, TResult> target) =>
        a => target(a.Item1, a.Item2, a.Item3, a.Item4, a.Item5, a.Item6, a.Item7, a.Rest.Item1, a.Rest.Item2,
        a.Rest.Item3, a.Rest.Item4, a.Rest.Item5, a.Rest.Item6, a.Rest.Item7, a.Rest.Rest.Item1, a.Rest.Rest.Item2);

    public static Func<ValueTuple<T1, T2, T3, T4, T5, T6, T7, ValueTuple<T8, T9, T10, T11, T12, T13, T14,
        ValueTuple<T15, T16>>>,
        TResult> Of(Action<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, T13, T14, T15, T16> target) => a =>
    {
        target(a.Item1, a.Item2, a.Item3, a.Item4, a.Item5, a.Item6, a.Item7, a.Rest.Item1, a.Rest.Item2,
            a.Rest.Item3, a.Rest.Item4, a.Rest.Item5, a.Rest.Item6, a.Rest.Item7, a.Rest.Rest.Item1, a.Rest.Rest.Item2);
        return default!;
    };
}
