namespace Dovetail;

/// <summary>Why a guest was stopped. The words of each code are the specification suite's.</summary>
public enum TrapCode
{
    /// <summary>An <c>unreachable</c> instruction was executed.</summary>
    Unreachable,
    /// <summary>An access to a memory beyond its end.</summary>
    MemoryOutOfBounds,
    /// <summary>An access to a table beyond its end.</summary>
    TableOutOfBounds,
    /// <summary>An indirect call through an index beyond the end of the table.</summary>
    UndefinedElement,
    /// <summary>An indirect call through a null element.</summary>
    UninitializedElement,
    /// <summary>An indirect call of a function of another type.</summary>
    IndirectCallTypeMismatch,
    /// <summary>A result that its integer type cannot hold.</summary>
    IntegerOverflow,
    /// <summary>A division or remainder by zero.</summary>
    IntegerDivideByZero,
    /// <summary>A conversion of NaN to an integer.</summary>
    InvalidConversionToInteger,
    /// <summary>A use of a null reference.</summary>
    NullReference,
    /// <summary>A cast of a reference to a type it is not of.</summary>
    CastFailure,
    /// <summary>A call that the stack has no room for.</summary>
    CallStackExhausted,
    /// <summary>The host ran out of memory in an operation of the guest.</summary>
    OutOfMemory,
    /// <summary>The host called <see cref="Store.Interrupt"/>, or disposed the store.</summary>
    Interrupted,
    /// <summary>The call took longer than <see cref="StoreOptions.Deadline"/>, or a part of it longer than <see cref="ComponentBudget.Deadline"/>.</summary>
    DeadlineExceeded,
    /// <summary>The token of <see cref="StoreOptions.Cancellation"/> was cancelled.</summary>
    Cancelled,
    /// <summary>A call into a component instance that may not be entered now.</summary>
    CannotEnterComponent,
    /// <summary>A call out of a component instance that may not be left now.</summary>
    CannotLeaveComponent,
    /// <summary>A pointer that is not a multiple of its type's alignment.</summary>
    UnalignedPointer,
    /// <summary>A string that does not lie within the memory.</summary>
    StringOutOfBounds,
    /// <summary>A list that does not lie within the memory.</summary>
    ListOutOfBounds,
    /// <summary>A <c>realloc</c> function returned a block that does not lie within the memory.</summary>
    ReallocOutOfBounds,
    /// <summary>A <c>realloc</c> function returned a block that is not aligned as asked.</summary>
    ReallocUnaligned,
    /// <summary>A string that is not in its encoding.</summary>
    InvalidStringEncoding,
    /// <summary>A number that is not a Unicode scalar value.</summary>
    InvalidCharacter,
    /// <summary>A discriminant that no case of its variant has.</summary>
    InvalidDiscriminant,
    /// <summary>An index without an entry in the handle table.</summary>
    UnknownHandle,
    /// <summary>A handle of another resource type, or not a resource.</summary>
    HandleTypeMismatch,
    /// <summary>An owned handle given away while it is lent.</summary>
    OwnedHandleBorrowed,
    /// <summary>A call that ended while handles borrowed for it remain.</summary>
    BorrowsRemain,
    /// <summary>A table or budget of the host is full.</summary>
    LimitReached,
    /// <summary>An access to an array of the garbage-collected heap beyond its end.</summary>
    ArrayOutOfBounds,
    /// <summary>An exception of WebAssembly that reached the end of a component's function.</summary>
    UncaughtException,
    /// <summary>The fuel of the store was used up, see <see cref="Store.Fuel"/>, or of <see cref="ComponentBudget.Fuel"/>.</summary>
    OutOfFuel,
    /// <summary>A call of a component that <see cref="Linker.Isolate"/> linked failed, and the result's type has no case to say so.</summary>
    IsolatedFault,
    /// <summary>A guest called a function of the host in a way that its interface forbids.</summary>
    HostRule,
}

/// <summary>The one table of what the codes say.</summary>
internal static class TrapText
{
    private static readonly string[] Texts = CreateTexts();

    /// <summary>The words of <paramref name="code"/>, in which <c>{0}</c> stands for a detail.</summary>
    public static string Of(TrapCode code) => Texts[(int)code];

    private static string[] CreateTexts()
    {
        var texts = new string[Enum.GetValues<TrapCode>().Length];
        texts[(int)TrapCode.Unreachable] = "wasm `unreachable` instruction executed";
        texts[(int)TrapCode.MemoryOutOfBounds] = "out of bounds memory access";
        texts[(int)TrapCode.TableOutOfBounds] = "out of bounds table access";
        texts[(int)TrapCode.UndefinedElement] = "undefined element";
        texts[(int)TrapCode.UninitializedElement] = "uninitialized element";
        texts[(int)TrapCode.IndirectCallTypeMismatch] = "indirect call type mismatch";
        texts[(int)TrapCode.IntegerOverflow] = "integer overflow";
        texts[(int)TrapCode.IntegerDivideByZero] = "integer divide by zero";
        texts[(int)TrapCode.InvalidConversionToInteger] = "invalid conversion to integer";
        texts[(int)TrapCode.NullReference] = "null reference";
        texts[(int)TrapCode.CastFailure] = "cast failure";
        texts[(int)TrapCode.CallStackExhausted] = "call stack exhausted";
        texts[(int)TrapCode.OutOfMemory] = "out of memory";
        texts[(int)TrapCode.Interrupted] = "interrupted by the host";
        texts[(int)TrapCode.DeadlineExceeded] = "deadline exceeded{0}";
        texts[(int)TrapCode.Cancelled] = "cancelled by the host";
        texts[(int)TrapCode.CannotEnterComponent] = "cannot enter component instance{0}";
        texts[(int)TrapCode.CannotLeaveComponent] = "cannot leave component instance";
        texts[(int)TrapCode.UnalignedPointer] = "unaligned pointer";
        texts[(int)TrapCode.StringOutOfBounds] = "string {0}";
        texts[(int)TrapCode.ListOutOfBounds] = "list {0}";
        texts[(int)TrapCode.ReallocOutOfBounds] = "realloc return: beyond end of memory";
        texts[(int)TrapCode.ReallocUnaligned] = "realloc return: result not aligned";
        texts[(int)TrapCode.InvalidStringEncoding] = "{0}";
        texts[(int)TrapCode.InvalidCharacter] = "invalid `char` bit pattern {0}";
        texts[(int)TrapCode.InvalidDiscriminant] = "invalid variant discriminant: {0}";
        texts[(int)TrapCode.UnknownHandle] = "unknown handle index {0}";
        texts[(int)TrapCode.HandleTypeMismatch] = "handle index {0}";
        texts[(int)TrapCode.OwnedHandleBorrowed] = "cannot remove owned resource while borrowed";
        texts[(int)TrapCode.BorrowsRemain] = "borrow handles still remain at the end of the call";
        texts[(int)TrapCode.OutOfFuel] = "out of fuel{0}";
        texts[(int)TrapCode.UncaughtException] = "uncaught exception";
        texts[(int)TrapCode.IsolatedFault] = "a call of an isolated component failed: {0}";
        texts[(int)TrapCode.HostRule] = "{0}";
        texts[(int)TrapCode.LimitReached] = "limit reached: {0}";
        texts[(int)TrapCode.ArrayOutOfBounds] = "out of bounds array access";
        return texts;
    }
}
