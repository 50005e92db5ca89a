using Dovetail.Wasm.Text;

namespace Dovetail.Wasm.Modules.Text;

/// <summary>The annotation <c>(@name "…")</c>, which stands behind an identifier or where one could stand (appendix "Custom Sections").</summary>
internal static class NameAnnotation
{
    public const string Keyword = "name";

    /// <summary>Takes the annotation if it comes next, and gives its name.</summary>
    public static string? TryTake(TokenCursor cursor)
    {
        if (cursor.TryTakeAnnotation(Keyword) is not { } annotation)
        {
            return null;
        }
        var inside = cursor.Enter(annotation);
        var name = inside.TakeName();
        inside.TakeEnd();
        return cursor.TryTakeAnnotation(Keyword) is { } second
            ? throw cursor.Error("@name annotation: multiple names", second.Span)
            : name;
    }
}
