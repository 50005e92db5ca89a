namespace Dovetail.Compilation;

/// <summary>The functions that are compiled together and call each other directly: a run of a module's defined functions.</summary>
/// <param name="First">The first of them, imports not counted.</param>
/// <param name="Count">How many they are.</param>
internal readonly record struct UnitRange(int First, int Count)
{
    /// <summary>The position behind the last.</summary>
    public int End => First + Count;

    /// <summary>Whether a defined function is among them.</summary>
    public bool Contains(int function) => (uint)(function - First) < (uint)Count;
}
