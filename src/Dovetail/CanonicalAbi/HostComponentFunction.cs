using System.Diagnostics.CodeAnalysis;
using Dovetail.Bindings;
using Dovetail.Resources;
using Dovetail.Wit.Abi;
using Dovetail.Wit.Types;

namespace Dovetail.CanonicalAbi;

/// <summary>Lifts the arguments out of a guest's frame, calls a delegate of the host, lowers its result into the guest.</summary>
/// <param name="frame">The flat arguments; a flat result is wanted in the first slot.</param>
internal delegate void HostBody(in LiftLowerContext cx, ref FlatFrame frame);

/// <summary>A function of the host with a WIT type: a C# delegate that was found to fit it.</summary>
/// <param name="path">The name in errors.</param>
/// <param name="target">The delegate as it was given.</param>
/// <param name="numbers">The same as a delegate of the framework where all its types are numbers, which pass as they are.</param>
internal sealed class HostComponentFunction(string path, FunctionPlan plan, Delegate target, HostBody body, Delegate? numbers = null)
    : ComponentFunction(path, plan)
{
    // The same for callers with a memory of the other width.
    private HostComponentFunction? other;

    public Delegate Target { get; } = target;

    public Delegate? Numbers { get; } = numbers;

    /// <summary>Says what the resources of the type are at run time, before the function is lowered.</summary>
    /// <exception cref="ArgumentException">The host's C# types don't fit them.</exception>
    [RequiresDynamicCode("Looks at the delegate's types.")]
    public void BindResources(Func<ResourceType, RuntimeResourceType> resolve)
    {
        Resources = Resolve(Plan, resolve);
        DelegateBinding.CheckResources(this, Resources);
    }

    /// <summary>The function for callers whose addresses are of a width. What the resources are is known by then.</summary>
    [RequiresDynamicCode("Emits the call's edge at run time.")]
    public HostComponentFunction For(PointerType pointer)
    {
        if (pointer == Plan.Pointer)
        {
            return this;
        }
        var made = other ??= DelegateBinding.ToFunction(Path, Type, Target, pointer);
        made.Resources = Resources;
        return made;
    }

    /// <summary>Carries out a call of a guest.</summary>
    public void Run(in LiftLowerContext cx, ref FlatFrame frame) => body(cx, ref frame);
}

/// <summary>What the emitted body of a function of the host is closed over. Immutable.</summary>
/// <param name="path">The name in errors.</param>
/// <param name="codecs">The codecs that the body calls.</param>
internal sealed class HostCall(string path, Delegate target, Codec[] codecs)
{
    internal readonly Delegate Target = target;
    internal readonly Codec[] Codecs = codecs;
    private readonly string path = path;

    /// <summary>Ends a call whose delegate, or whose result on its way into the guest, threw <paramref name="fault"/>.</summary>
    [DoesNotReturn]
    internal static void Fail(HostCall call, in LiftLowerContext cx, Exception fault)
    {
        cx.Scope?.ExpireViews();
        throw Wrap(call.path, fault);
    }

    /// <summary>
    /// What the guest's caller shall see: traps of nested calls, exits and errors of other host functions pass as they are.
    /// </summary>
    internal static Exception Wrap(string path, Exception fault) => fault is TrapException or HostException or GuestExitException
        ? fault
        : new HostException(path, fault);
}
