using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Reflection.Emit;
using Dovetail.Bindings;
using Dovetail.CanonicalAbi;

namespace Dovetail.Compilation.Edges;

/// <summary>
/// Emits the <see cref="HostBody"/> of a delegate (CanonicalABI.md, <c>canon lower</c>): lifts the arguments out of the guest's frame, calls the
/// delegate by its own type, lowers the result.
/// </summary>
[RequiresDynamicCode("Emits code over C# types at run time.")]
internal sealed class HostBodyEmitter
{
    private readonly FunctionPlan plan;
    private readonly Codec[] parameters;
    private readonly Codec? result;
    private readonly MethodInfo invoke;
    private readonly bool takesStore;
    private readonly DynamicMethod method;
    private readonly EdgeCode code;

    private HostBodyEmitter(FunctionPlan plan, Codec[] parameters, Codec? result, MethodInfo invoke, bool takesStore)
    {
        (this.plan, this.parameters, this.result, this.invoke, this.takesStore) = (plan, parameters, result, invoke, takesStore);
        method = new DynamicMethod("host", typeof(void),
            [typeof(HostCall), typeof(LiftLowerContext).MakeByRefType(), typeof(FlatFrame).MakeByRefType()], typeof(HostBodyEmitter).Module, true);
        code = new EdgeCode(method, il => Load(il, nameof(HostCall.Codecs)), il => il.Emit(OpCodes.Ldarg_1));
    }

    /// <summary>The method, to be closed over a <see cref="HostCall"/>, and the codecs that it calls.</summary>
    /// <param name="result">Null where the function has none.</param>
    /// <param name="invoke">The method <c>Invoke</c> of the delegate's type.</param>
    /// <param name="takesStore">Whether the delegate is given the store before all else.</param>
    public static EmittedMethod Emit(FunctionPlan plan, Codec[] parameters, Codec? result, MethodInfo invoke, bool takesStore)
    {
        var emitter = new HostBodyEmitter(plan, parameters, result, invoke, takesStore);
        emitter.Write();
        return new EmittedMethod(emitter.method, emitter.code.Codecs);
    }

    private void Write()
    {
        var il = code.Il;
        var source = new FlatSource(Push, () => il.Emit(OpCodes.Ldarg_2));
        var arguments = plan.ParametersInMemory ? LoadParameters(source) : LiftParameters(source);
        var address = plan.ResultInMemory ? Address(source) : null;
        var fault = il.DeclareLocal(typeof(Exception));
        var returned = il.DefineLabel();
        il.BeginExceptionBlock();
        Load(il, nameof(HostCall.Target));
        if (takesStore)
        {
            code.LoadContext();
            code.Call(EdgeMembers.StoreOf);
        }
        foreach (var argument in arguments)
        {
            il.Emit(OpCodes.Ldloc, argument);
        }
        il.Emit(OpCodes.Callvirt, invoke);
        if (result is not null)
        {
            LowerResult(result, code.Store(result.Type), address);
        }
        il.Emit(OpCodes.Leave, returned);
        il.BeginCatchBlock(typeof(Exception));
        il.Emit(OpCodes.Stloc, fault);
        il.EndExceptionBlock();
        il.Emit(OpCodes.Ldarg_0);
        code.LoadContext();
        il.Emit(OpCodes.Ldloc, fault);
        code.Call(typeof(HostCall).GetMethod(nameof(HostCall.Fail), BindingFlags.Static | BindingFlags.NonPublic)!);
        il.MarkLabel(returned);
        il.Emit(OpCodes.Ret);
    }

    private LocalBuilder[] LiftParameters(FlatSource source) => Array.ConvertAll(parameters, parameter =>
    {
        FlatCode.Lift(code, parameter, source);
        return code.Store(parameter.Type);
    });

    private LocalBuilder[] LoadParameters(FlatSource source)
    {
        var address = Address(source);
        var block = Block(address, plan.ParametersSize, plan.ParametersAlignment);
        var arguments = new LocalBuilder[parameters.Length];
        for (var i = 0; i < arguments.Length; i++)
        {
            MemoryCode.Load(code, parameters[i], block, plan.ParameterOffsets[i]);
            arguments[i] = code.Store(parameters[i].Type);
        }
        return arguments;
    }

    private void LowerResult(Codec codec, LocalBuilder value, LocalBuilder? address)
    {
        if (address is not null)
        {
            MemoryCode.Store(code, codec, Block(address, codec.Size, codec.Alignment), 0, () => code.Il.Emit(OpCodes.Ldloc, value));
            return;
        }
        var sink = new FlatSink(plan.Lower.Results);
        FlatCode.Lower(code, codec, () => code.Il.Emit(OpCodes.Ldloc, value), sink);
        for (var i = 0; i < sink.Pushes.Count; i++)
        {
            sink.Pushes[i]();
            code.Il.Emit(OpCodes.Ldarg_2);
            FlatCode.Set(code, i, plan.Lower.Results[i]);
        }
    }

    private GuestBlock Block(LocalBuilder address, uint size, uint alignment)
    {
        code.LoadContext();
        code.Il.Emit(OpCodes.Ldloc, address);
        code.Il.Emit(OpCodes.Ldc_I4, (int)size);
        code.Il.Emit(OpCodes.Ldc_I4, (int)alignment);
        code.Call(EdgeMembers.ValuesBlock);
        return new GuestBlock(address, code.Store(typeof(byte).MakeByRefType()), size);
    }

    private LocalBuilder Address(FlatSource source)
    {
        Push(source.Position++);
        FlatCode.FromPointer(code, plan.Pointer);
        return code.Store(typeof(ulong));
    }

    private void Push(int index)
    {
        code.Il.Emit(OpCodes.Ldarg_2);
        FlatCode.Get(code, index, plan.Lower.Parameters[index]);
    }

    private static void Load(ILGenerator il, string field)
    {
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldfld, EdgeMembers.Field<HostCall>(field));
    }
}
