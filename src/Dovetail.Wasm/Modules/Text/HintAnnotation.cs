using Dovetail.Wasm.Text;

namespace Dovetail.Wasm.Modules.Text;

/// <summary>
/// The annotation <c>(@metadata.code.branch_hint "\00")</c> before <c>if</c> and <c>br_if</c> (appendix "Custom Sections"). It becomes
/// part of a custom section: no compiler here asks how likely a branch is (<see cref="BranchHints"/>).
/// </summary>
internal static class HintAnnotation
{
    public const string Keyword = "metadata.code.branch_hint";

    /// <summary>Takes a hint for the instruction that comes next, whose code will stand at <paramref name="offset"/>.</summary>
    /// <returns>Whether the branch is likely; null where there is no hint.</returns>
    public static bool? TryTake(TokenCursor cursor, int offset)
    {
        if (cursor.TryTakeAnnotation(Keyword) is not { } hint)
        {
            return null;
        }
        var inside = cursor.Enter(hint);
        var value = inside.TakeString();
        if (value is not [0 or 1])
        {
            throw cursor.Error($"@{Keyword} annotation: expected \"\\00\" or \"\\01\"", hint.Span);
        }
        inside.TakeEnd();
        if (cursor.TryTakeAnnotation(Keyword) is { } second)
        {
            throw cursor.Error($"@{Keyword} annotation: duplicate annotation", second.Span);
        }
        var target = cursor.PeekLeftParen() ? cursor.PeekOpen() : cursor.PeekKeyword();
        if (target is not ("if" or "br_if"))
        {
            throw new InvalidException($"@{Keyword} annotation: invalid target", offset);
        }
        return value[0] == 1;
    }
}
