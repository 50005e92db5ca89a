using Dovetail.Wit.Text;

namespace Dovetail;

/// <summary>
/// A text is not WAVE, or not of the type it is read as. The message shows the line, with a caret under the place.
/// </summary>
public sealed class WaveException : DovetailException
{
    internal WaveException(SourceText source, string reason, SourceSpan span)
        : base(source.Render(reason, span)) => (Reason, Offset, Length) = (reason, span.Start, span.Length);

    /// <summary>What is wrong, without the place.</summary>
    public string Reason { get; }

    /// <summary>The place, in UTF-16 units from the start of the text.</summary>
    public int Offset { get; }

    /// <summary>How many UTF-16 units the message speaks of.</summary>
    public int Length { get; }
}
