namespace Dovetail.Runtime;

/// <summary>
/// A function as a value: what tables, globals and imports hold. Pointer and owner change once, together, when a function's code is made at its first
/// call; a pointer is never seen without the owner that keeps its code alive.
/// </summary>
/// <remarks>
/// The pointer is of a static method <c>(parameters…, FunctionOwner) -> result</c>. It must only be called with the owner beside it,
/// after its type was compared, and never be stored anywhere else: calling it after its unit unloaded ends the process.
/// A reference belongs to its store. Who reads pointer and owner is inside the store, and no call may stand between the two reads: so
/// nobody sees half of the change, which happens inside a call.
/// </remarks>
internal sealed class FunctionReference
{
    /// <summary>The entry point of the code.</summary>
    internal nint Pointer;

    /// <summary>The engine-wide identity of the function's type.</summary>
    internal readonly CanonicalType Type;

    /// <summary>The last argument of the function, which keeps the code alive.</summary>
    internal FunctionOwner Owner;

    /// <summary>How many bytes of stack the caller must have left: an upper bound of the function's frame.</summary>
    internal readonly int FrameSize;

    /// <summary>Where the function stands among those of the module instance that owns it; −1 where none does.</summary>
    internal readonly int Index;

    internal FunctionReference(nint pointer, CanonicalType type, FunctionOwner owner, int frameSize, int index = -1) =>
        (Pointer, Type, Owner, FrameSize, Index) = (pointer, type, owner, frameSize, index);

    /// <summary>
    /// Has the function's code compiled to machine code, because it is about to be called: the pointer is then of that, and no longer of the runtime's own
    /// stub, which waits for the first call and then only jumps. Does nothing where the code itself is not there yet.
    /// </summary>
    internal void Prepare()
    {
        if (Owner is ModuleInstance instance)
            instance.Prepare(this);
    }

    /// <summary>Puts the function's code in the place of what asked for it.</summary>
    internal void Resolve(nint pointer, FunctionOwner owner) => (Pointer, Owner) = (pointer, owner);
}
