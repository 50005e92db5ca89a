using System.Diagnostics.CodeAnalysis;
using Dovetail.Heap;
using Dovetail.Wasm.Modules;

namespace Dovetail.Runtime;

/// <summary>The owner of a function of the host: a delegate, and the emitted thunk that guests call it through.</summary>
internal sealed class HostFunction : FunctionOwner
{
    /// <summary>What is called: a <c>Func</c> or <c>Action</c> of the thunk's types.</summary>
    internal readonly Delegate Target;

    // Keeps the thunk alive.
    private readonly object _code;

    internal HostFunction(Store store, Delegate target, string origin, object code)
        : base(store) => (Target, Origin, _code) = (target, origin, code);

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

    /// <summary>An <c>externref</c> as the host sees it.</summary>
    internal static object? ObjectToHost(object? value, FunctionOwner owner) =>
        value is HeapValue ? References.ToHost(owner.Store, value) : value;

    /// <summary>An <c>externref</c> that the host passes to a guest of the store of <paramref name="owner"/>.</summary>
    /// <exception cref="ArgumentException">It is a <see cref="HeapReference"/> of another store.</exception>
    internal static object? ObjectFromHost(object? value, FunctionOwner owner) =>
        value is HeapReference ? References.FromHost(owner.Store, new ResolvedType(ValType.ExternRef), value) : value;

    /// <summary>A function that the host passes to a guest of the store of <paramref name="owner"/>.</summary>
    /// <exception cref="ArgumentException">The function belongs to another store.</exception>
    internal static FunctionReference? FromHost(Function? function, FunctionOwner owner)
    {
        if (function is null)
            return null;
        return function.Reference.Owner.Store == owner.Store
            ? function.Reference
            : throw new ArgumentException("the function belongs to another store", nameof(function));
    }
}
