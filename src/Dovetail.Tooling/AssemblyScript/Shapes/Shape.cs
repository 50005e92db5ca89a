using System.Collections.Immutable;
using Dovetail.Tooling.Emission;
using Dovetail.Wasm.Instructions;
using Dovetail.Wasm.Modules;
using Dovetail.Wit.Abi;
using Dovetail.Wit.Types;

namespace Dovetail.Tooling.AssemblyScript.Shapes;

/// <summary>
/// A type of WIT together with the type of AssemblyScript that stands for it, and the code between the two. A shape lowers (makes a value of
/// AssemblyScript of the canonical ABI's) and lifts (the other way), each from or to flat values and memory. Immutable.
/// </summary>
/// <remarks>
/// <para>
/// Lowering allocates, and to allocate may collect. An object is therefore pinned as long as it is being filled, and unpinned when it is handed
/// on: whoever gets it stores it in a pinned object, or pins it, before anything else is allocated. Buffers that the canonical ABI allocated are
/// freed once they are read.
/// </para>
/// <para>Lifting reads objects that are rooted already. Where the canonical ABI wants another layout than theirs, it allocates temporaries.</para>
/// </remarks>
internal abstract class Shape(WitType type)
{
    private const int MostLabel = 60;

    /// <summary>The type in WIT, without names.</summary>
    public WitType Type { get; } = type;

    /// <summary>The flat core types, at most sixteen; default where there are more.</summary>
    public ImmutableArray<ValType> Flat { get; } = FlatValues.Of(Flattening.FlattenType(type));

    /// <summary>The size in memory, in the canonical ABI.</summary>
    public uint Size { get; } = checked((uint)Math.Min(Layout.ElemSize(type), int.MaxValue));

    /// <summary>What functions for the type are called, for people to read.</summary>
    protected string Label => Type.ToString() is { Length: > MostLabel } text ? text[..MostLabel] : Type.ToString();

    /// <summary>How the value stands in fields, elements and parameters of AssemblyScript: references as <see cref="ScriptScalar.U32"/>.</summary>
    public abstract ScriptScalar Storage { get; }

    /// <summary>Whether it is a reference in AssemblyScript.</summary>
    public abstract bool IsReference { get; }

    /// <summary>Whether lifting allocates temporaries.</summary>
    public abstract bool NeedsTemporaries { get; }

    /// <summary>Whether arrays of it have the same bytes on both sides.</summary>
    public virtual bool IsCopied => false;

    /// <summary>Pushes the value that the locals stand for, flat.</summary>
    public abstract void LowerFlat(AdapterCode adapter, CodeBuilder code, ReadOnlySpan<int> flat);

    /// <summary>Pushes the value that lies <paramref name="offset"/> behind the address in a local.</summary>
    public abstract void LowerMemory(AdapterCode adapter, CodeBuilder code, int address, uint offset);

    /// <summary>Pushes the flat values for the value in a local.</summary>
    public abstract void LiftFlat(AdapterCode adapter, CodeBuilder code, int value);

    /// <summary>Stores the value in a local <paramref name="offset"/> behind the address in another.</summary>
    public abstract void LiftMemory(AdapterCode adapter, CodeBuilder code, int value, int address, uint offset);

    /// <summary>Traps where the local has no object, which the types of AssemblyScript allow in nothing that WIT has no option for.</summary>
    protected static void CheckPresent(CodeBuilder code, int value) => code.Get(value).Op(Opcode.I32Eqz).If().Unreachable().End();

    /// <summary>Pushes the address in a local, moved on.</summary>
    protected static void PushAddress(CodeBuilder code, int address, uint offset)
    {
        code.Get(address);
        if (offset != 0)
        {
            code.Const(offset).Op(Opcode.I32Add);
        }
    }
}
