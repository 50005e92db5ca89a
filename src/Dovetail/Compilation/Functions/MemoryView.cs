using System.Diagnostics.CodeAnalysis;
using Dovetail.Compilation.Cil;
using Dovetail.Wasm.Modules;

namespace Dovetail.Compilation.Functions;

/// <summary>
/// One memory as a function sees it: the locals that hold its base and its limit, each declared when it is first used.
/// </summary>
[RequiresDynamicCode("Compiles WebAssembly at run time.")]
internal sealed class MemoryView(FunctionContext context, int index)
{
    private int _base = -1;
    private int _limit = -1;

    private CilBuilder Builder => context.Builder;

    /// <summary>The local that holds the base.</summary>
    public int Base => _base >= 0 ? _base : _base = Builder.DeclareLocal(CilTypes.NativeInt);

    /// <summary>The local that holds the limit.</summary>
    public int Limit => _limit >= 0 ? _limit : _limit = Builder.DeclareLocal(CilTypes.NativeInt);

    /// <summary>Whether base or limit is used.</summary>
    public bool IsUsed => _base >= 0 || _limit >= 0;

    /// <summary>The index of the memory.</summary>
    public int Index => index;

    /// <summary>Whether addresses have 64 bits.</summary>
    public bool Is64 { get; } = context.Shape.Memories[index].Address == AddressType.I64;

    /// <summary>How many bytes the memory has at least, at any time.</summary>
    public ulong Minimum { get; } = context.Shape.MemoryMinimum(index);

    /// <summary>Reads the limit again.</summary>
    public void Refresh() => WriteLimit(Limit);

    /// <summary>Reads base and limit, if they are used.</summary>
    public void WritePrologue()
    {
        if (_base >= 0)
            LoadObject(context, index).Load(RuntimeMembers.MemoryBase).StoreLocal(_base);
        if (_limit >= 0)
            WriteLimit(_limit);
    }

    /// <summary>Loads the memory's object.</summary>
    public static CilBuilder LoadObject(FunctionContext context, int index) => index == 0
        ? context.LoadOwner().Load(RuntimeMembers.InstanceMemory0)
        : context.LoadFromInstance(RuntimeMembers.InstanceMemories, index);

    private void WriteLimit(int local) =>
        LoadObject(context, index).Load(RuntimeMembers.MemoryLimit).Emit(CilOp.ConvI).StoreLocal(local);
}
