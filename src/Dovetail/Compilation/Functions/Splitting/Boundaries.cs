namespace Dovetail.Compilation.Functions.Splitting;

/// <summary>
/// The places of a function's code where the operand stack holds nothing of the innermost block: where a run of instructions may be cut out
/// and leave no operand behind. Written while the function is compiled whole, together with what it has come to so far.
/// </summary>
/// <remarks>Places are in bytes from the start of the code, ascending.</remarks>
internal sealed class Boundaries
{
    private readonly List<int> _positions = [];
    private readonly List<int> _sizes = [];
    private readonly HashSet<int> _unreachable = [];

    /// <summary>Adds a place, whether control reaches it, and the size in bytes of the CIL before it.</summary>
    public void Add(int position, bool isReachable, int size)
    {
        _positions.Add(position);
        _sizes.Add(size);
        if (!isReachable)
            _unreachable.Add(position);
    }

    /// <summary>Whether control reaches <paramref name="position"/> and the code may be cut there.</summary>
    public bool IsReachable(int position) => Has(position) && !_unreachable.Contains(position);

    /// <summary>Whether the code may be cut at <paramref name="position"/>, or control does not even reach it.</summary>
    public bool Has(int position) => _positions.BinarySearch(position) >= 0;

    /// <summary>The size in bytes of the CIL before <paramref name="position"/>, as of the last boundary up to there.</summary>
    public int SizeAt(int position)
    {
        var index = _positions.BinarySearch(position);
        if (index < 0)
            index = ~index - 1;
        return index < 0 ? 0 : _sizes[index];
    }
}
