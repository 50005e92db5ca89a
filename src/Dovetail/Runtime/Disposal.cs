using System.Runtime.ExceptionServices;

namespace Dovetail.Runtime;

/// <summary>The end of several things, each of which ends whatever becomes of the others.</summary>
internal static class Disposal
{
    /// <summary>Disposes of what can be, the last first, because that may use those before it; then throws what the first failure threw.</summary>
    internal static void OfAll(IReadOnlyList<object?> items)
    {
        Exception? failure = null;
        for (var i = items.Count - 1; i >= 0; i--)
        {
            try
            {
                (items[i] as IDisposable)?.Dispose();
            }
            catch (Exception fault)
            {
                failure ??= fault;
            }
        }
        if (failure is not null)
            ExceptionDispatchInfo.Throw(failure);
    }
}
