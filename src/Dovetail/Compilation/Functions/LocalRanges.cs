namespace Dovetail.Compilation.Functions;

/// <summary>
/// What the 32-bit locals of the function being compiled can be, as far as it follows from constants, comparisons and loops that step. The
/// verifier proves what is made of it, by itself; so this must never know more than it can.
/// </summary>
/// <remarks>
/// What is learned is logged, and taken back where paths meet: at the end of a block a local is known as it was at the start, or not at all
/// if it was set in between. When the log grows long, everything is forgotten, which is always right.
/// </remarks>
/// <param name="addresses">What is known of the locals as addresses, which changes at the same places.</param>
/// <param name="isOff">Whether nothing is to be known: of a function that was split, whose locals lie in a frame, or where the verifier could not follow.</param>
internal sealed class LocalRanges(LocalAddresses addresses, bool isOff)
{
    private const int MostEntries = 400;

    private readonly ArrayBuilder<Change> _log = new(8);
    private Dictionary<int, Spread>? _known;
    private int _generation;

    /// <summary>Whether anything can be known.</summary>
    public bool IsOn => !isOff;

    /// <summary>What is known of a local.</summary>
    /// <remarks>Where nothing is known of any, the dictionary's code is not even loaded (<see cref="Wasm.Mapping"/>).</remarks>
    public Spread this[int local] => (_known is null ? null : Known(local)) ?? Spread.Any;

    /// <summary>A place in the log, for <see cref="Join"/> and <see cref="Rewind"/>.</summary>
    public Place Mark => new((_generation, _log.Count), addresses.Mark);

    /// <summary>The local was set to a number of which this is known.</summary>
    public void Set(int local, Spread spread)
    {
        addresses.Set(local);
        Log(local, spread, isSet: true);
    }

    /// <summary>The local was found to be no more than this.</summary>
    public void Narrow(int local, Spread spread)
    {
        if (spread != this[local])
            Log(local, spread, isSet: false);
    }

    /// <summary>Goes back to what was known at the mark, for the other arm of an <c>if</c>.</summary>
    public void Rewind(Place mark)
    {
        addresses.Join(mark.OfAddresses);
        RewindRanges(mark.OfRanges);
    }

    /// <summary>Keeps what holds on every path from the mark to here.</summary>
    public void Join(Place place)
    {
        addresses.Join(place.OfAddresses);
        var mark = place.OfRanges;
        RewindRanges(mark);
        if (mark.Generation != _generation || _log.Count == mark.Length)
            return;
        var set = new HashSet<int>();
        for (var i = mark.Length; i < _log.Count; i++)
        {
            if (_log[i].IsSet)
                set.Add(_log[i].Local);
        }
        _log.CutTo(mark.Length);
        foreach (var local in set)
            Log(local, Spread.Any, isSet: true);
    }

    /// <summary>Forgets everything.</summary>
    public void Forget()
    {
        addresses.Forget();
        ForgetRanges();
    }

    /// <summary>Forgets what is known of addresses, at the head of a loop.</summary>
    public void ForgetAddresses() => addresses.Forget();

    private void ForgetRanges()
    {
        _known = null;
        _log.CutTo(0);
        _generation++;
    }

    private void RewindRanges((int Generation, int Length) mark)
    {
        if (mark.Generation != _generation)
        {
            ForgetRanges();
            return;
        }
        for (var i = _log.Count - 1; i >= mark.Length; i--)
            Put(_log[i].Local, _log[i].Before);
    }

    private void Log(int local, Spread spread, bool isSet)
    {
        if (isOff)
            return;
        if (_log.Count == MostEntries)
            ForgetRanges();
        _log.Add(new Change(local, Known(local), isSet));
        Put(local, spread);
    }

    private void Put(int local, Spread? spread)
    {
        if (spread is { } known && known != Spread.Any)
            (_known ??= [])[local] = known;
        else
            _known?.Remove(local);
    }

    private Spread? Known(int local) => _known is not null && _known.TryGetValue(local, out var known) ? known : null;

    private readonly record struct Change(int Local, Spread? Before, bool IsSet);

    /// <summary>A place in both logs.</summary>
    internal readonly record struct Place((int Generation, int Length) OfRanges, (int Generation, int Length) OfAddresses);
}
