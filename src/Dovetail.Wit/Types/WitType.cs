using Dovetail.Wit.Abi;

namespace Dovetail.Wit.Types;

/// <summary>
/// A value type of the component model (Explainer.md, "Type definitions"), fully resolved: no names of other types are
/// left in it.
/// </summary>
/// <remarks>
/// Immutable, compared by structure; resources are compared by identity. Derived types form a closed hierarchy.
/// <see cref="ToString"/> gives the type in WIT. A type may share its parts with others, and written out it may then be
/// exponentially larger than in memory: whoever walks it from the root must bound or remember the walk.
/// </remarks>
public abstract record WitType
{
    private protected WitType(TypeFacts facts) => Facts = facts;

    /// <summary>What is known of the whole tree below, so that nobody needs to walk it.</summary>
    internal TypeFacts Facts { get; }

    // What the canonical ABI computes of the type, kept here once it is known; whoever comes second computes the same.
    internal TypeLayout? Layout32, Layout64;
    internal FlatTypes? Flat32, Flat64;

    /// <summary>Whether a <c>borrow</c> occurs in the type, which bars it from results.</summary>
    public bool ContainsBorrow => Facts.ContainsBorrow;

    /// <summary>The number of levels: 1 for a primitive type or a handle.</summary>
    public int Depth => Facts.Depth;

    /// <inheritdoc/>
    public virtual bool Equals(WitType? other) => ReferenceEquals(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => Facts.Hash;

    /// <summary>The type in WIT, cut with an ellipsis where it is longer than 4,096 characters.</summary>
    public sealed override string ToString()
    {
        var printer = new TypePrinter();
        Print(printer);
        return printer.ToString();
    }

    internal abstract void Print(TypePrinter to);
}
