namespace Dovetail.ConformanceTests.Guests;

/// <summary>How a recorded call is made; what is wrong with its answer, or null. A trap passes through.</summary>
internal delegate string? RecordedCall(ComponentInstance target, RecordedCase @case);

/// <summary>Plays the recorded calls of a component, and says which did not end as recorded.</summary>
/// <param name="instantiate">Makes an instance in a new store; what its host functions log goes to the list.</param>
internal sealed class Recording(IReadOnlyList<RecordedCase> cases, Func<Store, List<int>, ComponentInstance> instantiate)
{
    private readonly List<int> log = [];

    /// <summary>Plays all calls in order.</summary>
    /// <returns>The calls with how they differ; empty when all is as recorded.</returns>
    public IReadOnlyList<string> Play(Engine engine, RecordedCall call)
    {
        var failures = new List<string>();
        foreach (var group in cases.GroupBy(@case => @case.Instance))
        {
            using var store = new Store(engine);
            var instance = instantiate(store, log);
            foreach (var @case in group)
            {
                log.Clear();
                var target = @case.Interface is { } name ? instance.GetInterface(name) : instance;
                if (Play(target, @case, call) is { } failure)
                {
                    failures.Add($"instance {@case.Instance}, {@case}: {failure}");
                }
            }
        }
        return failures;
    }

    private string? Play(ComponentInstance target, RecordedCase @case, RecordedCall call)
    {
        string? failure;
        try
        {
            failure = call(target, @case);
        }
        catch (TrapException trap)
        {
            return @case.Ending == Ending.Trap ? Locked(target, @case, call, trap) : $"expected {@case.Value.GetRawText()}, found the trap: {trap.Message}";
        }
        if (@case.Ending == Ending.Trap)
        {
            return "expected a trap, found none";
        }
        return failure ?? (log.SequenceEqual(@case.Log) ? null : $"the host saw {string.Join(", ", log)}, expected {string.Join(", ", @case.Log)}");
    }

    // A trap locks the instance: the next call fails as well, and repeats the reason.
    private static string? Locked(ComponentInstance target, RecordedCase @case, RecordedCall call, TrapException first)
    {
        try
        {
            call(target, @case);
        }
        catch (TrapException second)
        {
            return second.Code == TrapCode.CannotEnterComponent && second.Message.Contains(first.Message, StringComparison.Ordinal)
                ? null
                : $"after the trap `{first.Message}` the next call says `{second.Message}`";
        }
        return $"after the trap `{first.Message}` the next call returns";
    }
}
