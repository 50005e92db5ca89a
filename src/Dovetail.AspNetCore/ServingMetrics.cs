using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Dovetail.AspNetCore;

/// <summary>The instruments of the meter <c>Dovetail.AspNetCore</c>, and the source of activities of that name.</summary>
internal static class ServingMetrics
{
    private const string Name = "Dovetail.AspNetCore";

    private static readonly Meter _meter = new(Name);
    private static readonly UpDownCounter<int> _active = _meter.CreateUpDownCounter<int>("dovetail.guests.active", "{guest}", "Guests that run.");
    private static readonly Histogram<double> _duration = _meter.CreateHistogram<double>("dovetail.guest.duration", "s", "How long guests took for a request.");
    private static readonly Counter<long> _rejected = _meter.CreateCounter<long>("dovetail.requests.rejected", "{request}", "Requests that found too many waiting.");
    private static readonly Counter<long> _swaps = _meter.CreateCounter<long>("dovetail.swaps", "{swap}", "Components that took over.");
    private static readonly string[] _ends = Array.ConvertAll(Enum.GetNames<GuestEnd>(), name => name.ToLowerInvariant());

    public static ActivitySource Activities { get; } = new(Name);

    public static void Began() => _active.Add(1);

    public static void Ended(GuestEnd end, long start, Activity? activity, string? component)
    {
        _active.Add(-1);
        if (_duration.Enabled)
            _duration.Record(Stopwatch.GetElapsedTime(start).TotalSeconds, new KeyValuePair<string, object?>("end", _ends[(int)end]));
        if (activity is null)
            return;
        activity.SetTag("dovetail.component", component);
        activity.SetTag("dovetail.end", _ends[(int)end]);
        if (end is not GuestEnd.Answered)
            activity.SetStatus(ActivityStatusCode.Error);
    }

    public static void Rejected() => _rejected.Add(1);

    public static void Swapped() => _swaps.Add(1);
}
