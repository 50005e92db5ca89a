using System.Globalization;

namespace Dovetail.Fuzzing.Serving;

/// <summary>What clients do.</summary>
internal enum Traffic
{
    /// <summary>Something that succeeds, at once.</summary>
    Healthy,
    /// <summary>Has the guest trap.</summary>
    Trap,
    /// <summary>Has the guest spin, or sleep, beyond its deadline.</summary>
    Hang,
    /// <summary>Has the guest take all memory there is.</summary>
    Bomb,
    /// <summary>Something that succeeds, from a client that sends or reads slowly.</summary>
    Slow,
    /// <summary>Breaks off, somewhere.</summary>
    Abort,
}

/// <summary>How many answers came and how long they took, by what was asked; and all that was wrong. Safe from many threads.</summary>
internal sealed class Tally
{
    private const int MostFindings = 50;
    private readonly Lock gate = new();
    private readonly Dictionary<Traffic, List<double>> times = Enum.GetValues<Traffic>().ToDictionary(kind => kind, _ => new List<double>());
    private readonly List<string> findings = [];

    /// <summary>What was wrong, up to some number.</summary>
    public IReadOnlyList<string> Findings
    {
        get
        {
            lock (gate) return [.. findings];
        }
    }

    /// <summary>How many requests were made.</summary>
    public int Count
    {
        get
        {
            lock (gate) return times.Values.Sum(list => list.Count);
        }
    }

    /// <summary>A request has been answered as it should be, or broken off.</summary>
    public void Add(Traffic kind, double milliseconds)
    {
        lock (gate) times[kind].Add(milliseconds);
    }

    /// <summary>Something is wrong.</summary>
    public void Complain(string finding)
    {
        lock (gate)
        {
            if (findings.Count < MostFindings) findings.Add(finding);
        }
    }

    /// <summary>A line for each kind of traffic.</summary>
    public IEnumerable<string> Lines()
    {
        lock (gate)
        {
            return [.. times.Where(entry => entry.Value.Count > 0).Select(entry =>
            {
                double[] sorted = [.. entry.Value.Order()];
                return string.Create(CultureInfo.InvariantCulture, $"{entry.Key.ToString().ToLowerInvariant(),-8}{sorted.Length,8} requests, {100.0 * sorted.Length / Count,4:F1} %"
                    + $", median {sorted[sorted.Length / 2]:F1} ms, p99 {sorted[sorted.Length * 99 / 100]:F1} ms, longest {sorted[^1]:F1} ms");
            })];
        }
    }
}
