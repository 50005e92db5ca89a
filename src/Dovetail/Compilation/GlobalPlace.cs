using System.Collections.Immutable;
using Dovetail.Compilation.Cil;
using Dovetail.Wasm;
using Dovetail.Wasm.Instructions;
using Dovetail.Wasm.Modules;

namespace Dovetail.Compilation;

/// <summary>Where code finds a global.</summary>
internal enum GlobalStorage : byte
{
    /// <summary>In the object <c>ModuleInstance.Globals[index]</c>: what is shared, or a reference.</summary>
    Shared,
    /// <summary>In the field <c>ModuleInstance.SlotN</c>: the first private numbers.</summary>
    Slot,
    /// <summary>In the code: a number that never changes.</summary>
    Constant,
}

/// <summary>The place of one global. The object of a global in a slot is not kept up to date: nobody else sees it.</summary>
/// <param name="Value">The number of the slot, or the bits of the constant.</param>
internal readonly record struct GlobalPlace(GlobalStorage Storage, long Value = 0)
{
    /// <summary>The places of a module's globals, imports first.</summary>
    public static ImmutableArray<GlobalPlace> Of(ModuleDefinition module, int importedCount)
    {
        if (importedCount + module.Globals.Length == 0)
            return Mapping.Empty<GlobalPlace>();
        var exported = new HashSet<int>();
        foreach (var export in module.Exports)
        {
            if (export.Kind == ExternKind.Global)
                exported.Add(export.Index);
        }
        var places = ImmutableArray.CreateBuilder<GlobalPlace>(importedCount + module.Globals.Length);
        for (var i = 0; i < importedCount; i++)
            places.Add(default);
        var slots = 0;
        foreach (var global in module.Globals)
        {
            var type = global.Type;
            if (type.Value.IsNumber && !type.Mutable && ConstantOf(global.Initial) is { } constant)
                places.Add(new GlobalPlace(GlobalStorage.Constant, constant));
            else if (type.Value.IsNumber && !exported.Contains(places.Count) && slots < RuntimeMembers.InstanceSlots.Length)
                places.Add(new GlobalPlace(GlobalStorage.Slot, slots++));
            else
                places.Add(default);
        }
        return places.MoveToImmutable();
    }

    // The bits of a number that the expression consists of.
    private static long? ConstantOf(Expression expression)
    {
        var reader = new InstructionReader(expression);
        if (!reader.Read() || reader.Opcode is not (Opcode.I32Const or Opcode.I64Const or Opcode.F32Const or Opcode.F64Const))
            return null;
        var bits = reader.Opcode == Opcode.I32Const ? (uint)reader.I32 : reader.I64;
        return reader.Read() && reader.Opcode == Opcode.End ? bits : null;
    }
}
