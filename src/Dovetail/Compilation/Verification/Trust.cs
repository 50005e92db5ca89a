using System.Collections.Concurrent;
using Dovetail.Compilation.Cil;

namespace Dovetail.Compilation.Verification;

/// <summary>
/// What the verifier takes on trust about the runtime's objects, all in one place. Each line is a promise that code in
/// <c>Runtime/</c> keeps; whoever changes it there must look here.
/// </summary>
internal static class Trust
{
    private static readonly ConcurrentDictionary<(int, int), bool> Assignable = new();

    /// <summary>Fields that keep their value as long as a guest can see the object.</summary>
    /// <remarks>A memory's base never moves (it is a reservation); an instance's index spaces are filled before its code runs.</remarks>
    public static bool NeverChanges(CatalogueField field) =>
        field.Member.IsInitOnly || field == RuntimeMembers.MemoryBase || IsIndexSpace(field);

    /// <summary>Arrays whose elements keep their values: the index spaces of an instance, but for functions, which are filled when asked for.</summary>
    public static bool ElementsNeverChange(Value array) =>
        array.Origin == Origin.Field && IsIndexSpace(array.Field!) && array.Field != RuntimeMembers.InstanceFunctions;

    /// <summary>Whether a method of the catalogue may run guest code, grow a memory or let the host do so: anything that is handed an object.</summary>
    public static bool MayGrow(CatalogueMethod method) =>
        !method.NeverReturns && method.Parameters.Any(parameter => parameter.Kind == CilKind.Reference);

    /// <summary>Whether emitted code may call the method: it takes no bare pointer, by which it could be led anywhere.</summary>
    public static bool MayBeCalled(CatalogueMethod method) => method.Parameters.All(parameter => parameter.Kind != CilKind.NativeInt);

    /// <summary>Fields that guests write: the values of globals, and of structures that lie in variables.</summary>
    public static bool MayBeWritten(CatalogueField field) => !field.Member.IsInitOnly && field.Type.Kind != CilKind.NativeInt
        && (field.Member.DeclaringType == typeof(Global) || field.Member.DeclaringType!.IsValueType);

    /// <summary>Arrays that guests write: the elements of tables, the results of a call, and arrays that the method made itself.</summary>
    public static bool MayBeWritten(Value array) => array.Origin == Origin.Unknown || array.Is(RuntimeMembers.TableElements);

    /// <summary>Whether the value is the stack limit of the store that this function's owner belongs to.</summary>
    public static bool IsOwnStackLimit(Value value) =>
        value.Is(RuntimeMembers.StoreStackLimit) && value.Of!.Is(RuntimeMembers.OwnerStore) && value.Of!.Of!.Origin == Origin.Owner;

    public static bool IsAssignable(CilType from, CilType to) => from == to
        || Assignable.GetOrAdd((from.Index, to.Index), _ => to.Clr.IsAssignableFrom(from.Clr));

    private static bool IsIndexSpace(CatalogueField field) =>
        field == RuntimeMembers.InstanceMemories || field == RuntimeMembers.InstanceTables || field == RuntimeMembers.InstanceGlobals
        || field == RuntimeMembers.InstanceFunctions || field == RuntimeMembers.InstanceTypes;
}
