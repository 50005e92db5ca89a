namespace Dovetail.Wit.Text;

/// <summary>A range of a <see cref="SourceText"/>, in UTF-16 units from its start.</summary>
/// <param name="Start">The offset of the first unit.</param>
/// <param name="Length">The number of units; 0 marks a place between two.</param>
public readonly record struct SourceSpan(int Start, int Length)
{
    /// <summary>The offset behind the last unit.</summary>
    public int End => Start + Length;
}
