using Dovetail.Wit.Resolution;

namespace Dovetail.Tooling.New;

/// <summary>An exported function of the world, and the core functions behind it.</summary>
/// <param name="Scope">The export of the world that it is in.</param>
/// <param name="Function">The function.</param>
/// <param name="Part">The module that has it.</param>
/// <param name="CoreName">The core function.</param>
/// <param name="IsAsync">Whether it is lifted <c>async</c>: it gives its result by <c>task.return</c>.</param>
/// <param name="Callback">The core function that events are told to; null where the stack is kept instead, or nothing is waited for.</param>
/// <param name="PostReturn">The core function that is called when the result was read; null for none.</param>
internal sealed record ExportMatch(
    ItemScope Scope, WitFunction Function, CorePart Part, string CoreName, bool IsAsync, string? Callback, string? PostReturn)
{
    public Needs Needs { get; } = Needs.OfLift(Function.Type, IsAsync);
}

/// <summary>The core function that is called when the last handle of an exported resource goes.</summary>
internal sealed record DestructorMatch(WorldInterface Item, WitTypeDefinition Resource, CorePart Part, string CoreName);
