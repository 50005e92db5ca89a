namespace Dovetail.Wasi.Io;

/// <summary>Something that a guest can wait for. Safe from many threads.</summary>
internal interface IReadiness
{
    /// <summary>Whether it is ready now. Never blocks.</summary>
    bool IsReady { get; }

    /// <summary>In how much time it becomes ready by the system's clock alone, so that nobody need wake who waits; null where that is not known.</summary>
    TimeSpan? ReadyIn => null;

    /// <summary>
    /// Completes when it is ready, or might be: who waits looks again. May be asked for many times, and given up by cancelling, without harm. What goes wrong with the
    /// thing itself makes it ready; its next operation says what.
    /// </summary>
    ValueTask WhenReadyAsync(CancellationToken cancellation);
}
