using System.Diagnostics.CodeAnalysis;
using Dovetail.Compilation.Cil;

namespace Dovetail.Compilation.Functions;

/// <summary>
/// The stack rule: no function begins unless its frame fits. .NET ends the process on a stack overflow, so the check must come before
/// the frame is made, in the caller.
/// </summary>
/// <remarks>
/// <para>A function that calls anything compares, once at its entry, the address of a local with the store's limit. Below the limit
/// lies a reserve (<c>ThreadContext</c>) of which guest code may use the first 2 × <see cref="SmallFrame"/>: the rest of the function's own
/// frame below that local, and the frame of whatever it calls. So a call itself costs nothing, and a function without calls is never
/// checked: whoever calls it has made sure. Recursion always meets a check.</para>
/// <para>A function whose frame may be larger than <see cref="SmallFrame"/> gets an entry of its own (<see cref="WriteEntry"/>), a small
/// method under the function's index that checks for the whole frame and then jumps to the body: an entry that stayed would let a ring of
/// tail calls grow the stack. Every call, direct or through a reference, goes through it. The body's own check counts its frame too.</para>
/// <para>Frame sizes are estimated from what was emitted (<see cref="FrameSize"/>); it does not know what the JIT inlines.</para>
/// </remarks>
[RequiresDynamicCode("Compiles WebAssembly at run time.")]
internal static class StackCheck
{
    /// <summary>The largest estimated frame, in bytes, of a function that is called without a check of its own.</summary>
    public const int SmallFrame = 24 << 10;

    private const int FixedPart = 512;
    private const int PrologueSlack = 256;

    /// <summary>An upper bound of the frame of <paramref name="body"/> in bytes: frames grow with the code as well as with the locals.</summary>
    public static int FrameSize(CilBody body) => Estimate(
        body.LocalSlots + body.Signature.Parameters.Length + body.MaxStack, Vectors(body.VectorCount, body.MaxStack), body.Size);

    /// <summary>Refuses an entry whose parameters alone take more of the stack than a caller makes room for: hundreds of vectors do.</summary>
    /// <exception cref="LimitException">They do.</exception>
    public static void RequireSmall(CilBody entry)
    {
        if (FrameSize(entry) is > SmallFrame and var frame)
        {
            throw new LimitException("function complexity",
                $"the {entry.Signature.Parameters.Length - 1} parameters of a function may take {frame} bytes of stack; the limit is {SmallFrame}");
        }
    }

    /// <summary>Writes the check at the entry of a function with calls, and a poll, so that recursion can be interrupted.</summary>
    /// <remarks>The locals count twice: for the frame, and for the code behind this that clears them; a vector is cleared by a call,
    /// which takes a byte more than the vector itself.</remarks>
    /// <param name="partFrame">The largest frame in bytes of a part that the method calls; such a frame has no entry that would check for it.</param>
    public static void Write(FunctionContext context, int partFrame)
    {
        WriteFrameSoFar(context.Builder, partFrame);
        context.LoadStore().Load(RuntimeMembers.StoreStackLimit)
            .Branch(CilOp.BltUn, context.TrapLabel(RuntimeMembers.CallStackExhausted));
        context.Poll();
    }

    /// <summary>
    /// Loads the lowest address that the frame of the method comes to, as far as it is written, where it may be large, and an address in it where
    /// it is small.
    /// </summary>
    /// <param name="partFrame">See <see cref="Write"/>.</param>
    public static void WriteFrameSoFar(CilBuilder builder, int partFrame)
    {
        var frame = Estimate(
            (2 * builder.LocalSlots) + builder.Signature.Parameters.Length + builder.MaxStack,
            2 * Vectors(builder.VectorCount, builder.MaxStack), builder.Size + (2 * builder.VectorCount)) + PrologueSlack;
        if (partFrame > SmallFrame)
            frame += partFrame;
        WriteFrame(builder, frame > SmallFrame ? frame : 0);
    }

    /// <summary>The entry of a function whose body, at the index <paramref name="body"/> of the unit, has a frame of <paramref name="frame"/> bytes.</summary>
    public static CilBody WriteEntry(string name, CilSignature signature, int body, int frame)
    {
        var builder = new CilBuilder(name, signature);
        var (exhausted, interrupted, owner) = (builder.DefineLabel(), builder.DefineLabel(), signature.Parameters.Length - 1);
        WriteFrame(builder, frame);
        builder.LoadArgument(owner).Load(RuntimeMembers.OwnerStore).Load(RuntimeMembers.StoreStackLimit).Branch(CilOp.BltUn, exhausted);
        builder.LoadArgument(owner).Load(RuntimeMembers.OwnerStore).Emit(CilOp.Volatile).Load(RuntimeMembers.StoreInterruptFlag)
            .Branch(CilOp.Brtrue, interrupted);
        for (var i = 0; i < signature.Parameters.Length; i++)
            builder.LoadArgument(i);
        builder.Emit(CilOp.Tail).CallFunction(body, signature).Return();
        builder.MarkLabel(exhausted).Call(RuntimeMembers.CallStackExhausted).Emit(CilOp.Ldnull).Emit(CilOp.Throw);
        return builder.MarkLabel(interrupted).LoadArgument(owner).Load(RuntimeMembers.OwnerStore)
            .Call(RuntimeMembers.Interrupted).Emit(CilOp.Ldnull).Emit(CilOp.Throw).Build();
    }

    // Addresses are far above any frame size, so that the subtraction cannot wrap.
    private static void WriteFrame(CilBuilder builder, int frame)
    {
        builder.Emit(CilOp.Ldloca, builder.DeclareLocal(CilTypes.Int32)).Emit(CilOp.ConvU);
        if (frame != 0)
            builder.LoadInt32(frame).Emit(CilOp.Sub);
    }

    // Where there are vectors, each value on the evaluation stack may be one.
    private static int Vectors(int count, int maxStack) => count == 0 ? 0 : count + maxStack;

    private static int Estimate(int slots, int vectors, int size) => checked(8 * slots + 16 * vectors + size + FixedPart);
}
