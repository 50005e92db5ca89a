using Dovetail.Compilation.Cil;
using Dovetail.Heap;
using Dovetail.Runtime;

namespace Dovetail.Compilation.Verification;

/// <summary>
/// What the verifier takes on trust about the runtime's objects, all in one place. Each line is a promise that code in
/// <c>Runtime/</c> keeps; whoever changes it there must look here.
/// </summary>
internal static class Trust
{
    /// <summary>Fields that keep their value as long as a guest can see the object.</summary>
    /// <remarks>A memory's base never moves (it is a reservation); an instance's index spaces are filled before its code runs.</remarks>
    public static bool NeverChanges(CatalogueField field) => field.Member.IsInitOnly || field == RuntimeMembers.MemoryBase
        || field == RuntimeMembers.InstanceMemory0 || IsIndexSpace(field);

    /// <summary>Arrays whose elements keep their values: the index spaces of an instance, but for functions, which are filled when asked for.</summary>
    public static bool ElementsNeverChange(Value array) =>
        array.Origin == Origin.Field && IsIndexSpace(array.Field!) && array.Field != RuntimeMembers.InstanceFunctions;

    /// <summary>
    /// The function reference whose type <paramref name="type"/> is, or that one's supertype. Functions of a subtype have the same signature in CIL, because
    /// validation lets parameters and results differ only within a hierarchy of references, and all of one hierarchy are of one class.
    /// </summary>
    public static Value? ReferenceOfType(Value type)
    {
        var own = type.Origin == Origin.Element && type.Of!.Is(HeapMembers.TypeSupertypes) ? type.Of!.Of! : type;
        return own.Is(RuntimeMembers.ReferenceType) ? own.Of : null;
    }

    /// <summary>
    /// Whether a method of the catalogue may grow a memory, run guest code or let the host do so: anything that is handed an object, but for
    /// the instructions on tables and on whole memories that don't.
    /// </summary>
    public static bool MayGrow(CatalogueMethod method)
    {
        if (method.NeverReturns || !method.Takes(CilKind.Reference)) return false;
        var home = method.Member.DeclaringType;
        return method == OperationMembers.MemoryGrow || method == OperationMembers.MemoryGrow64
            || !(home == typeof(MemoryOperations) || home == typeof(TableOperations) || home == typeof(FunctionOperations)
                || home == typeof(FuelOperations) || home == typeof(StructOperations) || home == typeof(ArrayOperations) || home == typeof(ReferenceOperations));
    }

    /// <summary>
    /// Whether an instruction takes no longer than its like in the machine: it calls nothing but arithmetic, and makes no objects.
    /// </summary>
    public static bool IsShort(CilInstruction instruction) => instruction.Op switch
    {
        CilOp.CallFunction or CilOp.Calli or CilOp.Callvirt or CilOp.Newobj or CilOp.Newarr => false,
        CilOp.Call => Catalogue.MethodAt(instruction.Index) is var method && (method.NeverReturns
            || method == OperationMembers.SpendFuel || IsArithmetic(method.Member.DeclaringType!)),
        _ => true,
    };

    private static bool IsArithmetic(Type type) => type == typeof(Math) || type == typeof(MathF) || type == typeof(BitConverter)
        || type.Namespace is "Dovetail.Semantics" or "System.Numerics"
        || type.Namespace!.StartsWith("System.Runtime.Intrinsics", StringComparison.Ordinal);

    /// <summary>Whether a method of the catalogue may consume fuel of which the caller does not get to know.</summary>
    public static bool MaySpend(CatalogueMethod method) => MayGrow(method)
        || (method.Member.DeclaringType == typeof(FuelOperations) && method != OperationMembers.SpendFuel);

    /// <summary>Whether emitted code may call the method: it takes no bare pointer, by which it could be led anywhere.</summary>
    public static bool MayBeCalled(CatalogueMethod method) => !method.Takes(CilKind.NativeInt);

    /// <summary>
    /// Whether a handler may be for exceptions of <paramref name="type"/>: in a guest's code, for those of guests alone. Traps are exceptions too, and
    /// so is what stops a guest; only code of the edge, between host and guest, catches those.
    /// </summary>
    public static bool MayBeCaught(VerificationContext context, CilType type) =>
        context.Owner != RuntimeMembers.ModuleInstance || type == RuntimeMembers.GuestThrow;

    /// <summary>Fields that guests write: the values of globals, the slots of structures, and the fields of CIL structures that lie in variables.</summary>
    public static bool MayBeWritten(CatalogueField field) => !field.Member.IsInitOnly && field.Type.Kind != CilKind.NativeInt
        && (field.Member.DeclaringType == typeof(Global) || field.Member.DeclaringType == typeof(StructObject)
            || field.Member.DeclaringType!.IsValueType || RuntimeMembers.InstanceSlots.Contains(field));

    /// <summary>
    /// Arrays that guests write: the elements of tables, of guests' arrays and structures, the results of a call, and arrays that the method made
    /// itself.
    /// </summary>
    public static bool MayBeWritten(Value array) => (array.Origin == Origin.Unknown && array.Type.Clr == typeof(object[])) || array.Is(RuntimeMembers.TableElements)
        || (array.Origin == Origin.Field && array.Field!.Member.DeclaringType!.IsSubclassOf(typeof(HeapObject)))
        || array.Is(RuntimeMembers.ResultNumbers) || array.Is(RuntimeMembers.ResultVectors) || array.Is(RuntimeMembers.ResultReferences);

    /// <summary>Whether the array holds the elements of a table of functions of this owner: the runtime puts nothing else into one.</summary>
    public static bool IsFunctionTable(Verification state, Value array)
    {
        if (!array.Is(RuntimeMembers.TableElements)) return false;
        var table = array.Of!;
        return IsOwn(table, RuntimeMembers.InstanceTables) && (ulong)table.Number < (ulong)state.Context.FunctionTables.Length
            && state.Context.FunctionTables[(int)table.Number];
    }

    /// <summary>Whether the value is an element, at a fixed position, of an index space of this function's owner.</summary>
    public static bool IsOwn(Value value, CatalogueField space) =>
        value.Origin == Origin.Element && value.Of!.Is(space) && value.Of!.Of!.Origin == Origin.Owner;

    /// <summary>Whether the value is the stack limit of the store that this function's owner belongs to.</summary>
    public static bool IsOwnStackLimit(Value value) =>
        value.Is(RuntimeMembers.StoreStackLimit) && value.Of!.Is(RuntimeMembers.OwnerStore) && value.Of!.Of!.Origin == Origin.Owner;

    public static bool IsAssignable(CilType from, CilType to) => from == to || to.IsAssignableFrom(from);

    private static bool IsIndexSpace(CatalogueField field) =>
        field == RuntimeMembers.InstanceMemories || field == RuntimeMembers.InstanceTables || field == RuntimeMembers.InstanceGlobals
        || field == RuntimeMembers.InstanceFunctions || field == RuntimeMembers.InstanceTypes || field == RuntimeMembers.InstanceTags;
}
