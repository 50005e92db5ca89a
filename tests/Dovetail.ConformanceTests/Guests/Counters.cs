namespace Dovetail.ConformanceTests.Guests;

/// <summary>The interface <c>demo:res/counters</c>, as the scripts of its recording use it.</summary>
internal interface ICounters
{
    GuestResource New(int start);

    int Bump(GuestResource counter, int by);

    int Value(GuestResource counter);

    GuestResource Make(string name);

    GuestResource Merge(GuestResource a, GuestResource b);

    void AddFrom(GuestResource counter, GuestResource other);

    int Peek(GuestResource counter);

    int PeekAtAnything(object counter);

    int Consume(GuestResource counter);

    GuestResource[] MakeMany(uint count);

    Result<GuestResource, string> Pick(GuestResource? counter);

    int Live();

    int[] Dropped();
}

/// <summary>
/// Holds on to every counter a script received: one that only the collector still knew would be dropped between two calls, whenever it likes, and
/// scripts count the counters that live.
/// </summary>
internal abstract class CounterKeeper
{
    private readonly List<GuestResource> _received = [];

    protected GuestResource Keep(GuestResource counter)
    {
        _received.Add(counter);
        return counter;
    }

    protected GuestResource[] Keep(GuestResource[] counters)
    {
        _received.AddRange(counters);
        return counters;
    }
}

/// <summary>The interface through typed delegates.</summary>
internal sealed class TypedCounters(ComponentInstance counters) : CounterKeeper, ICounters
{
    public GuestResource New(int start) => Keep(counters.GetFunction<Func<int, GuestResource>>("[constructor]counter")(start));

    public int Bump(GuestResource counter, int by) => counters.GetFunction<Func<GuestResource, int, int>>("[method]counter.bump")(counter, by);

    public int Value(GuestResource counter) => counters.GetFunction<Func<GuestResource, int>>("[method]counter.value")(counter);

    public GuestResource Make(string name) => Keep(counters.GetFunction<Func<string, GuestResource>>("[static]counter.make")(name));

    public GuestResource Merge(GuestResource a, GuestResource b) =>
        Keep(counters.GetFunction<Func<GuestResource, GuestResource, GuestResource>>("[static]counter.merge")(a, b));

    public void AddFrom(GuestResource counter, GuestResource other) =>
        counters.GetFunction<Action<GuestResource, GuestResource>>("[method]counter.add-from")(counter, other);

    public int Peek(GuestResource counter) => counters.GetFunction<Func<GuestResource, int>>("peek")(counter);

    public int PeekAtAnything(object counter) => counters.GetFunction<Func<object, int>>("peek")(counter);

    public int Consume(GuestResource counter) => counters.GetFunction<Func<GuestResource, int>>("consume")(counter);

    public GuestResource[] MakeMany(uint count) => Keep(counters.GetFunction<Func<uint, GuestResource[]>>("make-many")(count));

    public Result<GuestResource, string> Pick(GuestResource? counter)
    {
        var result = counters.GetFunction<Func<GuestResource?, Result<GuestResource, string>>>("pick")(counter);
        return result.IsOk ? Result<GuestResource, string>.Ok(Keep(result.Value)) : result;
    }

    public int Live() => counters.GetFunction<Func<int>>("live")();

    public int[] Dropped() => counters.GetFunction<Func<int[]>>("dropped")();
}

/// <summary>The interface through values whose types are known at run time only.</summary>
internal sealed class DynamicCounters(ComponentInstance counters) : CounterKeeper, ICounters
{
    public GuestResource New(int start) => Counter(counters.Call("[constructor]counter", start));

    public int Bump(GuestResource counter, int by) => (int)counters.Call("[method]counter.bump", WitValue.Resource(counter), by);

    public int Value(GuestResource counter) => (int)counters.Call("[method]counter.value", WitValue.Resource(counter));

    public GuestResource Make(string name) => Counter(counters.Call("[static]counter.make", name));

    public GuestResource Merge(GuestResource a, GuestResource b) =>
        Counter(counters.Call("[static]counter.merge", WitValue.Resource(a), WitValue.Resource(b)));

    public void AddFrom(GuestResource counter, GuestResource other) =>
        counters.Call("[method]counter.add-from", WitValue.Resource(counter), WitValue.Resource(other));

    public int Peek(GuestResource counter) => PeekAtAnything(counter);

    public int PeekAtAnything(object counter) => (int)counters.Call("peek", WitValue.Resource(counter));

    public int Consume(GuestResource counter) => (int)counters.Call("consume", WitValue.Resource(counter));

    public GuestResource[] MakeMany(uint count) => [.. counters.Call("make-many", count).Items.Select(Counter)];

    public Result<GuestResource, string> Pick(GuestResource? counter)
    {
        var result = counters.Call("pick", counter is null ? WitValue.None : WitValue.Some(WitValue.Resource(counter)));
        return result.CaseName == "ok"
            ? Result<GuestResource, string>.Ok(Counter(result.CaseValue!.Value))
            : Result<GuestResource, string>.Err((string)result.CaseValue!.Value);
    }

    public int Live() => (int)counters.Call("live");

    public int[] Dropped() => [.. counters.Call("dropped").Items.Select(item => (int)item)];

    private GuestResource Counter(WitValue value) => Keep((GuestResource)value.AsResource());
}
