using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Dovetail.Compilation.Cil;
using Dovetail.Compilation.Functions;
using Dovetail.Compilation.Verification;

namespace Dovetail.Compilation;

/// <summary>Compiles the functions of one unit to CIL and verifies it. Safe from many threads, each with a pool of its own.</summary>
/// <remarks>
/// Method i of the unit is the function i of its range. A function whose frame is large has its entry there and its body behind all functions
/// (<see cref="StackCheck"/>); there are the parts of a split one too.
/// </remarks>
[RequiresDynamicCode("Compiles WebAssembly at run time.")]
internal static class UnitCompiler
{
    /// <summary>The verified CIL of the functions of <paramref name="range"/>.</summary>
    /// <exception cref="LimitException">A function is more than the JIT can take in bounded time.</exception>
    /// <exception cref="UnsupportedException">A function uses what is not supported.</exception>
    /// <exception cref="VerificationException">The compiler emitted what cannot be proven safe.</exception>
    /// <remarks>
    /// Where the verifier cannot follow what the emitter knew of ranges, the unit is emitted again with all its checks: a module that is valid must not be
    /// refused because one of the two reasons further than the other.
    /// </remarks>
    public static UnitCode Compile(ModuleShape shape, UnitRange range, ExpressionPool pool)
    {
        try
        {
            var code = Emit(shape, range, pool);
            Verify(shape, range, code);
            return code;
        }
        catch (VerificationException) when (shape.KnowsRanges)
        {
            var code = Emit(shape.WithoutRanges, range, pool);
            Verify(shape, range, code);
            return code with { IsPlain = true };
        }
    }

    /// <summary>The CIL before it is verified.</summary>
    public static UnitCode Emit(ModuleShape shape, UnitRange range, ExpressionPool pool)
    {
        var (bodies, behind, frames) = (new CilBody[range.Count], new List<CilBody>(), new int[range.Count]);
        HashSet<int>? callees = null;
        var (unoptimized, unoptimizedBytes) = (0, 0L);
        for (var i = 0; i < range.Count; i++)
        {
            shape.Validated.RequireValid(range.First + i);
            var function = FunctionCompiler.Compile(shape, shape.ImportedFunctions + range.First + i, range, range.Count + behind.Count, pool);
            var body = function.Body;
            behind.AddRange(function.Parts);
            if (function.FrameSize > StackCheck.SmallFrame)
            {
                behind.Add(body);
                body = StackCheck.WriteEntry(body.Name + "_entry", body.Signature, range.Count + behind.Count - 1, function.FrameSize);
                StackCheck.RequireSmall(body);
            }
            (bodies[i], frames[i]) = (body, StackCheck.FrameSize(body));
            if (function.Callees.Count > 0)
                (callees ??= []).UnionWith(function.Callees);
            unoptimized += function.IsOptimized ? 0 : 1;
            unoptimizedBytes += function.IsOptimized ? 0 : function.Size;
        }
        return new UnitCode([.. bodies, .. behind], ImmutableCollectionsMarshal.AsImmutableArray(frames), Sorted(callees), unoptimized, unoptimizedBytes);
    }

    private static ImmutableArray<int> Sorted(HashSet<int>? numbers)
    {
        if (numbers is null)
            return [];
        var sorted = new int[numbers.Count];
        numbers.CopyTo(sorted);
        Array.Sort(sorted);
        return ImmutableCollectionsMarshal.AsImmutableArray(sorted);
    }

    /// <summary>Verifies every method of a unit.</summary>
    /// <exception cref="VerificationException">A method cannot be proven safe.</exception>
    public static void Verify(ModuleShape shape, UnitRange range, UnitCode code)
    {
        var promises = PromisesOf(shape, range, code);
        for (var i = 0; i < code.Bodies.Length; i++)
            CilVerifier.Verify(code.Bodies[i], promises with { Index = i });
    }

    /// <summary>What the verifier may count on: all of it comes from the module, but for the frames, which are those of the code itself.</summary>
    public static VerificationContext PromisesOf(ModuleShape shape, UnitRange range, UnitCode code)
    {
        Dictionary<int, int>? large = null;
        var signatures = new CilSignature[code.Bodies.Length];
        for (var i = 0; i < range.Count; i++)
            signatures[i] = shape.Signature(shape.FunctionTypes[shape.ImportedFunctions + range.First + i]);
        for (var i = range.Count; i < code.Bodies.Length; i++)
        {
            if (StackCheck.FrameSize(code.Bodies[i]) is > StackCheck.SmallFrame and var frame)
                (large ??= []).Add(i, frame);
            signatures[i] = code.Bodies[i].Signature;
        }
        return shape.Promises with { LargeFrames = large, UnitSignatures = ImmutableCollectionsMarshal.AsImmutableArray(signatures) };
    }
}

/// <summary>The CIL of a unit, and what there is to know of it.</summary>
/// <param name="Bodies">The methods: first those of the functions, in their order.</param>
/// <param name="Frames">For each function an upper bound in bytes of the frame that its caller makes room for.</param>
/// <param name="Callees">The functions of other units that are called, imports counted: an instance must have references to them.</param>
/// <param name="Unoptimized">How many functions are beyond what the JIT optimises.</param>
/// <param name="UnoptimizedBytes">The bytes of CIL of those.</param>
internal sealed record UnitCode(
    ImmutableArray<CilBody> Bodies, ImmutableArray<int> Frames, ImmutableArray<int> Callees, int Unoptimized, long UnoptimizedBytes)
{
    /// <summary>Whether the verifier could not follow the first attempt, so that all checks are there.</summary>
    public bool IsPlain { get; init; }
}
