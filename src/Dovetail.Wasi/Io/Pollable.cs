namespace Dovetail.Wasi.Io;

/// <summary><c>wasi:io/poll.pollable</c>: a guest's handle to something that it can wait for.</summary>
/// <param name="parent">What it was made from, and must not be dropped before it.</param>
internal sealed class Pollable(WasiState state, IReadiness readiness, WasiResource? parent = null) : WasiResource(state, parent)
{
    public IReadiness Readiness { get; } = readiness;

    protected override string TypeName => "pollable";

    /// <summary>Whether it is ready now.</summary>
    public bool IsReady() => Readiness.IsReady;

    /// <summary>Blocks until it is ready.</summary>
    public void Block() => State.Store.Block(Readiness);
}
