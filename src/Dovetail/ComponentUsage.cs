using System.Globalization;

namespace Dovetail;

/// <summary>What an instance with a budget had used when a trap ended a call, with all the instances inside of it. Immutable.</summary>
/// <param name="MemoryBytes">The bytes of the memories.</param>
/// <param name="TableElements">The elements of the tables.</param>
/// <param name="Fuel">The fuel of all calls so far; null where the budget does not limit it.</param>
public sealed record ComponentUsage(long MemoryBytes, long TableElements, long? Fuel)
{
    /// <summary>The numbers with what they count.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{MemoryBytes} bytes of memory, {TableElements} table elements{(Fuel is { } fuel ? $", {fuel} fuel" : "")}");
}
