using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Dovetail.Compilation.Adapters;
using Dovetail.Compilation.Resident;
using Dovetail.Wit.Types;

namespace Dovetail;

/// <summary>
/// How calls go from one component to another: an edge at which one lowers a function that the other lifts or that is imported
/// (CanonicalABI.md, <c>canon lower</c>). Immutable and safe from many threads.
/// </summary>
public sealed class Adapter
{
    private readonly AdapterShape? shape;

    internal Adapter(int index, string caller, string callee, string function, WitFunctionType type, string callerSignature, AdapterShape? shape,
        ImmutableArray<AdapterValue> parameters, AdapterValue? result)
    {
        (Index, Caller, Callee, Function, Type, CallerSignature) = (index, caller, callee, function, type, callerSignature);
        (this.shape, Parameters, Result) = (shape, parameters, result);
    }

    /// <summary>The position in <see cref="Component.Adapters"/>.</summary>
    public int Index { get; }

    /// <summary>The instance that calls: its path from the root, which itself is the empty text.</summary>
    public string Caller { get; }

    /// <summary>The instance that is called, likewise; the name of an import where that decides.</summary>
    public string Callee { get; }

    /// <summary>The function that is called: by the export of the root that leads to it, or by the import.</summary>
    public string Function { get; }

    /// <summary>The function's type, as the caller knows it.</summary>
    public WitFunctionType Type { get; }

    /// <summary>
    /// Whether caller and callee are both known, so that calls are one compiled method; otherwise what is linked for the import decides.
    /// </summary>
    public bool IsFused => shape is not null;

    /// <summary>The core function type that the caller calls, flattened: <c>[i32 i32] -> [i32]</c>.</summary>
    public string CallerSignature { get; }

    /// <summary>The core function type that the callee has; null where it is not known.</summary>
    public string? CalleeSignature => shape?.Lift.ToString();

    /// <summary>Whether the callee's <c>post-return</c> is called.</summary>
    public bool CallsPostReturn => shape is { Options.HasPostReturn: true };

    /// <summary>The parameters, in order; what is done with them is known where the adapter is fused.</summary>
    public ImmutableArray<AdapterValue> Parameters { get; }

    /// <summary>The result; null where there is none.</summary>
    public AdapterValue? Result { get; }

    /// <summary>Writes the code of the adapter as a .NET assembly: the same instructions that run.</summary>
    /// <exception cref="InvalidOperationException">The adapter is not fused.</exception>
    /// <exception cref="LimitException">The types are more than can be compiled in bounded time.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    [RequiresDynamicCode("Compiles the adapter at run time.")]
    public void Save(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var fused = shape ?? throw new InvalidOperationException($"what `{Function}` calls is known only when it is linked");
        var bodies = AdapterUnit.Emit(fused);
        AdapterCompiler.Verify(fused, bodies);
        var outlet = new PersistedOutlet("Dovetail.Adapter");
        outlet.Add(0, bodies);
        outlet.Save(path);
    }

    /// <summary>The edge in a line: <c>instance 1 -> instance 0: math.add func(a: u32) -> u32</c>.</summary>
    public override string ToString() => $"{NameOf(Caller)} -> {NameOf(Callee)}: {Function} {Type}";

    private static string NameOf(string path) => path.Length == 0 ? "the component" : path;
}

/// <summary>What becomes of one parameter or result of an adapter.</summary>
/// <param name="Name">The parameter's name; <c>result</c>.</param>
/// <param name="Type">Its type.</param>
/// <param name="IsInMemory">Whether it is passed through memory, with all others of its side, instead of as core values.</param>
/// <param name="Moves">What is done with it.</param>
public sealed record AdapterValue(string Name, WitType Type, bool IsInMemory, ValueMoves Moves);

/// <summary>What an adapter does with a value or the parts of it, beyond passing numbers on.</summary>
[Flags]
public enum ValueMoves
{
    /// <summary>Numbers are passed on; narrow ones are cut to their width.</summary>
    None = 0,

    /// <summary>Chars, cases, flags or bools are checked or cut to what their type allows.</summary>
    Checks = 1,

    /// <summary>Memory is asked of the target's <c>realloc</c>.</summary>
    Allocates = 2,

    /// <summary>Lists of numbers, or strings of one encoding, are copied as a block.</summary>
    CopiesBlocks = 4,

    /// <summary>Lists are copied element by element.</summary>
    CopiesElements = 8,

    /// <summary>Strings change their encoding.</summary>
    Transcodes = 16,

    /// <summary>Handles go from table to table.</summary>
    MovesHandles = 32,
}
