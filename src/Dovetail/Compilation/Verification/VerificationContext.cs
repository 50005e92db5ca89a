using System.Collections.Immutable;
using Dovetail.Compilation.Cil;

namespace Dovetail.Compilation.Verification;

/// <summary>What a unit promises about the owner of its functions; the link step keeps these promises.</summary>
internal sealed record VerificationContext
{
    /// <summary>The exact class of the owner that the unit's functions are called with.</summary>
    public required CilType Owner { get; init; }

    /// <summary>The declared minimum of each memory of the owner, in bytes: memories never shrink below it.</summary>
    public ImmutableArray<long> MemoryMinimums { get; init; } = [];

    /// <summary>The signature of a function of each of the owner's types; null for a type that is not of functions.</summary>
    public ImmutableArray<CilSignature?> TypeSignatures { get; init; } = [];

    /// <summary>The index in <see cref="TypeSignatures"/> of each function of the owner, imports first.</summary>
    public ImmutableArray<int> FunctionTypes { get; init; } = [];

    /// <summary>For each table of the owner, whether it holds functions.</summary>
    public ImmutableArray<bool> FunctionTables { get; init; } = [];
}
