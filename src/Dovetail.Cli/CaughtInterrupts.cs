using System.Runtime.CompilerServices;

namespace Dovetail.Cli;

/// <summary>
/// Makes Ctrl-C stop the guest, from a quarter of a second after the warm-up on. Before that it ends the process by itself: to catch it takes as long as to
/// compile a small module.
/// </summary>
internal sealed class CaughtInterrupts : IDisposable
{
    private static readonly TimeSpan After = TimeSpan.FromMilliseconds(250);

    private readonly object _gate = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Action? _before;
    private bool _ended;
    private bool _caught;

    /// <param name="before">
    /// What the thread that waits does before; may be null. One thread does both, for who starts another waits until it runs.
    /// </param>
    public CaughtInterrupts(Action? before = null)
    {
        _before = before;
        // Not a timer, which is slower to start.
        new Thread(CatchLater) { IsBackground = true }.UnsafeStart();
    }

    /// <summary>Cancelled by Ctrl-C.</summary>
    public CancellationToken Token => _stop.Token;

    public void Dispose()
    {
        // The thread is not woken: it looks when its sleep is over, by when most often the process has ended. Nor is the token's source disposed, for an
        // interrupt may be just about to cancel it.
        lock (_gate)
        {
            _ended = true;
            if (_caught)
            {
                Release();
            }
        }
    }

    private void CatchLater()
    {
        _before?.Invoke();
        Thread.Sleep(After);
        lock (_gate)
        {
            if (!_ended)
            {
                Catch();
                _caught = true;
            }
        }
    }

    // By themselves, so that the console's assembly is not loaded for nothing.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Catch() => Console.CancelKeyPress += Cancel;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Release() => Console.CancelKeyPress -= Cancel;

    private void Cancel(object? sender, ConsoleCancelEventArgs pressed)
    {
        pressed.Cancel = true;
        _stop.Cancel();
    }
}
