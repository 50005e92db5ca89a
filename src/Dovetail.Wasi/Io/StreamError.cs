namespace Dovetail.Wasi.Io;

/// <summary><c>wasi:io/streams.stream-error</c>.</summary>
internal abstract record StreamError
{
    /// <summary>The operation failed, and the stream is closed.</summary>
    public sealed record LastOperationFailed(IoError Error) : StreamError;

    /// <summary>The stream was closed already.</summary>
    public sealed record Closed : StreamError
    {
        public static Closed Instance { get; } = new();
    }

    /// <summary>A fault as the guest of <paramref name="state"/>'s store sees it.</summary>
    public static StreamError Of(WasiState state, StreamFault fault) => fault.IsClosed ? Closed.Instance : new LastOperationFailed(new IoError(state, fault));
}
