using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Reflection.Emit;
using Dovetail.Bindings;
using Dovetail.CanonicalAbi;

namespace Dovetail.Compilation.Edges;

// How calls over the host's edge become code.
//
// A codec says how a C# type and a WIT type fit, and can carry it out itself, a virtual call for each part of a value. Where code can be emitted, the
// same codecs are a plan instead, and what is called often is compiled from it: the call of a delegate (LiftedCallEmitter, and HostBodyEmitter for
// the way back), and the records of the program with the lists of them (RecordEmitter). Numbers, characters and records of them become
// instructions (ScalarCode, MemoryCode, FlatCode); a string or a list is one call; and whatever is rare or large is left to its codec, so that the
// code stays as small as the type.
//
// These methods name types of the program, whatever their accessibility. So they are dynamic methods that live with their codecs, and do not pass
// through the catalogue, whose entries live for ever. They touch linear memory in one way only: GuestBlock checks a range once, and MemoryCode writes
// accesses at constant offsets, each of which it has compared with the size of that range.
//
// What this does not do: functions of numbers alone that guests call have a stub in the catalogue's world (NumberStubEmitter), because a dynamic
// method has no pointer for a FunctionReference.

/// <summary>A dynamic method being written: where it finds its codecs and its context.</summary>
[RequiresDynamicCode("Emits code over C# types at run time.")]
internal sealed class EdgeCode
{
    private readonly Action<ILGenerator> loadCodecs;
    private readonly Action<ILGenerator> loadContext;
    private readonly List<Codec> codecs = [];

    /// <param name="loadCodecs">Writes what loads <see cref="Codecs"/>.</param>
    /// <param name="loadContext">Writes what loads the address of a <see cref="LiftLowerContext"/>.</param>
    public EdgeCode(DynamicMethod method, Action<ILGenerator> loadCodecs, Action<ILGenerator> loadContext)
    {
        method.InitLocals = false;
        Il = method.GetILGenerator();
        (this.loadCodecs, this.loadContext) = (loadCodecs, loadContext);
    }

    public ILGenerator Il { get; }

    /// <summary>The codecs that the method calls, as it expects them.</summary>
    public Codec[] Codecs => [.. codecs];

    public void LoadContext() => loadContext(Il);

    public void LoadCodec(Codec codec)
    {
        var index = codecs.IndexOf(codec);
        if (index < 0)
        {
            index = codecs.Count;
            codecs.Add(codec);
        }
        loadCodecs(Il);
        Il.Emit(OpCodes.Ldc_I4, index);
        // No cast: what is at the index is of the class whose method is called, because both come from one codec.
        Il.Emit(OpCodes.Ldelem_Ref);
    }

    /// <summary>Calls a method of <see cref="Codec{T}"/> or a class between that and <paramref name="codec"/>'s own.</summary>
    /// <param name="open">The class, without its argument.</param>
    [UnconditionalSuppressMessage("Trimming", "IL2055", Justification = "The codecs' own methods are kept.")]
    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "The codecs' own methods are kept.")]
    [UnconditionalSuppressMessage("Trimming", "IL2075", Justification = "The codecs' own methods are kept.")]
    public void CallCodec(Codec codec, Type open, string method) => Il.Emit(
        OpCodes.Callvirt, open.MakeGenericType(codec.Type).GetMethod(method, BindingFlags.Public | BindingFlags.Instance)!);

    /// <summary>Stores what is on the stack into a new local.</summary>
    public LocalBuilder Store(Type type)
    {
        var local = Il.DeclareLocal(type);
        Il.Emit(OpCodes.Stloc, local);
        return local;
    }

    public void Call(MethodInfo method) => Il.Emit(OpCodes.Call, method);

    public void Call(Delegate method) => Il.Emit(OpCodes.Call, method.Method);
}
