using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.CompilerServices;
using Dovetail.Bindings;
using Dovetail.Compilation.Adapters;
using Dovetail.Resources;
using Dovetail.Runtime;
using Dovetail.Tracing;
using Dovetail.Wit.Types;

namespace Dovetail.CanonicalAbi;

/// <summary>
/// What <c>canon lift</c> makes: a core function of a component instance that is called with component values.
/// </summary>
internal sealed class LiftedFunction : ComponentFunction
{
    private readonly CoreInvoker invoker;
    private readonly CoreInvoker? postReturn;

    /// <summary>
    /// Lifts <paramref name="core"/>, whose type validation has compared with <paramref name="type"/>'s.
    /// </summary>
    /// <param name="path">The name in errors.</param>
    /// <param name="resources">What the resources of <paramref name="type"/> are in <paramref
    /// name="instance"/>.</param>
    [RequiresDynamicCode("Emits the call's edge at run time.")]
    public LiftedFunction(string path, WitFunctionType type, ComponentState instance, CanonicalOptions options,
        FunctionReference core,
        Func<ResourceType, RuntimeResourceType> resources)
        : base(path, FunctionPlan.Of(type, options.Pointer))
    {
        (Instance, Options, Core) = (instance, options, core);
        Resources = Resolve(Plan, resources);
        HostSide = new AbiSide(instance, options, Resources, isHostEdge: true);
        invoker = FrameEmitter.InvokerFor(Plan.Lift, core);
        postReturn = options.PostReturn is { } function
            ? FrameEmitter.InvokerFor(CanonLower.PostReturn(Plan.Lift), function)
            : null;
        FrameSize = Math.Max(core.FrameSize, Math.Max(options.Realloc?.FrameSize ?? 0, options.PostReturn?.FrameSize ?? 0));
    }

    public ComponentState Instance { get; }

    public CanonicalOptions Options { get; }

    public FunctionReference Core { get; }

    /// <summary>How many bytes of stack a call wants at least: the largest frame of what it calls.</summary>
    public int FrameSize { get; }

    /// <summary>The instance's side of a call from the host.</summary>
    public AbiSide HostSide { get; }

    /// <summary>Calls with values whose types are known at run time only.</summary>
    /// <exception cref="ArgumentException">The arguments are not of the parameters' types.</exception>
    public WitValue Call(params ReadOnlySpan<WitValue> arguments)
    {
        if (arguments.Length != Type.Parameters.Length)
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                $"`{Path}` is {Type}: expected {Type.Parameters.Length} arguments, found {arguments.Length}"),
                    nameof(arguments));
        }
        var outermost = Instance.Store.Enter(FrameSize);
        var scope = Plan.HasBorrow ? new CallScope() : null;
        var stage = Stage.Entering;
        var value = default(WitValue);
        Exception? fault = null;
        try
        {
            ComponentState.Enter(Instance.FromHost);
            stage = Stage.Lowering;
            var cx = new LiftLowerContext(HostSide, scope);
            Unsafe.SkipInit(out FlatFrame frame);
            LowerParameters(cx, arguments, ref frame);
            stage = Stage.Running;
            CoreCalls.Invoke(invoker, Core, ref frame);
            if (Plan.ValueCodecs.Result is { } result)
            {
                value = LiftResult(cx, result, ref frame);
            }
            scope?.ExitCallee();
            PostReturn(ref frame);
        }
        catch (Exception exception)
        {
            fault = exception;
        }
        // Outside the handler: an exception that is thrown inside one keeps the stack below it.
        if (fault is not null)
        {
            Fail(fault, stage, outermost, scope, ArgumentText.Of(arguments));
        }
        scope?.ExpireViews();
        ComponentState.Leave(Instance.FromHost);
        if (outermost)
        {
            Instance.Store.Exit();
        }
        return value;
    }

    /// <summary>
    /// Lets the guest free what its results took; it cannot call out meanwhile. The frame holds the core result.
    /// </summary>
    public void PostReturn(ref FlatFrame frame)
    {
        if (postReturn is null)
        {
            return;
        }
        Instance.MayLeave = false;
        CoreCalls.Invoke(postReturn, Options.PostReturn!, ref frame);
        Instance.MayLeave = true;
    }

    /// <summary>Throws what the host shall see of a call that ended with <paramref name="fault"/>, and leaves it.</summary>
    /// <remarks>
    /// An argument that does not fit is the host's mistake, found before any code of the guest but its realloc ran: the instance goes on.
    /// Everything else that happens after entering locks it.
    /// </remarks>
    [DoesNotReturn]
    public void Fail(Exception fault, bool isLowering, bool outermost, CallScope? scope, object?[]? arguments) =>
        Fail(fault, isLowering ? Stage.Lowering : Stage.Running, outermost, scope, ArgumentText.Of(arguments));

    [DoesNotReturn]
    private void Fail(Exception fault, Stage stage, bool outermost, CallScope? scope, string? arguments)
    {
        scope?.ExpireViews();
        var isMistake = stage == Stage.Lowering && fault is ArgumentException or ObjectDisposedException;
        if (isMistake)
        {
            ComponentState.Leave(Instance.FromHost);
        }
        else
        {
            fault = Faults.AtEdge(Faults.AtLift(fault));
            if (stage != Stage.Entering)
            {
                (fault as TrapException)?.Passed(CallChain.Of(this, arguments), Instance.Outlook);
                Instance.Trapped(fault);
            }
        }
        if (outermost)
        {
            Instance.Store.Exit();
        }
        if (isMistake)
        {
            throw new ArgumentException($"`{Path}`: {fault.Message}", fault);
        }
        throw fault;
    }

    private void LowerParameters(in LiftLowerContext cx, ReadOnlySpan<WitValue> arguments, ref FlatFrame frame)
    {
        var codecs = Plan.ValueCodecs.Parameters;
        var flat = new FlatWriter(ref frame);
        if (!Plan.ParametersInMemory)
        {
            for (var i = 0; i < codecs.Length; i++)
            {
                codecs[i].LowerFlat(cx, ref flat, arguments[i]);
            }
            return;
        }
        var address = cx.Allocate(Plan.ParametersAlignment, Plan.ParametersSize, AbiBlock.Values);
        for (var i = 0; i < codecs.Length; i++)
        {
            codecs[i].Store(cx, address + Plan.ParameterOffsets[i], arguments[i]);
        }
        flat.Add(address);
    }

    private WitValue LiftResult(in LiftLowerContext cx, Codec<WitValue> codec, ref FlatFrame frame)
    {
        Instance.BeginLift();
        var flat = new FlatReader(ref frame);
        if (!Plan.ResultInMemory)
        {
            return codec.LiftFlat(cx, ref flat);
        }
        var address = flat.NextPointer(Plan.Pointer);
        cx.CheckValues(address, codec.Size, codec.Alignment);
        return codec.Load(cx, address);
    }

    private enum Stage
    {
        Entering,
        Lowering,
        Running,
    }
}
