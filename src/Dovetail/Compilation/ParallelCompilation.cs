using System.Runtime.ExceptionServices;
using Dovetail.Runtime;

namespace Dovetail.Compilation;

/// <summary>Compiles all units of a plan on several threads, with progress; the first failure or a cancellation ends it after the units under way.</summary>
internal sealed class ParallelCompilation(CompilationPlan plan, Action<int> compile)
{
    private readonly Lock _gate = new();
    private int _next;
    private int _functions;
    private ExceptionDispatchInfo? _failure;

    /// <summary>Compiles, and returns when all is done.</summary>
    /// <exception cref="DovetailException">A unit was refused.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled. What was compiled stays.</exception>
    public void Run(CompileOptions options, CancellationToken cancellation)
    {
        var threads = Math.Clamp(options.MaxThreads ?? Environment.ProcessorCount, 1, Math.Max(1, plan.Count));
        RoomyStack.RunOnThreads(threads, () => Work(options.Progress, cancellation));
        _failure?.Throw();
        cancellation.ThrowIfCancellationRequested();
    }

    private void Work(IProgress<CompilationProgress>? progress, CancellationToken cancellation)
    {
        try
        {
            while (_failure is null && !cancellation.IsCancellationRequested && Interlocked.Increment(ref _next) - 1 is var unit && unit < plan.Count)
            {
                compile(unit);
                Report(plan[unit].Count, progress);
            }
        }
        catch (Exception failure)
        {
            Interlocked.CompareExchange(ref _failure, ExceptionDispatchInfo.Capture(failure), null);
        }
    }

    // Under a lock, so that the numbers that are reported only grow.
    private void Report(int functions, IProgress<CompilationProgress>? progress)
    {
        lock (_gate)
        {
            _functions += functions;
            progress?.Report(new CompilationProgress(_functions, plan.FunctionCount));
        }
    }
}
