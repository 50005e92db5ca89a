using System.Text;
using Dovetail.Resources;

namespace Dovetail.CanonicalAbi;

/// <summary>What adapters check of single values, and how handles go from one table to another.</summary>
/// <remarks>
/// What a lifted handle stands for waits in a queue until the value is lowered: the specification lifts all values before it lowers the
/// first, and where both sides are one instance, its table shows the order.
/// </remarks>
internal static class AdapterValues
{
    public static void CheckChar(int value)
    {
        if (!Rune.IsValid(value))
        {
            AbiTraps.InvalidChar((uint)value);
        }
    }

    public static void CheckDiscriminant(int value, int count)
    {
        if ((uint)value >= (uint)count)
        {
            AbiTraps.InvalidDiscriminant((uint)value);
        }
    }

    /// <summary>Takes a handle that owns out of a table (CanonicalABI.md, <c>lift_own</c>).</summary>
    public static void LiftOwn(FusedFunction function, AdapterSide from, int index, int slot) =>
        function.Reps.Add(from.Instance.Handles.TakeOwn((uint)index, from.Resources[slot]));

    /// <summary>Lends a handle until the call ends (CanonicalABI.md, <c>lift_borrow</c>).</summary>
    public static void LiftBorrow(FusedFunction function, AdapterSide from, int index, int slot)
    {
        var handles = from.Instance.Handles;
        var rep = handles.Get((uint)index, from.Resources[slot]);
        function.Scope!.AddLender(handles, (uint)index);
        function.Reps.Add(rep);
    }

    /// <summary>Makes a handle that owns what was lifted first of what is left (CanonicalABI.md, <c>lower_own</c>).</summary>
    public static int LowerOwn(FusedFunction function, AdapterSide to, int slot) =>
        (int)to.Instance.Handles.AddOwn(to.Resources[slot], function.Reps.Take());

    /// <summary>The same for one that borrows; the implementer sees its own representation, without a handle.</summary>
    public static int LowerBorrow(FusedFunction function, AdapterSide to, int slot)
    {
        var (rep, type) = (function.Reps.Take(), to.Resources[slot]);
        return (int)(type.Implementer == to.Instance ? rep.Flat : to.Instance.Handles.AddBorrow(type, rep, function.Scope!));
    }

    /// <summary>Looks an error context up; its handle stays (CanonicalABI.md, <c>lift_error_context</c>).</summary>
    public static void LiftErrorContext(FusedFunction function, AdapterSide from, int index) =>
        function.Reps.Add(from.Instance.Handles.Get((uint)index, RuntimeResourceType.ErrorContext));

    /// <summary>Makes a handle to an error context (CanonicalABI.md, <c>lower_error_context</c>).</summary>
    public static int LowerErrorContext(FusedFunction function, AdapterSide to) =>
        (int)to.Instance.Handles.AddOwn(RuntimeResourceType.ErrorContext, function.Reps.Take());
}

/// <summary>What the handles of one call stand for, between lifting and lowering: first in, first out.</summary>
internal struct RepQueue
{
    private ResourceRep[]? reps;
    private int count;
    private int next;

    public void Add(ResourceRep rep)
    {
        reps ??= new ResourceRep[4];
        if (count == reps.Length)
        {
            Array.Resize(ref reps, 2 * count);
        }
        reps[count++] = rep;
    }

    public ResourceRep Take()
    {
        var rep = reps![next];
        reps[next++] = default;
        if (next == count)
        {
            (next, count) = (0, 0);
        }
        return rep;
    }
}
