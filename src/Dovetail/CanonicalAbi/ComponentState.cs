using Dovetail.Budgets;
using Dovetail.Resources;

namespace Dovetail.CanonicalAbi;

/// <summary>
/// What the canonical ABI keeps of a component instance (CanonicalABI.md, <c>ComponentInstance</c>): its handles, its
/// parent, and whether it may be entered and left now.
/// </summary>
/// <remarks>
/// <see cref="MayEnter"/> is false while the instance runs, and stays so when a trap ends the call: that is how a trap
/// locks an
/// instance with all that it was entered through. Nothing resets it. Belongs to the store's thread.
/// </remarks>
internal sealed class ComponentState
{
    /// <summary>Makes the state of an instance inside <paramref name="parent"/>, or of a root.</summary>
    /// <param name="path">What messages call it: the names from the root down.</param>
    /// <param name="budget">What it consumes with others; null for the store's alone.</param>
    public ComponentState(Store store, ComponentState? parent, string path, InstanceBudget? budget = null)
    {
        (Store, Parent, Path, Root, Budget) = (store, parent, path, parent?.Root ?? this, budget);
        Handles = new HandleTable(Math.Min(budget?.MaxHandles ?? int.MaxValue, Math.Min(store.Options.MaxHandles, HandleTable.MAX_LENGTH)), path);
        MaxValueBytes = Math.Min(budget?.MaxValueBytes ?? long.MaxValue, store.Options.MaxValueBytes);
        FromHost = EnteringSet(null);
    }

    public Store Store { get; }

    public ComponentState? Parent { get; }

    public ComponentState Root { get; }

    public string Path { get; }

    /// <summary>The nearest budget, its own or of an instance around it; null where there is none.</summary>
    public InstanceBudget? Budget { get; }

    /// <summary>How many bytes the strings and lists that it passes in one call may take.</summary>
    public long MaxValueBytes { get; }

    /// <summary>The handles to resources.</summary>
    public HandleTable Handles { get; }

    /// <summary>The instance and its ancestors: what a call from the host enters.</summary>
    public ComponentState[] FromHost { get; }

    /// <summary>
    /// How the instance was entered: 0 while it may be, the number of the <see cref="ICallEdge"/> that entered it, or −1 for all else. What a trap leaves here says
    /// which component called which.
    /// </summary>
    internal int EnteredBy;

    /// <summary>What the instance enters others through.</summary>
    internal List<ICallEdge> CallEdges => field ??= [];

    // Of calls of the host that have returned.
    private CallScope? unusedScope;

    /// <summary>Whether a call into the instance may begin.</summary>
    internal bool MayEnter
    {
        get => EnteredBy == 0;
        set => EnteredBy = value ? 0 : -1;
    }

    /// <summary>Whether the instance may call out; not while its <c>realloc</c> or <c>post-return</c> runs.</summary>
    internal bool MayLeave = true;

    /// <summary>
    /// How much of <see cref="MaxValueBytes"/> is left to the lift that runs; whoever begins one sets it.
    /// </summary>
    internal long ValueBytesLeft;

    /// <summary>How many steps instantiating the root took that no plan could foresee.</summary>
    internal int UnforeseenSteps;

    /// <summary>The first trap of the root that locked it, as text; null while it can be called.</summary>
    public string? FirstTrap { get; private set; }

    /// <summary>
    /// What a call from <paramref name="caller"/> (null: the host) enters: this and its ancestors, without the caller
    /// and its own.
    /// </summary>
    public ComponentState[] EnteringSet(ComponentState? caller)
    {
        var set = new List<ComponentState>();
        for (var instance = this; instance is not null
            && !instance.IsSelfOrAncestorOf(caller); instance = instance.Parent)
        {
            set.Add(instance);
        }
        return [.. set];
    }

    /// <summary>Enters all of <paramref name="set"/>; none, and false, when one of them runs or a trap has locked it.</summary>
    public static bool TryEnter(ComponentState[] set)
    {
        foreach (var instance in set)
        {
            if (!instance.MayEnter)
            {
                return false;
            }
        }
        foreach (var instance in set)
        {
            instance.MayEnter = false;
        }
        return true;
    }

    /// <summary>A scope for a call of a function of the host, to be given back when that has returned and its loans have ended.</summary>
    public CallScope TakeScope()
    {
        var scope = unusedScope ?? new CallScope();
        unusedScope = null;
        return scope;
    }

    /// <inheritdoc cref="TakeScope"/>
    public void ReturnScope(CallScope scope) => unusedScope = scope;

    /// <summary>Makes it what it was when it was made; not for one that a trap has locked.</summary>
    public void Renew()
    {
        Handles.Clear();
        (MayEnter, MayLeave) = (false, true);
    }

    /// <summary>Begins to count what the values of a call take in the host.</summary>
    public void BeginLift() => ValueBytesLeft = MaxValueBytes;

    /// <summary>Enters all of <paramref name="set"/>.</summary>
    /// <exception cref="TrapException">One of them runs, or a trap has locked it.</exception>
    public static void Enter(ComponentState[] set)
    {
        foreach (var instance in set)
        {
            if (!instance.MayEnter)
            {
                AbiTraps.CannotEnter(instance);
            }
        }
        foreach (var instance in set)
        {
            instance.MayEnter = false;
        }
    }

    /// <summary>Whether all of <paramref name="set"/> can be entered now.</summary>
    public static bool MayEnterAll(ComponentState[] set) => Array.TrueForAll(set, static instance => instance.MayEnter);

    /// <summary>Leaves all of <paramref name="set"/>: the call has returned.</summary>
    public static void Leave(ComponentState[] set)
    {
        foreach (var instance in set)
        {
            instance.MayEnter = true;
        }
    }

    /// <summary>The feature that is not executed and whose call locked the root; null if there was none.</summary>
    public string? MissingFeature { get; private set; }

    /// <summary>What the host may still do once a trap has locked the root.</summary>
    public string Outlook => $"{(Root.Path.Length == 0 ? "the component" : $"`{Root.Path}`")} is locked with all that is inside of it; what else lives in the "
        + "store goes on, and the component can be instantiated again";

    /// <summary>Remembers why the root is locked from now on.</summary>
    public void Trapped(Exception fault)
    {
        if (Root.FirstTrap is null)
        {
            Root.FirstTrap = fault.Message;
            Root.MissingFeature = (fault as UnsupportedException)?.Feature;
        }
    }

    private bool IsSelfOrAncestorOf(ComponentState? other)
    {
        while (other is not null && other != this)
        {
            other = other.Parent;
        }
        return other is not null;
    }
}
