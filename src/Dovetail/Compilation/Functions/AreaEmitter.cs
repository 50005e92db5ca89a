using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Dovetail.Compilation.Cil;

namespace Dovetail.Compilation.Functions;

/// <summary>The values in a <c>ResultArea</c>: the results of a function that has many, and what an exception carries.</summary>
[RequiresDynamicCode("Compiles WebAssembly at run time.")]
internal static class AreaEmitter
{
    /// <summary>Puts the values on CIL's stack into a new area, which takes their place.</summary>
    public static void Write(CilBuilder builder, ImmutableArray<CilType> items)
    {
        var (area, locals) = (builder.RentLocal(RuntimeMembers.ResultArea), new int[items.Length]);
        for (var i = items.Length - 1; i >= 0; i--)
        {
            locals[i] = builder.RentLocal(items[i]);
            builder.StoreLocal(locals[i]);
        }
        builder.LoadInt32(items.Length).LoadInt32(items.Any(item => item.IsVector) ? items.Length : 0)
            .New(RuntimeMembers.NewResultArea).StoreLocal(area);
        for (var i = 0; i < items.Length; i++)
            WriteItem(builder, area, items[i], i, locals[i]);
        builder.LoadLocal(area);
        builder.ReturnLocal(area);
        Array.ForEach(locals, builder.ReturnLocal);
    }

    /// <summary>Replaces the area on CIL's stack by its value at <paramref name="index"/>.</summary>
    public static void LoadItem(CilBuilder builder, CilType type, int index)
    {
        if (type.Kind == CilKind.Reference)
        {
            builder.Load(RuntimeMembers.ResultReferences).LoadInt32(index).Emit(CilOp.LdelemRef);
            if (type != CilTypes.Object)
                builder.Emit(CilOp.Castclass, type.Index);
            return;
        }
        if (type.IsVector)
        {
            builder.Load(RuntimeMembers.ResultVectors).LoadInt32(index).Emit(CilOp.Ldelem, type.Index);
            return;
        }
        builder.Load(RuntimeMembers.ResultNumbers).LoadInt32(index).Emit(CilOp.Ldelem, CilTypes.Int64.Index);
        Slots.Narrow(builder, type);
    }

    private static void WriteItem(CilBuilder builder, int area, CilType type, int index, int local)
    {
        builder.LoadLocal(area).Load(ArrayOf(type)).LoadInt32(index).LoadLocal(local);
        Slots.Widen(builder, type);
        if (type.Kind == CilKind.Reference)
            builder.Emit(CilOp.StelemRef);
        else
            builder.Emit(CilOp.Stelem, (type.IsVector ? type : CilTypes.Int64).Index);
    }

    private static CatalogueField ArrayOf(CilType type) => type.Kind == CilKind.Reference ? RuntimeMembers.ResultReferences
        : type.IsVector ? RuntimeMembers.ResultVectors : RuntimeMembers.ResultNumbers;
}
