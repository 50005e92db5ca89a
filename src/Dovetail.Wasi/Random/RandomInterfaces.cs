namespace Dovetail.Wasi.Random;

/// <summary><c>wasi:random@0.2</c>: <c>random</c>, <c>insecure</c> and <c>insecure-seed</c>. Insecure bytes are as good as the others.</summary>
internal static class RandomInterfaces
{
    public static void AddTo(Linker linker, WasiHost host)
    {
        linker.Define(WasiHost.Name("random/random"), random => random
            .Function("get-random-bytes", (Store store, ulong length) => Take(host.Of(store), length))
            .Function("get-random-u64", (Store store) => host.Of(store).Random.TakeU64()));
        linker.Define(WasiHost.Name("random/insecure"), random => random
            .Function("get-insecure-random-bytes", (Store store, ulong length) => Take(host.Of(store), length))
            .Function("get-insecure-random-u64", (Store store) => host.Of(store).Random.TakeU64()));
        linker.Define(WasiHost.Name("random/insecure-seed"), random => random
            .Function("insecure-seed", (Store store) => (host.Of(store).Random.TakeU64(), host.Of(store).Random.TakeU64())));
    }

    private static byte[] Take(WasiState state, ulong length) => length <= (ulong)state.Limits.MaxRandomBytes
        ? state.Random.Take((int)length)
        : throw new TrapException(TrapCode.LimitReached, $"{length} random bytes, {state.Limits.MaxRandomBytes} are the most at a time (WasiLimits.{nameof(WasiLimits.MaxRandomBytes)})");
}
