using System.Globalization;
using Dovetail.CanonicalAbi;
using Dovetail.Wit.Abi;

namespace Dovetail.Compilation.Adapters;

/// <summary>What a call between two component instances enters.</summary>
internal enum Entering : byte
{
    /// <summary>Nothing: the callee is the caller, or runs around it.</summary>
    Nothing,
    /// <summary>The callee alone.</summary>
    Callee,
    /// <summary>The callee and what is around it.</summary>
    Several,
}

/// <summary>What an adapter depends on beside types.</summary>
/// <param name="CallerEncoding">How strings lie in the caller's memory.</param>
/// <param name="CalleeEncoding">How strings lie in the callee's memory.</param>
/// <param name="HasPostReturn">Whether the callee has a <c>post-return</c>.</param>
/// <param name="Entering">What a call enters.</param>
internal readonly record struct AdapterOptions(
    StringEncoding CallerEncoding, StringEncoding CalleeEncoding, bool HasPostReturn, Entering Entering);

/// <summary>All that the code of an adapter depends on. Immutable.</summary>
internal sealed class AdapterShape
{
    private AdapterShape(FunctionPlan caller, FunctionPlan callee, AdapterOptions options)
    {
        var (down, up) = (new AdaptedTypes(caller, callee), new AdaptedTypes(callee, caller));
        Options = options;
        (CallerPointer, CalleePointer) = (caller.Pointer, callee.Pointer);
        (Lower, Lift) = (caller.Lower, callee.Lift);
        (ParametersInMemory, ResultInMemory, HasBorrow) = (caller.ParametersInMemory, caller.ResultInMemory, caller.HasBorrow);
        Parameters = caller.Parameters is null ? null : (AdaptedFields)down.Of(caller.Parameters, callee.Parameters!);
        Result = caller.Type.Result is null ? null : up.Of(callee.Type.Result!, caller.Type.Result);
        Key = string.Create(CultureInfo.InvariantCulture,
            $"{caller.Pointer} {callee.Pointer} {options.CallerEncoding} {options.CalleeEncoding} {options.HasPostReturn} {options.Entering}\n{down.Key}\n\n{up.Key}\n{Result?.Id}");
    }

    public AdapterOptions Options { get; }

    /// <summary>How wide addresses and lengths are in the caller's memory.</summary>
    public PointerType CallerPointer { get; }

    /// <summary>How wide addresses and lengths are in the callee's memory.</summary>
    public PointerType CalleePointer { get; }

    /// <summary>The core type of the adapter.</summary>
    public FlatFunctionType Lower { get; }

    /// <summary>The core type of the function that it calls.</summary>
    public FlatFunctionType Lift { get; }

    /// <summary>All parameters as one tuple; null where there are none.</summary>
    public AdaptedFields? Parameters { get; }

    public AdaptedType? Result { get; }

    /// <summary>Whether the parameters are passed as the address of the tuple.</summary>
    public bool ParametersInMemory { get; }

    /// <summary>Whether the result is passed through memory.</summary>
    public bool ResultInMemory { get; }

    /// <summary>Whether a parameter borrows, so that calls need a scope.</summary>
    public bool HasBorrow { get; }

    /// <summary>A text that says all of this: shapes with the same key have the same code.</summary>
    public string Key { get; }

    /// <summary>Whether calls of functions of a plan read values from either memory.</summary>
    public static bool ReadMemory(FunctionPlan plan) => plan.ParametersInMemory || plan.ResultInMemory
        || plan.Parameters is { Facts.ContainsPointer: true };

    /// <summary>The shape of calls between functions of two plans.</summary>
    public static AdapterShape Of(FunctionPlan caller, FunctionPlan callee, AdapterOptions options) => new(caller, callee, options);
}
