using System.Diagnostics.CodeAnalysis;
using Dovetail.Bindings;
using Dovetail.Compilation.Adapters;
using Dovetail.Runtime;
using Dovetail.Wit.Abi;

namespace Dovetail.CanonicalAbi;

/// <summary>What guests call lowered functions of one core type through: the code, and the type in an engine. The same for all stores. Immutable.</summary>
internal sealed class CoreStub
{
    private readonly nint pointer;
    private readonly CanonicalType type;

    // Keeps the code alive.
    private readonly object code;

    [RequiresDynamicCode("Emits the call's edge at run time.")]
    private CoreStub(Engine engine, FlatFunctionType type, nint pointer, object code)
    {
        this.type = engine.Types.Intern(FrameEmitter.CoreType(type));
        (this.pointer, this.code) = (pointer, code);
    }

    /// <summary>For functions that take their arguments in a <see cref="FlatFrame"/>.</summary>
    [RequiresDynamicCode("Emits the call's edge at run time.")]
    public static CoreStub Of(Engine engine, FlatFunctionType type)
    {
        var stub = FrameEmitter.StubFor(type);
        return new CoreStub(engine, type, stub.Pointer, stub.Code);
    }

    /// <summary>For a function of the host of numbers alone, whose delegate it calls directly.</summary>
    [RequiresDynamicCode("Emits the call's edge at run time.")]
    public static CoreStub OfNumbers(Engine engine, HostComponentFunction function)
    {
        var unit = DelegateBinding.NumberStub(function, engine.Options.MetersFuel);
        return new CoreStub(engine, function.Plan.Lower, unit.PreparedPointer(0), unit);
    }

    /// <summary>The core function whose calls <paramref name="owner"/> carries out.</summary>
    public FunctionReference Reference(LoweredFunction owner)
    {
        owner.Code = code;
        return new FunctionReference(pointer, type, owner, LoweredFunction.FrameSize);
    }
}
