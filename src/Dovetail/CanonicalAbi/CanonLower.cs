using System.Diagnostics.CodeAnalysis;
using Dovetail.Resources;
using Dovetail.Runtime;
using Dovetail.Wit.Abi;
using Dovetail.Wit.Types;

namespace Dovetail.CanonicalAbi;

/// <summary>
/// Makes the core functions that guests call component functions through (CanonicalABI.md, <c>canon lower</c>).
/// </summary>
[RequiresDynamicCode("Emits the call's edge at run time.")]
internal static class CanonLower
{
    private static readonly FlatFunctionType Realloc32 = new([FlatType.I32, FlatType.I32, FlatType.I32, FlatType.I32], [FlatType.I32]);
    private static readonly FlatFunctionType Realloc64 = new([FlatType.I64, FlatType.I64, FlatType.I64, FlatType.I64], [FlatType.I64]);

    /// <summary>The core type of <c>resource.drop</c>, and of most destructors.</summary>
    public static readonly FlatFunctionType Drop = new([FlatType.I32], []);

    private static readonly FlatFunctionType WideDestructor = new([FlatType.I64], []);

    /// <summary>The core type of <c>realloc</c>.</summary>
    public static FlatFunctionType Realloc(PointerType pointer) => pointer == PointerType.I32 ? Realloc32 : Realloc64;

    /// <summary>The core type of a destructor.</summary>
    public static FlatFunctionType Destructor(FlatType representation) => representation == FlatType.I32 ? Drop : WideDestructor;

    /// <summary>The core type of the <c>post-return</c> of a function whose own is <paramref name="lift"/>.</summary>
    public static FlatFunctionType PostReturn(FlatFunctionType lift) => new(lift.Results, []);

    /// <summary>Lowers <paramref name="callee"/> for a caller.</summary>
    /// <param name="type">The function's type as the caller knows it; it differs from the callee's in its static
    /// resource types only.</param>
    /// <param name="caller">The instance whose <c>canon lower</c> this is.</param>
    /// <param name="options">The caller's options.</param>
    /// <param name="resources">What the resources of <paramref name="type"/> are in the caller.</param>
    public static FunctionReference Lower(ComponentFunction callee, WitFunctionType type, ComponentState caller,
        CanonicalOptions options,
        Func<ResourceType, RuntimeResourceType> resources)
    {
        if (callee is HostComponentFunction host)
        {
            return new HostLowering(caller.Store.Engine, host, options.Pointer).For(caller, options);
        }
        var plan = FunctionPlan.Of(type, options.Pointer);
        return callee switch
        {
            UnexecutedFunction { Feature: var feature } => Unexecuted.Refuse(caller, plan.Lower, feature),
            LiftedFunction lifted => FusedFunction.Create(caller, options, plan, ComponentFunction.Resolve(plan, resources), lifted),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    /// <summary>A core function whose calls <paramref name="owner"/> carries out.</summary>
    public static FunctionReference Reference(FlatFunctionType type, LoweredFunction owner) =>
        CoreStub.Of(owner.Store.Engine, type).Reference(owner);
}
