using Dovetail.Compilation.Cil;

namespace Dovetail.Compilation.Functions;

/// <summary>
/// The head of an interpreter's loop: straight code that fetches an instruction and ends in a <c>br_table</c>. It is written again in place of
/// branches back to it, so that each handler ends in a jump of its own to the next: such jumps are predicted from what came before, where one for
/// all handlers is predicted badly.
/// </summary>
/// <remarks>
/// A copy reads and assigns what the head would, since control goes there next anyway. The handlers' labels become targets of
/// branches from behind; so nothing may be known of locals there but what holds in the whole loop.
/// </remarks>
/// <param name="start">The first instruction of the head.</param>
internal sealed class Dispatch(int start)
{
    private const int MostInstructions = 64;
    private const int MostCopied = 3000;
    private const int FewestTargets = 4;

    private int _end;
    private int _copied;

    /// <summary>The code that was written from the head on, up to here, is the head if it is short and straight.</summary>
    public bool TryEnd(CilBuilder builder, int targets)
    {
        var isHead = _end == 0 && targets >= FewestTargets && builder.IsStraightFrom(start) && builder.Position - start <= MostInstructions;
        if (isHead)
            _end = builder.Position;
        return isHead;
    }

    /// <summary>Writes the head once more, if that is not too much; false where it was not written.</summary>
    public bool TryCopy(CilBuilder builder)
    {
        if (_end == 0 || _copied + _end - start > MostCopied)
            return false;
        _copied += _end - start;
        builder.Repeat(start, _end);
        return true;
    }
}
