using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Dovetail.Compilation.Cil;

/// <summary>
/// The code of one emitted static method, immutable: what the verifier reads and the outlets replay. Made by <see cref="CilBuilder"/>.
/// </summary>
/// <remarks>
/// A label is an index into <see cref="Labels"/>, which says before which instruction it stands. Protected regions are marked in the
/// instructions themselves (<see cref="CilOp.BeginTry"/> …); nothing branches into them, and they are left by <c>leave</c>.
/// </remarks>
internal sealed record CilBody
{
    private int _vectorCount = -1;

    /// <summary>An empty body, of which everything is still to be said.</summary>
    public CilBody()
    {
    }

    // What was worked out of the other's code is not copied: `with` changes the code.
    [SetsRequiredMembers]
    private CilBody(CilBody other)
    {
        (Name, Signature, Locals, Instructions) = (other.Name, other.Signature, other.Locals, other.Instructions);
        (Labels, Switches, CallSites, Siblings, MaxStack) = (other.Labels, other.Switches, other.CallSites, other.Siblings, other.MaxStack);
    }

    /// <summary>The method's name, for listings and stack traces.</summary>
    public required string Name { get; init; }

    /// <summary>The parameters, the owner last, and the result.</summary>
    public required CilSignature Signature { get; init; }

    /// <summary>The types of the locals. They are not cleared on entry.</summary>
    public required ImmutableArray<CilType> Locals { get; init; }

    /// <summary>The instructions.</summary>
    public required ImmutableArray<CilInstruction> Instructions { get; init; }

    /// <summary>Label → index of the instruction behind it.</summary>
    public required ImmutableArray<int> Labels { get; init; }

    /// <summary>The target labels of each <c>switch</c>.</summary>
    public required ImmutableArray<ImmutableArray<int>> Switches { get; init; }

    /// <summary>The signatures of the <c>calli</c> instructions.</summary>
    public required ImmutableArray<CilSignature> CallSites { get; init; }

    /// <summary>The signatures of the functions of the same unit that are called, by their index.</summary>
    public required IReadOnlyDictionary<int, CilSignature> Siblings { get; init; }

    /// <summary>The largest number of values on the evaluation stack.</summary>
    public required int MaxStack { get; init; }

    /// <summary>The size of the code in bytes, with long branches: an upper bound of what an outlet writes.</summary>
    public int Size => field != 0 ? field : field = CilEncoding.Size(this);

    /// <summary>How many vectors of 128 bits the variables and the results of calls consist of: more than a frame ever keeps.</summary>
    public int VectorCount => _vectorCount >= 0 ? _vectorCount : _vectorCount = CountVectors();

    /// <summary>How many words of eight bytes the locals take on the stack.</summary>
    public int LocalSlots
    {
        get
        {
            var slots = 0;
            foreach (var local in Locals)
                slots += local.Slots;
            return slots;
        }
    }

    private int CountVectors()
    {
        var count = CilType.VectorsIn(Signature.Parameters) + CilType.VectorsIn(Locals);
        for (var i = 0; i < Instructions.Length; i++)
            count += VectorsOf(Instructions[i]);
        return count;
    }

    private int VectorsOf(CilInstruction instruction) => instruction.Op switch
    {
        CilOp.Call or CilOp.Callvirt or CilOp.Newobj => Catalogue.MethodAt(instruction.Index).VectorCount,
        CilOp.CallFunction => Siblings[instruction.Index].Result.VectorCount,
        CilOp.Calli => CallSites[instruction.Index].Result.VectorCount,
        _ => 0,
    };
}
