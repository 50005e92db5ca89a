using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Dovetail.Runtime;

/// <summary>What metered code calls to be charged. What a guest does is charged before it is done; where the fuel does not suffice, it is not done.</summary>
internal static class FuelOperations
{
    /// <summary>What a call of a function of the host costs beside the instruction.</summary>
    internal const int HostCall = 100;

    /// <summary>
    /// Charges a run of instructions of a function that knows how much is left, and returns what is left now. The store gets that at once, but it is
    /// not read: so a loop does not wait for its own writes.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static long Spend(Store store, long fuel, int cost)
    {
        fuel -= cost;
        if (fuel < 0)
            Exhausted(store);
        store.FuelLeft = fuel;
        return fuel;
    }

    /// <summary>Charges what is done for a guest outside its functions.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Charge(Store store, int cost)
    {
        if ((store.FuelLeft -= cost) < 0)
            Exhausted(store);
    }

    /// <summary>Charges an instruction on a range of a memory.</summary>
    internal static void ChargeBytes(long count, Store store) => ChargeMany((ulong)count >> 6, store);

    /// <summary>Charges an instruction on a range of a table or an array.</summary>
    internal static void ChargeElements(long count, Store store) => ChargeMany((ulong)count >> 3, store);

    /// <summary>Charges the growth of a memory.</summary>
    internal static void ChargePages(long count, Store store) => ChargeMany((ulong)count, store);

    private static void ChargeMany(ulong cost, Store store)
    {
        if (cost > (ulong)store.FuelLeft)
            Exhausted(store);
        store.FuelLeft -= (long)cost;
    }

    [DoesNotReturn]
    private static void Exhausted(Store store)
    {
        store.FuelLeft = 0;
        throw new TrapException(TrapCode.OutOfFuel);
    }
}
