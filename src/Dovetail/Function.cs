using System.Runtime.CompilerServices;
using Dovetail.Compilation.Delegates;
using Dovetail.Runtime;
using Dovetail.Wasm.Modules;

namespace Dovetail;

/// <summary>A function of a guest or of the host, in a store. Two are equal when they are the same function.</summary>
public sealed class Function : IEquatable<Function>
{
    internal Function(FunctionReference reference) => Reference = reference;

    /// <summary>The types of the parameters and results. A type of a module's own shows as the abstract type above it.</summary>
    public FunctionType Type => Reference.Type.Function;

    internal FunctionReference Reference { get; }

    /// <summary>A function of the host, for tables, globals and calls of a guest of <paramref name="store"/>.</summary>
    /// <param name="handler">
    /// Takes and returns int or uint (i32), long or ulong (i64), float, double, <c>Vector128&lt;byte&gt;</c> (v128), <see cref="Function"/> (funcref) and
    /// object (externref); a linker takes the last two for references of any type to functions and to other things. Several results are a value tuple. What it throws reaches the guest's caller as a <see cref="HostException"/>.
    /// </param>
    /// <param name="name">The name in errors.</param>
    /// <exception cref="ArgumentException">A type of the delegate has no counterpart.</exception>
    public static Function FromDelegate(Store store, Delegate handler, string name = "function")
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(handler);
        ArgumentNullException.ThrowIfNull(name);
        if (!RuntimeFeature.IsDynamicCodeSupported)
            throw NotWithoutDynamicCode();
        return new Function(DelegateCompiler.CreateHostFunction(store, handler, name));
    }

    /// <summary>A delegate that calls the function, with the types that <see cref="FromDelegate"/> names; calling it allocates nothing.</summary>
    /// <remarks>The delegate keeps the function's module. It throws what the guest's call ends with, see <see cref="Invoke"/>.</remarks>
    /// <exception cref="ArgumentException">The types do not fit.</exception>
    public TDelegate CreateDelegate<TDelegate>()
        where TDelegate : Delegate => CreateDelegate<TDelegate>("the function");

    /// <summary>Calls the function with values whose types are known only now.</summary>
    /// <param name="arguments">
    /// An int or uint, long or ulong, float, double, <c>Vector128&lt;byte&gt;</c>, <see cref="Function"/>, <see cref="HeapReference"/> or any object, as the type
    /// says.
    /// </param>
    /// <returns>The results, by the same types.</returns>
    /// <exception cref="ArgumentException">The arguments do not fit.</exception>
    /// <exception cref="TrapException">The guest trapped, or was stopped.</exception>
    /// <exception cref="WasmException">The guest threw an exception of WebAssembly and did not catch it.</exception>
    /// <exception cref="HostException">A function of the host, called by the guest, threw.</exception>
    /// <exception cref="GuestExitException">The guest ended itself.</exception>
    /// <exception cref="InvalidOperationException">Another thread is inside the store.</exception>
    /// <exception cref="ObjectDisposedException">The store is disposed.</exception>
    public object?[] Invoke(params ReadOnlySpan<object?> arguments)
    {
        var values = DynamicValues.FromHost(Reference, arguments);
        if (!RuntimeFeature.IsDynamicCodeSupported)
            throw NotWithoutDynamicCode();
        return DelegateCompiler.DynamicEntry(Reference.Type)(Reference, values);
    }

    /// <inheritdoc/>
    public bool Equals(Function? other) => other is not null && other.Reference == Reference;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Function);

    /// <inheritdoc/>
    public override int GetHashCode() => Reference.GetHashCode();

    /// <summary>The type in the text format.</summary>
    public override string ToString() => $"function {Type}";

    /// <param name="name">What errors call the function.</param>
    internal TDelegate CreateDelegate<TDelegate>(string name)
        where TDelegate : Delegate
    {
        if (!RuntimeFeature.IsDynamicCodeSupported)
            throw NotWithoutDynamicCode();
        return (TDelegate)DelegateCompiler.CreateEntry(Reference, typeof(TDelegate), name);
    }

    internal static UnsupportedException NotWithoutDynamicCode() => new("compilation at run time");
}
