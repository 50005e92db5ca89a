using System.Runtime.CompilerServices;
using Dovetail.Runtime;
using Dovetail.Wit.Abi;

namespace Dovetail.CanonicalAbi;

/// <summary>Calls of core functions whose types are known here.</summary>
/// <remarks>
/// Safe because validation checked the function's type against the one the pointer is called with, and the reference
/// keeps the code alive. The caller checks that the callee's frame fits the stack, as everywhere.
/// </remarks>
internal static unsafe class CoreCalls
{
    /// <summary>Whether <paramref name="callee"/>'s frame fits; a trap if not.</summary>
    [SkipLocalsInit]
    public static void CheckStack(FunctionReference callee)
    {
        byte here;
        if ((nuint)(&here) < callee.Owner.Store.StackLimit + (nuint)callee.FrameSize)
        {
            Traps.CallStackExhausted();
        }
    }

    /// <summary>Calls a function of type <c>[i32 i32 i32 i32] -> [i32]</c>, or the same of i64.</summary>
    public static ulong Realloc(FunctionReference callee, PointerType pointer, ulong old, ulong oldSize, uint alignment, ulong newSize)
    {
        try
        {
            return ReallocThrowing(callee, pointer, old, oldSize, alignment, newSize);
        }
        catch (GuestThrow thrown)
        {
            throw Faults.AtLift(thrown);
        }
    }

    /// <summary>As <see cref="Realloc"/>, for callers that see to what the guest throws themselves: it becomes part of them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong ReallocThrowing(FunctionReference callee, PointerType pointer, ulong old, ulong oldSize, uint alignment, ulong newSize)
    {
        CheckStack(callee);
        return pointer == PointerType.I32
            ? (uint)((delegate*<int, int, int, int, FunctionOwner, int>)callee.Pointer)(
                (int)old, (int)oldSize, (int)alignment, (int)newSize, callee.Owner)
            : (ulong)((delegate*<long, long, long, long, FunctionOwner, long>)callee.Pointer)(
                (long)old, (long)oldSize, alignment, (long)newSize, callee.Owner);
    }

    /// <summary>Calls a destructor, of type <c>[i32] -> []</c> or <c>[i64] -> []</c>.</summary>
    public static void Drop(FunctionReference callee, FlatType representation, ulong rep)
    {
        CheckStack(callee);
        try
        {
            if (representation == FlatType.I32)
            {
                ((delegate*<int, FunctionOwner, void>)callee.Pointer)((int)rep, callee.Owner);
            }
            else
            {
                ((delegate*<long, FunctionOwner, void>)callee.Pointer)((long)rep, callee.Owner);
            }
        }
        catch (GuestThrow thrown)
        {
            throw Faults.AtLift(thrown);
        }
    }

    /// <summary>
    /// Calls a function of any flat type through its invoker: arguments from the frame, the result into its first slot.
    /// </summary>
    public static void Invoke(CoreInvoker invoker, FunctionReference callee, ref FlatFrame frame)
    {
        CheckStack(callee);
        try
        {
            ((delegate*<FunctionReference, ref FlatFrame, void>)invoker.Pointer)(callee, ref frame);
        }
        catch (GuestThrow thrown)
        {
            throw Faults.AtLift(thrown);
        }
    }
}

/// <summary>Emitted code that spreads a frame over a core function's arguments, and what keeps it alive.</summary>
/// <param name="Type">The type of the functions.</param>
/// <param name="Pointer">A static method <c>void (FunctionReference, ref FlatFrame)</c>.</param>
/// <param name="Code">What keeps the method alive.</param>
internal sealed record CoreInvoker(FlatFunctionType Type, nint Pointer, object Code);
