namespace Dovetail.ConformanceTests.Guests;

/// <summary>
/// What the Canonical ABI (definitions.py) says of calls for which the engine that recorded them departs from it. The recordings come with
/// these as a list that is partly prose; here they are as cases.
/// </summary>
/// <param name="Result">The result as the recordings write it; null for a trap.</param>
internal sealed record SpecOverride(string? Result)
{
    public static SpecOverride Traps { get; } = new((string?)null);

    /// <summary>For <c>types</c>, by function.</summary>
    public static IReadOnlyDictionary<string, SpecOverride> Types { get; } = new Dictionary<string, SpecOverride>
    {
        // convert_int_to_bool: any number but zero is true.
        ["bool-two"] = new("true"),
        ["bool-list"] = new("[false, true, true, true]"),
        // lift_flat_unsigned and lift_flat_signed wrap.
        ["u8-high"] = new("255"),
        ["s8-high"] = new("-128"),
        ["u16-high"] = new("9029"),
        // unpack_flags does not look at bits past the labels.
        ["flags-high"] = new("""{"read": true, "write": false, "exec": true}"""),
        // What is not UTF-8 is a trap, and so is a surrogate in it.
        ["string-bad-utf8"] = Traps,
        ["string-surrogate-utf8"] = Traps,
        // A list is inside the memory as a whole, even an empty one.
        ["list-oob"] = Traps,
        ["list-empty-oob"] = Traps,
        ["list-overflow"] = Traps,
        // The pointer to results in memory is aligned.
        ["ret-misaligned"] = Traps,
    };

    /// <summary>For <c>strings</c>, by the encoding of the component.</summary>
    public static IReadOnlyDictionary<string, SpecOverride> Strings(string encoding) => new Dictionary<string, SpecOverride>
    {
        // What is not of the encoding is a trap in each.
        ["bad-encoding"] = Traps,
        // UTF-8 needs no alignment; the other two have one of 2.
        ["bad-align"] = encoding == "utf8" ? new("\"lai\"") : Traps,
    };

    /// <summary>No byte order mark is taken off a string: the one case where the recording lost it.</summary>
    public const string WithByteOrderMark = "\ufeffbom";

    /// <summary>
    /// Half of a surrogate pair is not in any string of the component model. The recording replaced it; here it is refused before the call.
    /// </summary>
    public const string LoneSurrogate = "lone\ud800surrogate";
}
