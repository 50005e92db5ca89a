namespace Dovetail.Wasi.Clocks;

/// <summary><c>wasi:clocks/timezone.timezone-display</c>. Guests see UTC: where the host stands is not granted.</summary>
internal readonly record struct TimezoneDisplay(int UtcOffset, string Name, bool InDaylightSavingTime)
{
    public static TimezoneDisplay Utc { get; } = new(0, "UTC", false);
}
