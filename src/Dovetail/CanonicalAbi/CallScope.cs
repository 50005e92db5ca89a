using Dovetail.Resources;

namespace Dovetail.CanonicalAbi;

/// <summary>
/// The borrows of one call. For the callee it is the specification's <c>Task</c>, which counts the handles that were
/// made for it; for the caller its <c>Subtask</c>, which remembers what was lent. Made only for calls whose type has a
/// borrow.
/// </summary>
internal sealed class CallScope
{
    private readonly List<(HandleTable Table, uint Index)> lenders = [];
    private List<GuestResource>? views;

    /// <summary>How many borrow handles that were made for the call are not dropped yet.</summary>
    public int BorrowCount { get; set; }

    /// <summary>A handle is lent until the call ends.</summary>
    public void AddLender(HandleTable table, uint index)
    {
        table.Lend(index, 1);
        lenders.Add((table, index));
    }

    /// <summary>What the host sees of a borrowed resource is good until the call ends.</summary>
    public void AddView(GuestResource view) => (views ??= []).Add(view);

    /// <summary>The callee returns: it must have dropped every borrow.</summary>
    public void ExitCallee()
    {
        if (BorrowCount != 0)
        {
            AbiTraps.BorrowsRemain();
        }
    }

    /// <summary>
    /// The caller has the result: what was lent is its own again (CanonicalABI.md, <c>deliver_resolve</c>).
    /// </summary>
    public void EndLoans()
    {
        foreach (var (table, index) in lenders)
        {
            table.Lend(index, -1);
        }
        lenders.Clear();
        ExpireViews();
    }

    /// <summary>The call is over, by whatever way: views that the host still holds say so.</summary>
    public void ExpireViews()
    {
        if (views is null)
        {
            return;
        }
        foreach (var view in views)
        {
            view.EndLoan();
        }
        views = null;
    }
}
