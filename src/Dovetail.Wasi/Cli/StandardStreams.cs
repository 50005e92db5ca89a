using Dovetail.Wasi.Io;

namespace Dovetail.Wasi.Cli;

/// <summary>Where the standard streams of a store lead. They outlive each handle that a guest has to them.</summary>
internal sealed class StandardStreams(WasiOptions options)
{
    public ByteSource Input => field ??= options.Stdin is null ? new EmptySource() : StreamSource.Of(options.Stdin);

    public ByteSink Output => field ??= Sink(options.Stdout);

    public ByteSink Error => field ??= Sink(options.Stderr);

    private static ByteSink Sink(Stream? stream) => stream is null ? new NullSink() : StreamSink.Of(stream);
}
