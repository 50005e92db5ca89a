using System.Collections.Immutable;
using Dovetail.Wit.Text;

namespace Dovetail.Wasm.Modules.Text;

/// <summary>Leads the offsets of a module that was a text back to this text. Immutable.</summary>
internal sealed class TextMap(SourceText source, ImmutableArray<(int Offset, int Text)> places)
{
    private static readonly Comparer<(int Offset, int Text)> s_byOffset =
        Comparer<(int Offset, int Text)>.Create((a, b) => a.Offset.CompareTo(b.Offset));

    /// <summary>The text.</summary>
    public SourceText Source => source;

    /// <summary>The place of what the binary has at <paramref name="offset"/>.</summary>
    public SourceSpan Locate(int offset)
    {
        var index = places.BinarySearch((offset, 0), s_byOffset);
        index = index < 0 ? ~index - 1 : index;
        return new SourceSpan(index < 0 ? 0 : places[index].Text, 1);
    }

    /// <summary>The error with its place shown in the text; null where it has none.</summary>
    public DovetailException? Show(DovetailException error) => error switch
    {
        InvalidException { Offset: { } offset } invalid => new InvalidException(source.Render(invalid.Problem, Locate(offset)), invalid),
        UnsupportedException { Offset: { } offset } refused =>
            new UnsupportedException(source.Render(refused.Problem, Locate(offset)), refused),
        _ => null,
    };
}
