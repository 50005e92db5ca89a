using Dovetail.Compilation.Cil;
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
    public static GlobalPlace[] Of(ModuleDefinition module, int importedCount)
    {
        var places = new GlobalPlace[importedCount + module.Globals.Length];
        if (module.Globals.Length > 0)
            Assign(places, module, importedCount);
        return places;
    }

    private static void Assign(GlobalPlace[] places, ModuleDefinition module, int importedCount)
    {
        var (exported, slots) = (new HashSet<int>(), 0);
        foreach (var export in module.Exports)
        {
            if (export.Kind == ExternKind.Global)
                exported.Add(export.Index);
        }
        for (var i = importedCount; i < places.Length; i++)
        {
            var (type, initial) = (module.Globals[i - importedCount].Type, module.Globals[i - importedCount].Initial);
            if (type.Value.IsNumber && !type.Mutable && ConstantOf(initial) is { } constant)
                places[i] = new GlobalPlace(GlobalStorage.Constant, constant);
            else if (type.Value.IsNumber && !exported.Contains(i) && slots < RuntimeMembers.InstanceSlots.Length)
                places[i] = new GlobalPlace(GlobalStorage.Slot, slots++);
        }
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
