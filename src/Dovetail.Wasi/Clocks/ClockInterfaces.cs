using Dovetail.Wasi.Io;

namespace Dovetail.Wasi.Clocks;

/// <summary><c>wasi:clocks@0.2</c>: <c>monotonic-clock</c>, <c>wall-clock</c> and <c>timezone</c>.</summary>
internal static class ClockInterfaces
{
    public static void AddTo(Linker linker, WasiHost host)
    {
        linker.Define(WasiHost.Name("clocks/monotonic-clock"), clock => clock
            .Function("now", (Store store) => host.Of(store).Monotonic.Now)
            .Function("resolution", (Store store) => host.Of(store).Monotonic.Resolution)
            .Function("subscribe-instant", (Store store, ulong when) => Subscribe(host.Of(store), host.Of(store).Monotonic.At(when)))
            .Function("subscribe-duration", (Store store, ulong when) => Subscribe(host.Of(store), host.Of(store).Monotonic.After(when))));
        linker.Define(WasiHost.Name("clocks/wall-clock"), clock => clock
            .Function("now", (Store store) => WallClock.Now(host.Of(store).Options))
            .Function("resolution", (Store store) => WallClock.Resolution(host.Of(store).Options)));
        linker.Define(WasiHost.Name("clocks/timezone"), timezone => timezone
            .Function("display", (Datetime when) => TimezoneDisplay.Utc)
            .Function("utc-offset", (Datetime when) => TimezoneDisplay.Utc.UtcOffset));
    }

    private static Pollable Subscribe(WasiState state, IReadiness timer) => new(state, timer);
}
