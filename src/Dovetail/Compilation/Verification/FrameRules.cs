using Dovetail.Compilation.Cil;

namespace Dovetail.Compilation.Verification;

/// <summary>
/// The stack: a function that calls has compared the address of its frame with the store's limit before, minus its own frame where that is
/// large. Below the limit lies a reserve for one function that did not need to. A function with a large frame is called by its own entry
/// only, which has compared with that frame.
/// </summary>
internal static class FrameRules
{
    /// <summary>The largest estimated frame, in bytes, of a function that anyone may call.</summary>
    public const int SmallFrame = 24 << 10;

    private const int FixedPart = 512;

    /// <summary>Refuses a large frame under an index that anyone may call.</summary>
    public static void Check(Verification state)
    {
        var frame = FrameOf(state.Body);
        if (frame <= SmallFrame || state.Context.Index < 0) return;
        var declared = state.Context.LargeFrames is { } large && large.TryGetValue(state.Context.Index, out var most) ? most : SmallFrame;
        if (frame > declared) state.Fail($"a declared frame of at least {frame} bytes");
    }

    /// <summary>Requires the room for a call of the function <paramref name="index"/> of the unit; −1: of one with a small frame.</summary>
    public static void RequireRoom(Verification state, int index)
    {
        if (state.Context.BoundSignature is not null) return;
        state.Require(state.Flow.StackRoom >= 0, "a check of the stack before a call");
        var frame = FrameOf(state.Body);
        if (frame > SmallFrame && state.Flow.StackRoom < frame) state.Fail($"a check of the stack that counts this frame of {frame} bytes");
        if (state.Context.LargeFrames is { } large && large.TryGetValue(index, out var callee) && state.Flow.StackRoom < callee)
            state.Fail($"a check of the stack that counts the callee's frame of {callee} bytes");
    }

    /// <summary>
    /// An upper bound of a method's frame in bytes: frames grow with the code as well as with the variables. A vector takes 16 bytes beside
    /// the 8 of any variable, and where there are vectors, each value on the evaluation stack may be one.
    /// </summary>
    private static int FrameOf(CilBody body)
    {
        var vectors = body.VectorCount == 0 ? 0 : body.VectorCount + body.MaxStack;
        return checked((8 * (body.LocalSlots + body.Signature.Parameters.Length + body.MaxStack)) + (16 * vectors) + body.Size + FixedPart);
    }
}
