namespace Dovetail.Wasi.Io;

/// <summary><c>wasi:io@0.2</c>: <c>error</c>, <c>poll</c> and <c>streams</c>.</summary>
internal static class IoInterfaces
{
    public static void AddTo(Linker linker, WasiHost host)
    {
        linker.Define(WasiHost.Name("io/error"), error => error
            .Resource<IoError>("error", error => error.Drop())
            .Function("[method]error.to-debug-string", (IoError error) => error.Fault.Message));
        linker.Define(WasiHost.Name("io/poll"), poll => poll
            .Resource<Pollable>("pollable", pollable => pollable.Drop())
            .Function("[method]pollable.ready", (Pollable pollable) => pollable.IsReady())
            .Function("[method]pollable.block", (Pollable pollable) => pollable.Block())
            .Function("poll", (Store store, Pollable[] pollables) => Poll(host.Of(store), pollables)));
        linker.Define(WasiHost.Name("io/streams"), AddStreams);
    }

    private static uint[] Poll(WasiState state, Pollable[] pollables)
    {
        if (pollables.Length == 0)
            WasiState.Trap("`poll` of no pollables");
        if (pollables.Length > state.Limits.MaxPollables)
            throw new TrapException(TrapCode.LimitReached, $"`poll` of {pollables.Length} pollables, {state.Limits.MaxPollables} are the most (WasiLimits.{nameof(WasiLimits.MaxPollables)})");
        return state.Store.Poll(Array.ConvertAll(pollables, static pollable => pollable.Readiness));
    }

    private static void AddStreams(InterfaceBuilder streams) => streams
        .Resource<InputStream>("input-stream", stream => stream.Drop())
        .Function("[method]input-stream.read", (InputStream stream, ulong length) => stream.Read(length))
        .Function("[method]input-stream.blocking-read", (InputStream stream, ulong length) => stream.BlockingRead(length))
        .Function("[method]input-stream.skip", (InputStream stream, ulong length) => stream.Skip(length))
        .Function("[method]input-stream.blocking-skip", (InputStream stream, ulong length) => stream.BlockingSkip(length))
        .Function("[method]input-stream.subscribe", (InputStream stream) => stream.Subscribe())
        .Resource<OutputStream>("output-stream", stream => stream.Drop())
        .Function("[method]output-stream.check-write", (OutputStream stream) => stream.CheckWrite())
        .Function("[method]output-stream.write", (OutputStream stream, byte[] contents) => stream.Write(contents))
        .Function("[method]output-stream.blocking-write-and-flush", (OutputStream stream, byte[] contents) => stream.BlockingWriteAndFlush(contents))
        .Function("[method]output-stream.flush", (OutputStream stream) => stream.Flush())
        .Function("[method]output-stream.blocking-flush", (OutputStream stream) => stream.BlockingFlush())
        .Function("[method]output-stream.subscribe", (OutputStream stream) => stream.Subscribe())
        .Function("[method]output-stream.write-zeroes", (OutputStream stream, ulong length) => stream.WriteZeroes(length))
        .Function("[method]output-stream.blocking-write-zeroes-and-flush", (OutputStream stream, ulong length) => stream.BlockingWriteZeroesAndFlush(length))
        .Function("[method]output-stream.splice", (OutputStream stream, InputStream source, ulong length) => stream.Splice(source, length))
        .Function("[method]output-stream.blocking-splice", (OutputStream stream, InputStream source, ulong length) => stream.BlockingSplice(source, length));
}
