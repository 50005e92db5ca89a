using System.Collections.Frozen;
using Dovetail.Wasm;

namespace Dovetail.Fuzzing.Differential;

/// <summary>
/// Names under which the traps of two engines are compared. V8 says fewer things than Dovetail, so some of its messages stand for two
/// codes.
/// </summary>
internal static class TrapClass
{
    /// <summary>The call returned.</summary>
    public const string Ok = "ok";

    /// <summary>An exception of the guest that nobody caught.</summary>
    public const string Exception = "exception";

    private static readonly FrozenDictionary<TrapCode, string> s_ofCode = new Dictionary<TrapCode, string>
    {
        [TrapCode.Unreachable] = "unreachable",
        [TrapCode.MemoryOutOfBounds] = "memory",
        [TrapCode.TableOutOfBounds] = "table",
        [TrapCode.UndefinedElement] = "table",
        [TrapCode.UninitializedElement] = "signature",
        [TrapCode.IndirectCallTypeMismatch] = "signature",
        [TrapCode.IntegerOverflow] = "number",
        [TrapCode.IntegerDivideByZero] = "zero",
        [TrapCode.InvalidConversionToInteger] = "number",
        [TrapCode.NullReference] = "null",
        [TrapCode.CastFailure] = "cast",
        [TrapCode.ArrayOutOfBounds] = "array",
        [TrapCode.CallStackExhausted] = "stack",
    }.ToFrozenDictionary();

    private static readonly (string Message, string Class)[] s_ofMessage =
    [
        ("unreachable", "unreachable"),
        ("memory access out of bounds", "memory"),
        ("data segment", "memory"),
        ("table index is out of bounds", "table"),
        ("table access out of bounds", "table"),
        ("element segment out of bounds", "table"),
        ("function signature mismatch", "signature"),
        ("null function", "signature"),
        ("divide result unrepresentable", "number"),
        ("float unrepresentable in integer range", "number"),
        ("divide by zero", "zero"),
        ("remainder by zero", "zero"),
        ("dereferencing a null pointer", "null"),
        ("rethrowing null value", "null"),
        ("illegal cast", "cast"),
        ("array element access out of bounds", "array"),
        ("requested new array is too large", "array"),
        ("Maximum call stack size exceeded", "stack"),
    ];

    /// <summary>The codes that a guest with these features can end with by itself.</summary>
    public static IEnumerable<TrapCode> CodesOf(WasmFeatures features) =>
        s_ofCode.Keys.Where(code => (FeatureOf(code) & ~features) == 0);

    /// <summary>
    /// Whether both may be said of one bulk operation on arrays, which can have several reasons to trap (a null, the end of an array, of a
    /// segment): the specification tells traps not apart, and engines look in different orders.
    /// </summary>
    public static bool AreOfOneBulk(string a, string b) => IsOfBulk(a) && IsOfBulk(b);

    private static bool IsOfBulk(string name) => name is "array" or "table" or "memory" or "null";

    private static WasmFeatures FeatureOf(TrapCode code) => code switch
    {
        TrapCode.NullReference => WasmFeatures.FunctionReferences,
        TrapCode.CastFailure or TrapCode.ArrayOutOfBounds => WasmFeatures.Gc,
        _ => WasmFeatures.Mvp,
    };

    /// <summary>The class of a code.</summary>
    public static string Of(TrapCode code) => s_ofCode.GetValueOrDefault(code, code.ToString());

    /// <summary>The class of a message of V8; the message itself where none is known.</summary>
    public static string Of(string message) =>
        message is Ok or Exception ? message
        : s_ofMessage.FirstOrDefault(row => message.Contains(row.Message, StringComparison.Ordinal)).Class ?? message;
}
