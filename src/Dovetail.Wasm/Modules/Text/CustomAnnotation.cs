using Dovetail.Wasm.Text;

namespace Dovetail.Wasm.Modules.Text;

/// <summary>The annotation <c>(@custom "name" placement? "bytes"*)</c>: a custom section (appendix "Custom Sections").</summary>
internal static class CustomAnnotation
{
    public const string Keyword = "custom";

    // The numbers of the sections, in the order of the binary format.
    private static ReadOnlySpan<int> Order => [0, 1, 2, 3, 4, 5, 13, 6, 7, 8, 9, 12, 10, 11];

    public static CustomSection Read(TokenCursor cursor, Annotation annotation)
    {
        var inside = cursor.Enter(annotation);
        if (!inside.PeekString())
        {
            throw cursor.Error("@custom annotation: missing section name", annotation.Span);
        }
        var name = inside.TakeName();
        var position = inside.PeekLeftParen() ? TakePlacement(inside) : Order[^1];
        var bytes = inside.TakeStrings();
        inside.TakeEnd();
        return new CustomSection(name, bytes, position);
    }

    // The number of the section that it shall follow.
    private static int TakePlacement(TokenCursor cursor)
    {
        cursor.TakeLeftParen();
        var isAfter = cursor.TryTakeKeyword("after");
        if (!isAfter && !cursor.TryTakeKeyword("before"))
        {
            throw cursor.Error("@custom annotation: malformed placement", cursor.Peek());
        }
        var place = TakePlace(cursor);
        cursor.Close();
        return Order[isAfter ? place : Math.Max(0, place - 1)];
    }

    private static int TakePlace(TokenCursor cursor)
    {
        var place = cursor.PeekKeyword() switch
        {
            "first" => 0,
            "last" => Order.Length - 1,
            "type" => 1,
            "import" => 2,
            "func" => 3,
            "table" => 4,
            "memory" => 5,
            "tag" => 6,
            "global" => 7,
            "export" => 8,
            "start" => 9,
            "elem" => 10,
            "datacount" => 11,
            "code" => 12,
            "data" => 13,
            _ => throw cursor.Error("@custom annotation: malformed section kind", cursor.Peek()),
        };
        cursor.Take();
        return place;
    }
}
