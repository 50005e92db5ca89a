namespace Dovetail.Wasi.Io;

/// <summary><c>wasi:io/error.error</c>: what went wrong with a stream.</summary>
internal sealed class IoError(WasiState state, StreamFault fault) : WasiResource(state)
{
    /// <summary>What went wrong; other interfaces find their own error codes there.</summary>
    public StreamFault Fault { get; } = fault;

    protected override string TypeName => "error";
}
