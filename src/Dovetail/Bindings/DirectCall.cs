using System.Runtime.CompilerServices;
using Dovetail.CanonicalAbi;
using Dovetail.Runtime;
using Dovetail.Wit.Types;

namespace Dovetail.Bindings;

/// <summary>The edge of calls whose values need no work at all: enter the store and the instance, leave both.</summary>
internal static class DirectCall
{
    /// <summary>
    /// Whether a C# number passes as the core value of <paramref name="type"/> as it is: 32 and 64 bits wide, and no
    /// check.
    /// </summary>
    public static bool Fits(WitType? type) => type is null or PrimitiveType
    {
        Kind: PrimitiveKind.S32 or PrimitiveKind.U32 or PrimitiveKind.S64 or PrimitiveKind.U64
            or PrimitiveKind.F32 or PrimitiveKind.F64
    };

    /// <summary>Whether calls of <paramref name="function"/> may go directly.</summary>
    public static bool Fits(LiftedFunction function) =>
        function.Options.PostReturn is null && !function.Plan.ParametersInMemory
        && Fits(function.Type.Result) && function.Type.Parameters.All(parameter => Fits(parameter.Type));

    /// <summary>Enters; what it gives is for <see cref="Exit"/>, which must follow.</summary>
    public static bool Enter(LiftedFunction function)
    {
        var store = function.Instance.Store;
        var outermost = store.Enter(function.Core.FrameSize);
        foreach (var instance in function.Instance.FromHost)
        {
            if (!instance.MayEnter)
            {
                Refuse(function, outermost);
            }
        }
        foreach (var instance in function.Instance.FromHost)
        {
            instance.MayEnter = false;
        }
        return outermost;
    }

    /// <summary>
    /// Leaves, and throws what the host shall see of <paramref name="fault"/>, which locks the instance.
    /// </summary>
    public static void Exit(LiftedFunction function, bool outermost, Exception? fault)
    {
        if (fault is null)
        {
            ComponentState.Leave(function.Instance.FromHost);
        }
        if (outermost)
        {
            function.Instance.Store.Exit();
        }
        if (fault is not null)
        {
            fault = Faults.AtLift(fault);
            function.Instance.Trapped(fault);
            GuestCalls.Fail(fault);
        }
    }

    /// <summary>A result as it is, but for NaNs, of which the host sees one.</summary>
    public static T Canonical<T>(T value)
    {
        if (typeof(T) == typeof(float))
        {
            var number = Unsafe.As<T, float>(ref value);
            number = float.IsNaN(number) ? BitConverter.UInt32BitsToSingle(0x7fc00000) : number;
            return Unsafe.As<float, T>(ref number);
        }
        if (typeof(T) == typeof(double))
        {
            var number = Unsafe.As<T, double>(ref value);
            number = double.IsNaN(number) ? BitConverter.UInt64BitsToDouble(0x7ff8000000000000) : number;
            return Unsafe.As<double, T>(ref number);
        }
        return value;
    }

    private static void Refuse(LiftedFunction function, bool outermost)
    {
        if (outermost)
        {
            function.Instance.Store.Exit();
        }
        AbiTraps.CannotEnter(function.Instance);
    }
}
