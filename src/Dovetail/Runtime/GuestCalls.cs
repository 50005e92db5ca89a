using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Dovetail.Runtime;

/// <summary>The edge where the host calls a guest: what the emitted entry methods call before and after the function.</summary>
/// <remarks>
/// An entry method catches what the guest throws, leaves its handler, and only then reports it here: an exception that is thrown
/// inside a handler keeps the stack below it, and a deep ping-pong of host and guest would overflow on its way out.
/// </remarks>
internal static class GuestCalls
{
    /// <summary>Enters the store of <paramref name="function"/>. Becomes part of the entry, as does <see cref="Exit"/>.</summary>
    /// <returns>What <see cref="Exit"/> must be given.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Ownership? Enter(FunctionReference function) => function.Owner.Store.EnterQuickly(function.FrameSize);

    /// <summary>Leaves the store, after the outermost call. Its use here also keeps the store alive during the call.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Exit(FunctionReference function, Ownership? entry) => Store.ExitQuickly(function.Owner.Store, entry);

    /// <summary>A reference that the host passes as the argument at <paramref name="index"/>.</summary>
    /// <exception cref="ArgumentException">It is not of the parameter's type, or of another store.</exception>
    internal static object? ObjectArgument(object? value, FunctionReference function, int index) =>
        References.FromHost(function.Owner.Store, function.Type.Values[index], value);

    /// <inheritdoc cref="ObjectArgument"/>
    internal static FunctionReference? FunctionArgument(Function? value, FunctionReference function, int index) =>
        (FunctionReference?)ObjectArgument(value, function, index);

    /// <summary>Leaves the store after a call that ended with <paramref name="fault"/>, and throws what the host shall see of that.</summary>
    [DoesNotReturn]
    internal static void Fail(FunctionReference function, Ownership? entry, Exception fault)
    {
        Exit(function, entry);
        Fail(fault);
    }

    /// <summary>Throws what the host shall see of <paramref name="fault"/>, made afresh.</summary>
    [DoesNotReturn]
    internal static void Fail(Exception fault) => throw Faults.AtEdge(fault);

    /// <summary>Calls a function without parameters and results, as emitted entries do.</summary>
    internal static unsafe void Run(FunctionReference function)
    {
        var entry = Enter(function);
        Exception? fault = null;
        try
        {
            // The caller has checked that the type is [] -> []; the owner is the reference's own.
            ((delegate*<FunctionOwner, void>)function.Pointer)(function.Owner);
        }
        catch (Exception e)
        {
            fault = e;
        }
        Exit(function, entry);
        if (fault is not null)
            Fail(fault);
    }
}
