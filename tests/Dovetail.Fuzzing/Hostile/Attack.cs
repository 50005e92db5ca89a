using System.Text;

namespace Dovetail.Fuzzing.Hostile;

/// <summary>A hostile component, and what must become of it. Its export <c>attack</c> is called, if it comes that far.</summary>
/// <param name="Name">What it does, in a few words; unique.</param>
/// <param name="Bytes">The component, text or binary.</param>
/// <param name="Expected">How it must end.</param>
internal sealed record Attack(string Name, byte[] Bytes, Outcome Expected)
{
    /// <summary>An attack by a component in the text format.</summary>
    public Attack(string name, string text, Outcome expected)
        : this(name, Encoding.UTF8.GetBytes(text), expected)
    {
    }

    /// <summary>The arguments of <c>attack</c>.</summary>
    public WitValue[] Arguments { get; init; } = [];

    /// <summary>What is linked beside the host's interface <c>host</c>.</summary>
    public Action<Linker>? Define { get; init; }

    /// <summary>What the store may use beyond the suite's own limits.</summary>
    public Func<StoreOptions, StoreOptions> Limit { get; init; } = options => options;
}

/// <summary>How an attack must end: with an error of a kind, whose message has a part; or with an answer, which harms nobody.</summary>
/// <param name="Kind">The exception; null for an answer.</param>
/// <param name="Part">What the message must contain.</param>
/// <param name="Codes">The codes of a trap, any of which will do.</param>
internal sealed record Outcome(Type? Kind, string Part, params TrapCode[] Codes)
{
    public static Outcome Answer { get; } = new(null, "");

    public static Outcome Trap(params TrapCode[] codes) => new(typeof(TrapException), "", codes);

    public static Outcome Malformed(string part = "") => new(typeof(MalformedException), part);

    public static Outcome Invalid(string part = "") => new(typeof(InvalidException), part);

    public static Outcome Unsupported(string part = "") => new(typeof(UnsupportedException), part);

    public static Outcome Limit(string part = "") => new(typeof(LimitException), part);

    public static Outcome Link(string part = "") => new(typeof(LinkException), part);

    /// <summary>Whether it ended so; null stands for an answer.</summary>
    public bool Fits(Exception? end) => end is null
        ? Kind is null
        : Kind == end.GetType() && end.Message.Contains(Part, StringComparison.Ordinal) && (end is not TrapException trap || Codes.Contains(trap.Code));

    /// <inheritdoc/>
    public override string ToString() => Kind is null ? "an answer"
        : $"{Kind.Name}{(Codes.Length == 0 ? "" : $" {string.Join(" or ", Codes)}")}{(Part.Length == 0 ? "" : $" with `{Part}`")}";
}
