using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Dovetail.Compilation.Cil;
using Dovetail.Compilation.Verification;
using Dovetail.Runtime;
using Dovetail.Wasm.Modules;

namespace Dovetail.Compilation.Delegates;

/// <summary>
/// Makes typed delegates of functions, and functions of delegates. The code depends on the types alone and is kept, per
/// combination of types that the program uses.
/// </summary>
[RequiresDynamicCode("Compiles WebAssembly at run time.")]
internal static class DelegateCompiler
{
    // Guests don't choose the keys: they are made of the delegate types that the program's own code names.
    private static readonly ConcurrentDictionary<CilSignature, CompiledUnit> Entries = new();
    private static readonly ConcurrentDictionary<(Type Target, bool MetersFuel), CompiledUnit> Thunks = new();

    /// <summary>A delegate of <paramref name="delegateType"/> that calls <paramref name="function"/>.</summary>
    /// <exception cref="ArgumentException">The types do not fit.</exception>
    public static Delegate CreateEntry(FunctionReference function, Type delegateType, string name)
    {
        var shape = DelegateShape.Of(delegateType);
        var type = function.Type.Function;
        if (!shape.Fits(type))
        {
            throw new ArgumentException(
                $"{delegateType} is a function {shape.Type}, but `{name}` is {function.Type}; use {DelegateAdvice.For(type)}", nameof(delegateType));
        }
        var body = EntryEmitter.Emit(shape, type);
        var unit = Entries.GetOrAdd(body.Signature, (_, made) => LoadEntry(made, type), body);
        _ = unit.PreparedPointer(0);
        function.Prepare();
        return unit.Method(0).CreateDelegate(delegateType, function);
    }

    /// <summary>The dynamic entry of all functions of <paramref name="type"/>, kept with the type: guests choose these.</summary>
    public static Func<FunctionReference, object?[], object?[]> DynamicEntry(CanonicalType type) =>
        type.DynamicEntry ??= NumberEntries.For(type.Function) ?? EmitDynamicEntry(type.Function);

    private static Func<FunctionReference, object?[], object?[]> EmitDynamicEntry(FunctionType type) =>
        LoadEntry(DynamicEntryEmitter.Emit(type), type).Method(0).CreateDelegate<Func<FunctionReference, object?[], object?[]>>();

    /// <summary>A function of <paramref name="store"/> that calls <paramref name="handler"/>.</summary>
    /// <param name="origin">Its name in errors.</param>
    /// <exception cref="ArgumentException">The delegate's types have no counterpart.</exception>
    /// <param name="wanted">The type that it shall have where the delegate fits it; the delegate's own otherwise.</param>
    public static FunctionReference CreateHostFunction(Store store, Delegate handler, string origin, CanonicalType? wanted = null)
    {
        var shape = DelegateShape.Of(handler.GetType());
        var target = ToFramework(handler, shape);
        var unit = Thunks.GetOrAdd(
            (target.GetType(), store.Engine.Options.MetersFuel), (key, given) => CompileThunk(given.shape, given.target, key.MetersFuel), (shape, target));
        var type = wanted is not null && shape.Fits(wanted.Function) ? wanted : store.Engine.Types.Intern(shape.Type);
        var owner = new HostFunction(store, type, target, origin, unit);
        return new FunctionReference(unit.PreparedPointer(0), type, owner, HostCalls.FrameSize);
    }

    // Delegates are only bound to functions of the type that their entry was made for.
    private static CompiledUnit LoadEntry(CilBody entry, FunctionType type) =>
        Load(entry, new VerificationContext { BoundSignature = CoreSignatures.Of(type) });

    private static CompiledUnit CompileThunk(DelegateShape shape, Delegate target, bool metersFuel) =>
        Load(ThunkEmitter.Emit(shape, InvokeOf(target), metersFuel), new VerificationContext { Owner = RuntimeMembers.FunctionOwner });

    private static CompiledUnit Load(CilBody body, VerificationContext promises)
    {
        CilVerifier.Verify(body, promises);
        return CollectibleOutlet.Load(Faults.EdgeUnit, [body]);
    }

    [UnconditionalSuppressMessage("Trimming", "IL2075", Justification = "The Invoke method of a delegate that exists is kept.")]
    private static CatalogueMethod InvokeOf(Delegate target) => Catalogue.Method(target.GetType().GetMethod("Invoke"));

    // The thunk names only delegate types of the framework: naming another would keep the program's assembly for ever.
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "The Invoke method of a delegate that exists is kept.")]
    private static Delegate ToFramework(Delegate handler, DelegateShape shape)
    {
        var type = DelegateAdvice.FrameworkType(shape) ?? throw new ArgumentException(
            $"{handler.GetType()} has more than 16 parameters, which functions of the host cannot have", nameof(handler));
        return handler.GetType() == type ? handler : Delegate.CreateDelegate(type, handler, "Invoke");
    }
}
