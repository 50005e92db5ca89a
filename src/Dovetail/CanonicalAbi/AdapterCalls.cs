using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Dovetail.Runtime;

namespace Dovetail.CanonicalAbi;

/// <summary>How adapters enter and leave component instances (CanonicalABI.md, <c>canon_lower</c>, <c>canon_lift</c>).</summary>
internal static class AdapterCalls
{
    /// <summary>The caller may leave; nothing is entered, since the callee already runs around the caller, or is it.</summary>
    public static void Leave(FusedFunction function)
    {
        if (!function.CallerInstance.MayLeave)
        {
            AbiTraps.CannotLeave();
        }
    }

    /// <summary>The caller may leave, and the callee alone is entered.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void EnterCallee(FusedFunction function)
    {
        Leave(function);
        var callee = function.CalleeInstance;
        if (!callee.MayEnter)
        {
            AbiTraps.CannotEnter(callee);
        }
        callee.EnteredBy = function.Number;
    }

    /// <summary>The caller may leave, and the callee is entered with what is around it.</summary>
    public static void EnterSeveral(FusedFunction function)
    {
        Leave(function);
        ComponentState.Enter(function.Entered);
        function.CalleeInstance.EnteredBy = function.Number;
    }

    public static void LeaveCallee(FusedFunction function) => function.CalleeInstance.MayEnter = true;

    public static void LeaveSeveral(FusedFunction function) => ComponentState.Leave(function.Entered);

    /// <summary>The callee cannot call out while it frees what its result took.</summary>
    public static void BeginPostReturn(FusedFunction function) => function.CalleeInstance.MayLeave = false;

    public static void EndPostReturn(FusedFunction function) => function.CalleeInstance.MayLeave = true;

    /// <summary>Begins to count what a call makes the instance pass to the other, where that costs something.</summary>
    public static void BeginCopies(AdapterSide from)
    {
        if (from.CountsCopies)
        {
            from.BeginCopies();
        }
    }

    public static CallScope OpenScope(FusedFunction function) => function.OpenScope();

    public static void CloseScope(FusedFunction function, CallScope scope) => function.CloseScope(scope);

    /// <summary>The callee returns: it must have dropped every borrow.</summary>
    public static void ExitCallee(CallScope scope) => scope.ExitCallee();

    // What emitted code calls while an exception passes; the index is a constant below FlatFrame.Slots.
    public static void KeepI32(FusedFunction function, int index, int value) => FlatFrame.SetI32(value, ref function.KeptArguments, index);

    public static void KeepI64(FusedFunction function, int index, long value) => FlatFrame.SetI64(value, ref function.KeptArguments, index);

    public static void KeepF32(FusedFunction function, int index, float value) => FlatFrame.SetF32(value, ref function.KeptArguments, index);

    public static void KeepF64(FusedFunction function, int index, double value) => FlatFrame.SetF64(value, ref function.KeptArguments, index);

    /// <summary>An exception of WebAssembly that leaves a component's function is a trap.</summary>
    [DoesNotReturn]
    public static void Uncaught(GuestThrow thrown) => throw Faults.AtLift(thrown);
}
