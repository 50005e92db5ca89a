using Dovetail.Wasm.Metadata;
using Dovetail.Wasm.Text;

namespace Dovetail.Wasm.Modules.Text;

/// <summary>
/// The annotations that are custom sections: <c>(@custom "name" placement? "bytes"*)</c> (appendix "Custom Sections"), and producers, which stand
/// behind everything else.
/// </summary>
internal static class CustomAnnotation
{
    private const string Keyword = "custom";

    // The numbers of the sections, in the order of the binary format.
    private static ReadOnlySpan<int> Order => [0, 1, 2, 3, 4, 5, 13, 6, 7, 8, 9, 12, 10, 11];

    private static readonly string[] Keywords =
    [
        "first", "type", "import", "func", "table", "memory", "tag", "global", "export", "start", "elem", "datacount", "code", "data",
    ];

    /// <summary>Takes a custom section that stands before the next token.</summary>
    public static CustomSection? TryTake(TokenCursor cursor) => cursor.TryTakeAnnotation(Keyword, ProducersText.Keyword) is not { } annotation ? null
        : annotation.Name == Keyword ? Read(cursor, annotation)
        : new CustomSection(Producers.SectionName, ProducersText.Take(cursor.Enter(annotation)), Order[^1]);

    private static CustomSection Read(TokenCursor cursor, Annotation annotation)
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
        var keyword = cursor.PeekKeyword();
        var place = 0;
        while (place < Keywords.Length && !keyword.SequenceEqual(Keywords[place]))
        {
            place++;
        }
        place = keyword is "last" ? Order.Length - 1
            : place < Keywords.Length ? place
            : throw cursor.Error("@custom annotation: malformed section kind", cursor.Peek());
        cursor.Take();
        return place;
    }

    /// <summary>What a section is called in a placement.</summary>
    public static string KeywordOf(SectionId section) => Keywords[Order.IndexOf((int)section)];
}
