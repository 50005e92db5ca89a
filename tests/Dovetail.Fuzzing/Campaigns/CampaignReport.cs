namespace Dovetail.Fuzzing.Campaigns;

/// <summary>What a campaign found.</summary>
/// <param name="Ran">The number of inputs that were answered or whose process died.</param>
/// <param name="Findings">What must not be: unhandled exceptions, dead processes, broken limits; each with the seed that repeats it.</param>
internal sealed record CampaignReport(int Ran, int Values, int Traps, int Errors, IReadOnlyList<string> Findings)
{
    /// <summary>A report of nothing.</summary>
    public static readonly CampaignReport Empty = new(0, 0, 0, 0, []);

    public static CampaignReport operator +(CampaignReport a, CampaignReport b) =>
        new(a.Ran + b.Ran, a.Values + b.Values, a.Traps + b.Traps, a.Errors + b.Errors, [.. a.Findings, .. b.Findings]);

    /// <summary>The line that closes a campaign.</summary>
    public override string ToString() => $"{Ran} ran, {Values} values, {Traps} traps, {Errors} errors";
}
