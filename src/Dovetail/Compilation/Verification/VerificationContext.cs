using System.Collections.Immutable;
using Dovetail.Compilation.Cil;

namespace Dovetail.Compilation.Verification;

/// <summary>What is promised about a method's owner, and about the unit that the method is of. Who links and binds keeps these promises.</summary>
internal sealed record VerificationContext
{
    /// <summary>The class of the owner that the method is called with as its last argument; null for an entry from the host.</summary>
    public CilType? Owner { get; init; }

    /// <summary>
    /// For an entry from the host: the signature of the function reference that it is bound to, its first argument. Entering has
    /// polled and made sure of the stack.
    /// </summary>
    public CilSignature? BoundSignature { get; init; }

    /// <summary>
    /// For the entry of references to functions that are not compiled yet: the signature of what its owner stands for.
    /// </summary>
    public CilSignature? LazySignature { get; init; }

    /// <summary>
    /// The signatures of the function references that the owner holds in fields of its own: whoever made the owner compared their types. Null for none.
    /// </summary>
    public IReadOnlyDictionary<CatalogueField, CilSignature>? OwnerFunctions { get; init; }

    /// <summary>Whether every cycle of the method, and every path from its entry to a call, must be charged fuel.</summary>
    public bool MetersFuel { get; init; }

    /// <summary>The signatures of all methods of the unit, by index; default where a unit is taken at its word.</summary>
    public ImmutableArray<CilSignature> UnitSignatures { get; init; }

    /// <summary>
    /// The estimated frame in bytes of each function of the unit that is called through an entry of its own, by index; any other has a frame
    /// that fits into the reserve. Null for none.
    /// </summary>
    public IReadOnlyDictionary<int, int>? LargeFrames { get; init; }

    /// <summary>The index of the method in its unit; −1 where nothing calls it by index.</summary>
    public int Index { get; init; } = -1;

    /// <summary>The declared minimum of each memory of the owner, in bytes: memories never shrink below it.</summary>
    public long[] MemoryMinimums { get; init; } = [];

    /// <summary>The signature of a function of each of the owner's types; null for a type that is not of functions.</summary>
    public CilSignature?[] TypeSignatures { get; init; } = [];

    /// <summary>The index in <see cref="TypeSignatures"/> of each function of the owner, imports first.</summary>
    public ImmutableArray<int> FunctionTypes { get; init; } = [];

    /// <summary>For each table of the owner, whether it holds functions.</summary>
    public bool[] FunctionTables { get; init; } = [];
}
