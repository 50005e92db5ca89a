using System.Globalization;
using Dovetail.Wit.Types;

namespace Dovetail.Fuzzing.Specification;

/// <summary>The kind of a parameter or result of a program's function; the letters are those of <c>programs.py</c>.</summary>
internal enum SlotKind
{
    Word = 'u', String = 's', Own = 'o', Borrow = 'b', ErrorContext = 'e',
}

/// <summary>A parameter or result.</summary>
/// <param name="Resource">The number of the resource type of a handle.</param>
internal readonly record struct Slot(SlotKind Kind, int Resource = 0)
{
    /// <summary>Whether it is a handle.</summary>
    public bool IsHandle => Kind is SlotKind.Own or SlotKind.Borrow;

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"[\"{(char)Kind}\",{Resource}]");

    /// <summary>The type.</summary>
    public WitType Type(IReadOnlyList<ResourceType> resources) => Kind switch
    {
        SlotKind.Word => PrimitiveType.Of(PrimitiveKind.U32),
        SlotKind.String => PrimitiveType.Of(PrimitiveKind.String),
        SlotKind.Own => new OwnType(resources[Resource]),
        SlotKind.Borrow => new BorrowType(resources[Resource]),
        _ => PrimitiveType.Of(PrimitiveKind.ErrorContext),
    };
}

/// <summary>One operation of a guest or of the host: its name, numbers, and for calls the values that are passed.</summary>
internal sealed record Operation(string Name, int A = 0, uint B = 0, int[]? Values = null)
{
    /// <inheritdoc/>
    public override string ToString() => Values is null
        ? string.Create(CultureInfo.InvariantCulture, $"[\"{Name}\",{A},{B}]")
        : string.Create(CultureInfo.InvariantCulture, $"[\"{Name}\",{A},[{string.Join(',', Values)}]]");

    /// <summary>A body as JSON.</summary>
    public static string Json(IReadOnlyList<Operation>? body) => body is null ? "null" : $"[{string.Join(',', body)}]";
}

/// <summary>A resource type: who defines it (−1: the host), and what its destructor does.</summary>
internal sealed record ProgramResource(int Owner, IReadOnlyList<Operation>? Destructor);

/// <summary>A function of a guest, or of the host (instance −1).</summary>
internal sealed record ProgramFunction(int Instance, Slot[] Parameters, Slot? Result, IReadOnlyList<Operation> Body, IReadOnlyList<Operation>? PostReturn)
{
    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{{\"inst\":{Instance},\"params\":[{string.Join(',', Parameters)}],\"result\":[{Result}],\"body\":{Operation.Json(Body)},\"post\":{Operation.Json(PostReturn)}}}");

    /// <summary>The type, with the resources of all programs.</summary>
    public WitFunctionType Type(IReadOnlyList<ResourceType> resources) =>
        new([.. Parameters.Select((slot, i) => new FunctionParameter($"p{i}", slot.Type(resources)))], Result?.Type(resources));
}

/// <summary>A program of resource built-ins over several instances; see <c>programs.py</c>.</summary>
/// <param name="Parents">The parent of each instance; −1 for a root.</param>
/// <param name="Reallocs">What the realloc of each instance does besides.</param>
/// <param name="Handles">How many handles an instance may have.</param>
/// <param name="Fuel">How many operations guests carry out in all.</param>
internal sealed record GuestProgram(
    int[] Parents, ProgramResource[] Resources, ProgramFunction[] Functions, ProgramFunction[] Hosts, IReadOnlyList<Operation>[] Reallocs,
    IReadOnlyList<Operation> Steps, int Handles, int Fuel)
{
    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $$"""
        {"instances":[{{string.Join(',', Parents)}}],"resources":[{{string.Join(',', Resources.Select(r => $"{{\"owner\":{r.Owner},\"dtor\":{Operation.Json(r.Destructor)}}}"))}}],"functions":[{{string.Join<ProgramFunction>(',', Functions)}}],"hosts":[{{string.Join<ProgramFunction>(',', Hosts)}}],"reallocs":[{{string.Join(',', Reallocs.Select(Operation.Json))}}],"steps":{{Operation.Json(Steps)}},"handles":{{Handles}},"fuel":{{Fuel}}}
        """);
}

/// <summary>Makes programs by choice.</summary>
internal sealed class ProgramMaker(Choices choices, ModelParts parts)
{
    private int[] _parents = [];
    private int _resources, _functions, _hosts;
    private Slot[][] _functionSlots = [], _hostSlots = [];

    /// <summary>A program.</summary>
    public GuestProgram Make()
    {
        _parents = new int[1 + choices.Below(4)];
        for (var i = 0; i < _parents.Length; i++) _parents[i] = choices.Below(i + 1) - 1;
        (_resources, _functions, _hosts) = (1 + choices.Below(3), 1 + choices.Below(5), choices.Below(3));
        _functionSlots = [.. Enumerable.Range(0, _functions).Select(_ => Slots())];
        _hostSlots = [.. Enumerable.Range(0, _hosts).Select(_ => Slots())];
        ProgramResource[] resources = [.. Enumerable.Range(0, _resources).Select(_ => Resource())];
        ProgramFunction[] functions = [.. _functionSlots.Select(Function)];
        ProgramFunction[] hosts = [.. _hostSlots.Select(slots => new ProgramFunction(-1, slots, Result(), HostBody(3), null))];
        IReadOnlyList<Operation>[] reallocs = [.. _parents.Select(_ => choices.OneIn(4) ? Body(2) : [])];
        return new GuestProgram(_parents, resources, functions, hosts, reallocs, HostBody(10, 2), choices.Pick(1000, 1000, 1000, 3, 2), 60);
    }

    private Slot[] Slots() => [.. Enumerable.Range(0, choices.Below(4)).Select(_ => Slot(mayBorrow: true))];

    private Slot Slot(bool mayBorrow) => choices.Below(8) switch
    {
        0 => new Slot(SlotKind.Word),
        1 when mayBorrow => new Slot(SlotKind.String),
        2 when parts.ErrorContexts => new Slot(SlotKind.ErrorContext),
        <= 4 when mayBorrow => new Slot(SlotKind.Borrow, choices.Below(_resources)),
        _ => new Slot(SlotKind.Own, choices.Below(_resources)),
    };

    private Slot? Result() => choices.Below(3) == 0 ? null : Slot(mayBorrow: false);

    private ProgramResource Resource()
    {
        var owner = choices.Below(_parents.Length + 1) - 1;
        return new ProgramResource(owner < 0 && choices.Below(3) > 0 ? 0 : owner, choices.Below(3) == 0 ? null : Body(2));
    }

    private ProgramFunction Function(Slot[] slots) => new(
        choices.Below(_parents.Length), slots, Result(), Body(6), choices.OneIn(4) ? Body(2) : null);

    private Operation[] Body(int most) => [.. Enumerable.Range(0, choices.Below(most + 1)).Select(_ => Operation())];

    private Operation Operation() => choices.Below(16) switch
    {
        0 or 1 => new Operation("new", choices.Below(_resources), (uint)choices.Below(50)),
        2 => new Operation("rep", choices.Below(_resources), Value()),
        3 or 4 => new Operation("drop", choices.Below(_resources), Value()),
        5 => new Operation("const", choices.Below(6)),
        6 => new Operation("again", choices.Below(6)),
        7 when choices.OneIn(4) => new Operation(choices.Pick("trap", "throw")),
        8 when parts.ErrorContexts => new Operation(choices.Pick("error", "message", "forget"), choices.Below(6)),
        9 or 10 when _hosts > 0 => Call("ask", choices.Below(_hosts), _hostSlots),
        _ => Call("call", choices.Below(_functions), _functionSlots),
    };

    private uint Value() => (uint)choices.Below(6);

    // A value for each slot but strings, of which the place is always the same.
    private Operation Call(string name, int number, Slot[][] slots) =>
        new(name, number, 0, [.. slots[number].Where(slot => slot.Kind != SlotKind.String).Select(_ => choices.Below(6))]);

    private Operation[] HostBody(int most, int least = 0) =>
        [.. Enumerable.Range(0, least + choices.Below(most + 1 - least)).Select(_ => HostOperation())];

    private Operation HostOperation() => choices.Below(8) switch
    {
        6 => new Operation("drop", choices.Below(_resources)),
        7 => new Operation(choices.OneIn(8) ? "trap" : "make", choices.Below(_resources), (uint)choices.Below(50)),
        _ => new Operation("call", choices.Below(_functions), (uint)choices.Below(8)),
    };
}
