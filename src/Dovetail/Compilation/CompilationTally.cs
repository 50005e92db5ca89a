namespace Dovetail.Compilation;

/// <summary>Counts what was compiled. Safe from many threads.</summary>
internal sealed class CompilationTally
{
    private readonly Lock _gate = new();
    private CompilationStatistics _sum;
    private int _plain;

    /// <summary>How many functions have all their checks because the verifier could not follow what was left out.</summary>
    public int PlainFunctions => Volatile.Read(ref _plain);

    public void Add(UnitRange range, UnitCode code)
    {
        var bytes = 0L;
        foreach (var body in code.Bodies)
            bytes += body.Size;
        if (code.IsPlain)
            Interlocked.Add(ref _plain, range.Count);
        lock (_gate)
        {
            _sum = _sum with
            {
                CompiledFunctions = _sum.CompiledFunctions + range.Count,
                EmittedBytes = _sum.EmittedBytes + bytes,
                UnoptimizedFunctions = _sum.UnoptimizedFunctions + code.Unoptimized,
                UnoptimizedBytes = _sum.UnoptimizedBytes + code.UnoptimizedBytes,
            };
        }
    }

    /// <summary>The sum so far, of a module of <paramref name="functions"/> functions.</summary>
    public CompilationStatistics Read(int functions)
    {
        lock (_gate)
            return _sum with { Functions = functions };
    }
}
