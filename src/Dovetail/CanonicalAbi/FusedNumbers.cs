using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using Dovetail.Bindings;
using Dovetail.Compilation.Adapters;
using Dovetail.Runtime;
using Dovetail.Wit.Abi;

namespace Dovetail.CanonicalAbi;

/// <summary>
/// A function of one component that another calls, where all values are 32- or 64-bit numbers: nothing is to be moved,
/// so the call is the flags of both instances and the callee's core function.
/// </summary>
/// <remarks>
/// Its core functions are the generic methods here, over the four number types, instead of emitted code. Calling the
/// pointer is safe because linking compared the two component-level types, and both core types follow from those.
/// </remarks>
internal sealed unsafe class FusedNumbers : FunctionOwner
{
    private const int MaxParameters = 4;

    private readonly ComponentState caller;
    private readonly ComponentState[] entered;
    private readonly FunctionReference core;

    private FusedNumbers(ComponentState caller, LiftedFunction function)
        : base(caller.Store)
    {
        (this.caller, core) = (caller, function.Core);
        entered = function.Instance.EnteringSet(caller);
    }

    /// <summary>
    /// The core function for <paramref name="caller"/>; null where values need work, or are too many.
    /// </summary>
    [RequiresDynamicCode("Makes generic methods at run time.")]
    [UnconditionalSuppressMessage("Trimming", "IL2060",
        Justification = "The generic methods ask nothing of their arguments.")]
    public static FunctionReference? TryCreate(ComponentState caller, LiftedFunction function)
    {
        var type = function.Plan.Lift;
        if (!DirectCall.Fits(function) || type.Parameters.Length > MaxParameters)
        {
            return null;
        }
        var name = type.Results.IsEmpty ? nameof(Run) : nameof(Call);
        var open = Array.Find(typeof(FusedNumbers).GetMethods(BindingFlags.NonPublic | BindingFlags.Static),
            method => method.Name == name && method.GetParameters().Length == type.Parameters.Length + 1)!;
        Type[] types = [.. type.Parameters.Select(Clr), .. type.Results.Select(Clr)];
        var method = types.Length == 0 ? open : open.MakeGenericMethod(types);
        return new FunctionReference(method.MethodHandle.GetFunctionPointer(),
            caller.Store.Engine.Types.Intern(FrameEmitter.CoreType(type)),
            new FusedNumbers(caller, function), LoweredFunction.FrameSize);
    }

    private static Type Clr(FlatType type) => type switch
    {
        FlatType.I32 => typeof(int),
        FlatType.I64 => typeof(long),
        FlatType.F32 => typeof(float),
        _ => typeof(double),
    };

    // The owner is this class's: a reference is made above, with both.
    private static FusedNumbers Enter(FunctionOwner owner)
    {
        var self = Unsafe.As<FusedNumbers>(owner);
        if (!self.caller.MayLeave)
        {
            AbiTraps.CannotLeave();
        }
        CoreCalls.CheckStack(self.core);
        ComponentState.Enter(self.entered);
        return self;
    }

    private void Leave() => ComponentState.Leave(entered);

    private static void Run(FunctionOwner owner)
    {
        var self = Enter(owner);
        try
        {
            ((delegate*<FunctionOwner, void>)self.core.Pointer)(self.core.Owner);
        }
        catch (GuestThrow thrown)
        {
            throw Faults.AtLift(thrown);
        }
        self.Leave();
    }

    private static void Run<T1>(T1 a, FunctionOwner owner)
    {
        var self = Enter(owner);
        try
        {
            ((delegate*<T1, FunctionOwner, void>)self.core.Pointer)(a, self.core.Owner);
        }
        catch (GuestThrow thrown)
        {
            throw Faults.AtLift(thrown);
        }
        self.Leave();
    }

    private static void Run<T1, T2>(T1 a, T2 b, FunctionOwner owner)
    {
        var self = Enter(owner);
        try
        {
            ((delegate*<T1, T2, FunctionOwner, void>)self.core.Pointer)(a, b, self.core.Owner);
        }
        catch (GuestThrow thrown)
        {
            throw Faults.AtLift(thrown);
        }
        self.Leave();
    }

    private static void Run<T1, T2, T3>(T1 a, T2 b, T3 c, FunctionOwner owner)
    {
        var self = Enter(owner);
        try
        {
            ((delegate*<T1, T2, T3, FunctionOwner, void>)self.core.Pointer)(a, b, c, self.core.Owner);
        }
        catch (GuestThrow thrown)
        {
            throw Faults.AtLift(thrown);
        }
        self.Leave();
    }

    private static void Run<T1, T2, T3, T4>(T1 a, T2 b, T3 c, T4 d, FunctionOwner owner)
    {
        var self = Enter(owner);
        try
        {
            ((delegate*<T1, T2, T3, T4, FunctionOwner, void>)self.core.Pointer)(a, b, c, d, self.core.Owner);
        }
        catch (GuestThrow thrown)
        {
            throw Faults.AtLift(thrown);
        }
        self.Leave();
    }

    private static TResult Call<TResult>(FunctionOwner owner)
    {
        var self = Enter(owner);
        TResult result;
        try
        {
            result = ((delegate*<FunctionOwner, TResult>)self.core.Pointer)(self.core.Owner);
        }
        catch (GuestThrow thrown)
        {
            throw Faults.AtLift(thrown);
        }
        self.Leave();
        return result;
    }

    private static TResult Call<T1, TResult>(T1 a, FunctionOwner owner)
    {
        var self = Enter(owner);
        TResult result;
        try
        {
            result = ((delegate*<T1, FunctionOwner, TResult>)self.core.Pointer)(a, self.core.Owner);
        }
        catch (GuestThrow thrown)
        {
            throw Faults.AtLift(thrown);
        }
        self.Leave();
        return result;
    }

    private static TResult Call<T1, T2, TResult>(T1 a, T2 b, FunctionOwner owner)
    {
        var self = Enter(owner);
        TResult result;
        try
        {
            result = ((delegate*<T1, T2, FunctionOwner, TResult>)self.core.Pointer)(a, b, self.core.Owner);
        }
        catch (GuestThrow thrown)
        {
            throw Faults.AtLift(thrown);
        }
        self.Leave();
        return result;
    }

    private static TResult Call<T1, T2, T3, TResult>(T1 a, T2 b, T3 c, FunctionOwner owner)
    {
        var self = Enter(owner);
        TResult result;
        try
        {
            result = ((delegate*<T1, T2, T3, FunctionOwner, TResult>)self.core.Pointer)(a, b, c, self.core.Owner);
        }
        catch (GuestThrow thrown)
        {
            throw Faults.AtLift(thrown);
        }
        self.Leave();
        return result;
    }

    private static TResult Call<T1, T2, T3, T4, TResult>(T1 a, T2 b, T3 c, T4 d, FunctionOwner owner)
    {
        var self = Enter(owner);
        TResult result;
        try
        {
            result = ((delegate*<T1, T2, T3, T4, FunctionOwner, TResult>)self.core.Pointer)(a, b, c, d, self.core.Owner);
        }
        catch (GuestThrow thrown)
        {
            throw Faults.AtLift(thrown);
        }
        self.Leave();
        return result;
    }
}
