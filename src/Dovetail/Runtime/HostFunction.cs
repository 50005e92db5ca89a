using System.Diagnostics.CodeAnalysis;
using Dovetail.Heap;

namespace Dovetail.Runtime;

/// <summary>The owner of a function of the host: a delegate, and the emitted thunk that guests call it through.</summary>
internal sealed class HostFunction : FunctionOwner
{
    /// <summary>What is called: a <c>Func</c> or <c>Action</c> of the thunk's types.</summary>
    internal readonly Delegate Target;

    // Keeps the thunk alive.
    private readonly object _code;

    internal HostFunction(Store store, CanonicalType type, Delegate target, string origin, object code)
        : base(store) => (Type, Target, Origin, _code) = (type, target, origin, code);

    /// <summary>The type of the function.</summary>
    internal CanonicalType Type { get; }

    /// <summary>The name in errors.</summary>
    internal string Origin { get; }

    internal object Code => _code;
}

/// <summary>The edge where a guest calls the host: what the emitted thunks call around the delegate.</summary>
internal static class HostCalls
{
    /// <summary>An upper bound of a thunk's frame. Guests leave the host far more than that.</summary>
    internal const int FrameSize = 1024;

    /// <summary>Throws what the guest's caller shall see of an exception that a host function threw.</summary>
    /// <remarks>
    /// Traps of a nested call, exits and errors of other host functions pass as they are. An exception of WebAssembly, thrown by the host or by
    /// a guest that it called, is one that the guest may catch; not one of another store, whose tags this one cannot know.
    /// </remarks>
    [DoesNotReturn]
    internal static void Fail(Exception fault, FunctionOwner function) => throw fault switch
    {
        TrapException or HostException or GuestExitException => fault,
        WasmException thrown when thrown.Tag.Store == function.Store => thrown.ToGuest(),
        _ => new HostException(((HostFunction)function).Origin, fault),
    };

    /// <summary>A function reference as the host sees it.</summary>
    internal static Function? ToHost(FunctionReference? reference) => reference is null ? null : new Function(reference);

    /// <summary>A reference to anything but a function, as the host sees it.</summary>
    internal static object? ObjectToHost(object? value, FunctionOwner owner) =>
        value is HeapValue ? References.ToHost(owner.Store, value) : value;

    /// <summary>What a function of the host returned as its result at <paramref name="index"/>, of the type that the guest counts on.</summary>
    /// <exception cref="HostException">It is not of the type, or of another store.</exception>
    internal static object? ObjectResult(object? value, FunctionOwner owner, int index)
    {
        var function = (HostFunction)owner;
        try
        {
            return References.FromHost(owner.Store, function.Type.Values[function.Type.Function.Parameters.Length + index], value);
        }
        catch (ArgumentException error)
        {
            throw new HostException(function.Origin, error);
        }
    }

    /// <inheritdoc cref="ObjectResult"/>
    internal static FunctionReference? FunctionResult(Function? value, FunctionOwner owner, int index) =>
        (FunctionReference?)ObjectResult(value, owner, index);
}
