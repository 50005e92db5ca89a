using Dovetail.CanonicalAbi;

namespace Dovetail.Bindings;

/// <summary>The body of a function of the host that takes values, whatever its type. Nothing is emitted for it.</summary>
internal sealed class HostValueCall(string path, FunctionPlan plan, Func<WitValue[], WitValue> target)
{
    private readonly Codec<WitValue>[] parameters = plan.ValueCodecs.Parameters;
    private readonly Codec<WitValue>? result = plan.ValueCodecs.Result;

    public void Run(in LiftLowerContext cx, ref FlatFrame frame)
    {
        var flat = new FlatReader(ref frame);
        var arguments = LiftParameters(cx, ref flat);
        var address = plan.ResultInMemory ? flat.NextPointer(plan.Pointer) : 0;
        if (Invoke(cx, arguments, address, ref frame) is { } fault)
        {
            cx.Scope?.ExpireViews();
            throw HostCall.Wrap(path, fault);
        }
    }

    private WitValue[] LiftParameters(in LiftLowerContext cx, ref FlatReader flat)
    {
        var arguments = new WitValue[parameters.Length];
        var address = plan.ParametersInMemory ? flat.NextPointer(plan.Pointer) : 0;
        if (plan.ParametersInMemory)
        {
            cx.CheckValues(address, plan.ParametersSize, plan.ParametersAlignment);
        }
        for (var i = 0; i < arguments.Length; i++)
        {
            arguments[i] = plan.ParametersInMemory
                ? parameters[i].Load(cx, address + plan.ParameterOffsets[i])
                : parameters[i].LiftFlat(cx, ref flat);
        }
        return arguments;
    }

    // What a host function throws leaves its handler before it goes on.
    private Exception? Invoke(in LiftLowerContext cx, WitValue[] arguments, ulong address, ref FlatFrame frame)
    {
        try
        {
            var value = target(arguments);
            if (result is not null)
            {
                LowerResult(cx, result, value, address, ref frame);
            }
            return null;
        }
        catch (Exception exception)
        {
            return exception;
        }
    }

    private void LowerResult(in LiftLowerContext cx, Codec<WitValue> codec, WitValue value, ulong address, ref FlatFrame frame)
    {
        if (!plan.ResultInMemory)
        {
            var flat = new FlatWriter(ref frame);
            codec.LowerFlat(cx, ref flat, value);
            return;
        }
        cx.CheckValues(address, codec.Size, codec.Alignment);
        codec.Store(cx, address, value);
    }
}
