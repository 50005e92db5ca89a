using Dovetail.Wasm.Text;

namespace Dovetail.Wasm.Metadata;

/// <summary>The annotation <c>(@producers (field "name" "version")…)</c>, which stands for the custom section.</summary>
internal static class ProducersText
{
    public const string Keyword = "producers";

    /// <summary>Writes the section on a line of its own if the annotation can spell it exactly; false if it cannot.</summary>
    public static bool TryWrite(TextPrinter printer, ReadOnlySpan<byte> content)
    {
        if (Producers.TryRead(content) is not { } producers || !content.SequenceEqual(producers.Encode())
            || !producers.Fields.All(field => IsKeyword(field.Name) && !field.Values.IsEmpty) || !AreApart(producers))
        {
            return false;
        }
        printer.OpenLine("@producers");
        foreach (var field in producers.Fields)
        {
            foreach (var value in field.Values)
            {
                printer.Line();
                printer.Write('(');
                printer.Write(field.Name);
                printer.Write(' ');
                printer.WriteName(value.Name);
                printer.Write(' ');
                printer.WriteName(value.Version);
                printer.Write(')');
            }
        }
        printer.Close();
        return true;
    }

    /// <summary>Takes the content of the annotation; entries of one field are put together.</summary>
    public static byte[] Take(TokenCursor cursor)
    {
        var fields = new OrderedDictionary<string, List<ProducersValue>>(StringComparer.Ordinal);
        while (!cursor.AtEnd)
        {
            cursor.TakeLeftParen();
            if (cursor.PeekKeyword().IsEmpty)
            {
                throw cursor.Unexpected("a field of producers");
            }
            var name = cursor.TextOf(cursor.Take()).ToString();
            var value = new ProducersValue(cursor.TakeName(), cursor.TakeName());
            cursor.Close();
            if (!fields.TryGetValue(name, out var values))
            {
                fields.Add(name, values = []);
            }
            values.Add(value);
        }
        return new Producers([.. fields.Select(field => new ProducersField(field.Key, [.. field.Value]))]).Encode();
    }

    private static bool AreApart(Producers producers) =>
        producers.Fields.DistinctBy(field => field.Name).Count() == producers.Fields.Length;

    private static bool IsKeyword(string name) =>
        name is [>= 'a' and <= 'z', ..] && !name.AsSpan().ContainsAnyExcept(Lexer.IdCharacters);
}
