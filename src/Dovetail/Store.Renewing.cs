using Dovetail.Instantiation;
using Dovetail.Runtime;

namespace Dovetail;

/// <content>How all that lives in a store is made anew in its place, which is quicker than to make another store.</content>
public sealed partial class Store
{
    /// <summary>What made the components that live here, in order, but for those that only another made by its steps; null unless <see cref="Renew"/> will be asked for.</summary>
    internal List<PlanRun>? Runs { get; init; }

    /// <summary>Whether the host was given a resource of a guest, which it may still have.</summary>
    internal bool HandsOutResources { get; set; }

    /// <summary>
    /// Ends what the guests began and gives their memory back, so that <see cref="Renew"/> can follow, on any thread. Only for a store that keeps its <see cref="Runs"/>, after
    /// calls that returned by themselves.
    /// </summary>
    /// <returns>
    /// False where they cannot be made anew, and the store must be disposed of: it is interrupted, the host may still have something of the guests, or something lives here that was made in another way.
    /// </returns>
    /// <exception cref="LimitException">The system does not take memory back; the store must be disposed of then, too.</exception>
    internal bool TryClear()
    {
        if (Runs is not { } runs || InterruptFlag != 0 || HandsOutResources || runs.Sum(run => run.Modules) != Budget.Instances)
            return false;
        using (Use())
        {
            var (state, wait) = (_state, _wait);
            (_state, _wait) = (null, null);
            Disposal.OfAll([wait, state]);
            Heap.Clear();
            FuelLeft = Options.Fuel ?? long.MaxValue;
            if (!Budget.TryRenew())
                return false;
        }
        _owner.Release();
        return true;
    }

    /// <summary>
    /// Makes all instances of components what they were when they were made: guests find what they would find in a new store. <see cref="TryClear"/> must have said that this is possible.
    /// </summary>
    /// <exception cref="DovetailException">As <see cref="Linker.Instantiate(Store, Component)"/> says; the store must be disposed of then.</exception>
    internal void Renew()
    {
        var outermost = Enter(HostCalls.FrameSize);
        try
        {
            Runs!.ForEach(run => run.Renew());
        }
        finally
        {
            if (outermost)
                Exit();
        }
    }
}
