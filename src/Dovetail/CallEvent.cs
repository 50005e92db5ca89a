namespace Dovetail;

/// <summary>A call of a component's function, or of a function of the host by a component: that it begins, returns or fails. See <see cref="StoreOptions.CallTrace"/>.</summary>
/// <param name="Kind">What happens.</param>
/// <param name="Depth">How many traced calls are around it.</param>
/// <param name="Instance">The path of the instance that is called, as in <see cref="ComponentCall.Instance"/>; null for a function of the host.</param>
/// <param name="Function">The function: <c>shop:math/calc.divide</c>.</param>
/// <param name="Values">
/// The arguments, the result (empty where there is none), or the message of the fault. WIT values in WAVE, with handles as <c>&lt;file 3&gt;</c>, escaped and cut off where
/// they are long.
/// </param>
public readonly record struct CallEvent(CallEventKind Kind, int Depth, string? Instance, string Function, string Values)
{
    /// <summary>The event in one line, indented by its depth.</summary>
    public override string ToString() => new string(' ', 2 * Depth) + Kind switch
    {
        CallEventKind.Call => $"-> {Function}({Values}){Place}",
        CallEventKind.Return => $"<- {Function}{(Values.Length == 0 ? "" : $" = {Values}")}",
        _ => $"x  {Function}: {Values}",
    };

    private string Place => Instance is null ? " of the host" : Instance.Length == 0 ? "" : $" in `{Instance}`";
}

/// <summary>What a <see cref="CallEvent"/> says.</summary>
public enum CallEventKind
{
    /// <summary>The call begins.</summary>
    Call,
    /// <summary>It has returned.</summary>
    Return,
    /// <summary>It has ended with an exception.</summary>
    Fault,
}
