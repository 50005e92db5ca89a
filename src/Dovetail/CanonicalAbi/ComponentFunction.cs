using Dovetail.Resources;
using Dovetail.Wit.Types;

namespace Dovetail.CanonicalAbi;

// How a call crosses the edge of a component.
//
// A component-level function at run time is a ComponentFunction: a LiftedFunction (`canon lift`: a core function of an
// instance, its options and its type) or a HostComponentFunction (a C# delegate that was bound to a WIT type). What a
// guest calls is always a core function: CanonLower.Lower makes a FunctionReference of either, with the caller's
// instance, options and type.
//
//   host ── typed delegate ─▶ emitted method, with a LiftedCall ─▶ core function
//   host ── WitValue ─▶ LiftedFunction.Call ─▶ core function
//   core function ─▶ LoweredFunction (HostLoweredFunction) ─▶ C# delegate
//   core function ─▶ compiled adapter, with a FusedFunction ─▶ core function of another instance
//
// What a lift needs: the ComponentState of its instance (flags and handles), CanonicalOptions (memory, realloc,
// post-return and string encoding, found already), the core FunctionReference, the function's WIT type, and what that
// type's resources are in this instance: a RuntimeResourceType for each static ResourceType. A lower needs the same of
// the caller, without a core function, and yields one.
//
// All consumers derive from one FunctionPlan per function type. At the host's edge codecs (Bindings/), generic objects
// made once per type, carry it out for values and are what the calls of delegates are compiled from (Compilation/Edges/).
// Between components (Compilation/Adapters/) values go from memory to memory by emitted code.
//
// The order of a call is CanonicalABI.md's canon_lift: enter, lower the parameters (realloc runs with may_leave false),
// call, lift the result, check that no borrow remains, post-return (may_leave false), leave. A trap leaves the flags as
// they are: that is the lock.
//
// What this does not do: async lifts and lowers, callbacks.

/// <summary>A function of the component level, in a store.</summary>
internal abstract class ComponentFunction(string path, FunctionPlan plan)
{
    /// <summary>The name in errors: <c>shop:math/calc.add</c>.</summary>
    public string Path { get; } = path;

    public FunctionPlan Plan { get; } = plan;

    public WitFunctionType Type => Plan.Type;

    /// <summary>The runtime types of the plan's resources, by slot.</summary>
    public RuntimeResourceType[] Resources { get; protected set; } = [];

    /// <summary>What a resource of <see cref="Type"/> is at run time; null for one that does not occur.</summary>
    public RuntimeResourceType? ResourceOf(ResourceType resource) =>
        Plan.SlotOf(resource) is var slot and >= 0 ? Resources[slot] : null;

    /// <summary>The runtime types of a plan's resources, by slot.</summary>
    public static RuntimeResourceType[] Resolve(FunctionPlan plan, Func<ResourceType, RuntimeResourceType> resolve)
    {
        var types = new RuntimeResourceType[plan.Resources.Length];
        for (var i = 0; i < types.Length; i++)
        {
            types[i] = resolve(plan.Resources[i]);
        }
        return types;
    }
}
