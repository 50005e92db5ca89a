using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.CompilerServices;
using Dovetail.Bindings;
using Dovetail.Compilation.Adapters;
using Dovetail.Resources;
using Dovetail.Runtime;
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
        : base(path, FunctionPlan.Of(type))
    {
        (Instance, Options, Core) = (instance, options, core);
        Resources = Resolve(Plan, resources);
        HostSide = new AbiSide(instance, options, Resources, isHostEdge: true);
        invoker = FrameEmitter.InvokerFor(Plan.Lift, core);
        postReturn = options.PostReturn is { } function
            ? FrameEmitter.InvokerFor(CanonLower.PostReturn(Plan), function)
            : null;
    }

    public ComponentState Instance { get; }

    public CanonicalOptions Options { get; }

    public FunctionReference Core { get; }

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
        var codecs = Plan.ValueCodecs;
        return Call(codecs.Parameters, codecs.Result, WitValue.OfItems(WitValueKind.Tuple, arguments.ToArray()));
    }

    /// <summary>
    /// Calls from the host: parameters and result through codecs, which are null where there are none.
    /// </summary>
    public TResult Call<TParameters,
        TResult>(Codec<TParameters>? parameters, Codec<TResult>? result, TParameters arguments)
    {
        var store = Instance.Store;
        var outermost = store.Enter(Core.FrameSize);
        var scope = Plan.HasBorrow ? new CallScope() : null;
        var stage = Stage.Entering;
        var value = default(TResult)!;
        Exception? fault = null;
        try
        {
            ComponentState.Enter(Instance.FromHost);
            stage = Stage.Lowering;
            var cx = new LiftLowerContext(HostSide, scope);
            Unsafe.SkipInit(out FlatFrame frame);
            if (parameters is not null)
            {
                LowerParameters(cx, parameters, arguments, ref frame);
            }
            stage = Stage.Running;
            CoreCalls.Invoke(invoker, Core, ref frame);
            if (result is not null)
            {
                value = LiftResult(cx, result, ref frame);
            }
            scope?.ExitCallee();
            PostReturn(ref frame);
            ComponentState.Leave(Instance.FromHost);
        }
        catch (Exception exception)
        {
            fault = exception;
        }
        // Outside the handler: an exception that is thrown inside one keeps the stack below it.
        scope?.ExpireViews();
        if (outermost)
        {
            store.Exit();
        }
        if (fault is not null)
        {
            Fail(fault, stage);
        }
        return value;
    }

    /// <summary>Calls the function with a frame of its core arguments; the result is in the first slot.</summary>
    public void CallCore(ref FlatFrame frame) => CoreCalls.Invoke(invoker, Core, ref frame);

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

    private void LowerParameters<T>(in LiftLowerContext cx, Codec<T> codec, T arguments, ref FlatFrame frame)
    {
        var flat = new FlatWriter(ref frame);
        if (!Plan.ParametersInMemory)
        {
            codec.LowerFlat(cx, ref flat, arguments);
            return;
        }
        var address = cx.Allocate(codec.Alignment, codec.Size, AbiBlock.Values);
        codec.Store(cx, address, arguments);
        flat.Add(address);
    }

    private T LiftResult<T>(in LiftLowerContext cx, Codec<T> codec, ref FlatFrame frame)
    {
        Instance.ValueBytesLeft = Instance.MaxValueBytes;
        var flat = new FlatReader(ref frame);
        if (!Plan.ResultInMemory)
        {
            return codec.LiftFlat(cx, ref flat);
        }
        var address = (uint)flat.Next();
        cx.CheckValues(address, codec.Size, codec.Alignment);
        return codec.Load(cx, address);
    }

    // An argument that does not fit is the host's mistake, found before any code of the guest but its realloc ran: the
    // instance goes on. Everything else that happens after entering locks it.
    private void Fail(Exception fault, Stage stage)
    {
        if (stage == Stage.Lowering && fault is ArgumentException or ObjectDisposedException)
        {
            ComponentState.Leave(Instance.FromHost);
            throw new ArgumentException($"`{Path}`: {fault.Message}", fault);
        }
        fault = Faults.AtLift(fault);
        if (stage != Stage.Entering)
        {
            Instance.Trapped(fault);
        }
        GuestCalls.Fail(fault);
    }

    private enum Stage
    {
        Entering,
        Lowering,
        Running,
    }
}
