using System.Diagnostics.CodeAnalysis;
using Dovetail.Runtime;
using Dovetail.Wit.Abi;

namespace Dovetail.CanonicalAbi;

/// <summary>A function of the host as guests of an engine call it, but for who calls: what lowering it for one instance after the other has in common. Immutable.</summary>
internal sealed class HostLowering
{
    private readonly HostComponentFunction function;
    private readonly CoreStub stub;

    /// <param name="pointer">How wide the callers' addresses are.</param>
    [RequiresDynamicCode("Emits the call's edge at run time.")]
    public HostLowering(Engine engine, HostComponentFunction function, PointerType pointer)
    {
        this.function = function.For(pointer);
        stub = this.function.Numbers is null ? CoreStub.Of(engine, this.function.Plan.Lower) : CoreStub.OfNumbers(engine, this.function);
    }

    /// <summary>The core function for one instance.</summary>
    public FunctionReference For(ComponentState caller, CanonicalOptions options) => stub.Reference(new HostLoweredFunction(caller, options, function));

    /// <summary>The name of the function in errors.</summary>
    public string Path => function.Path;

    /// <summary>The plan of its calls.</summary>
    public FunctionPlan Plan => function.Plan;
}
