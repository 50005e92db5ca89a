namespace Dovetail.Cli;

/// <summary>
/// Makes Ctrl-C stop the guest, from a quarter of a second on. Before that it ends the process by itself: to catch it takes as long as to compile
/// a small module.
/// </summary>
internal sealed class CaughtInterrupts : IDisposable
{
    private static readonly TimeSpan After = TimeSpan.FromMilliseconds(250);

    private readonly object _gate = new();
    private readonly CancellationTokenSource _stop;
    private bool _ended;
    private bool _caught;

    public CaughtInterrupts(CancellationTokenSource stop)
    {
        _stop = stop;
        // Not a timer, which is slower to start.
        new Thread(CatchLater) { IsBackground = true }.UnsafeStart();
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _ended = true;
            Monitor.Pulse(_gate);
            if (_caught)
            {
                Console.CancelKeyPress -= Cancel;
            }
        }
    }

    private void CatchLater()
    {
        lock (_gate)
        {
            if (!_ended && !Monitor.Wait(_gate, After))
            {
                Console.CancelKeyPress += Cancel;
                _caught = true;
            }
        }
    }

    private void Cancel(object? sender, ConsoleCancelEventArgs pressed)
    {
        pressed.Cancel = true;
        _stop.Cancel();
    }
}
