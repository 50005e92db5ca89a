namespace Dovetail;

/// <summary>A call of a component's function, as a trap shows it. Immutable.</summary>
/// <param name="Instance">
/// The path of the instance that was called: empty for the component that was instantiated, <c>instance 1/instance 0</c> for one inside, beginning with the name of
/// its definition where the linker made it.
/// </param>
/// <param name="Function">The function: <c>shop:math/calc.divide</c>.</param>
/// <param name="Arguments">
/// The arguments as WIT values, escaped and cut off where they are long: <c>1, "two", …</c>. Those of a call between components are read when it has trapped: what is in
/// the caller's memory as it lies there then, handles by their numbers, and what is not of its type or lies outside as what it is. Null where they are not known: of a destructor that a guest's <c>resource.drop</c> calls.
/// </param>
public sealed record ComponentCall(string Instance, string Function, string? Arguments)
{
    /// <summary>What the instance had used, where it has a budget or is inside of one that has (see <see cref="ComponentBudget"/>); null otherwise.</summary>
    public ComponentUsage? Usage { get; init; }

    /// <summary>The call in one line: <c>shop:math/calc.divide(1, 0) in `instance 1`</c>.</summary>
    public override string ToString() => $"{Function}({Arguments ?? "…"}){(Instance.Length == 0 ? "" : $" in `{Instance}`")}{(Usage is null ? "" : $", which had used {Usage}")}";
}
