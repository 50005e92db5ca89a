using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Dovetail.Compilation.Cil;

/// <summary>
/// Every type, method and field that emitted code may name. An instruction's operand is a position in these lists, so that code
/// which isn't made of catalogue entries cannot even be written down.
/// </summary>
/// <remarks>
/// The entries are declared where their family is (<see cref="RuntimeMembers"/> and its siblings), as static fields
/// initialised through delegates and <c>typeof(T).GetField(nameof(…))</c>, which a trimmer understands. What an entry is, reflection finds out when
/// the entry is first used: a small module uses few. Safe from many threads.
/// </remarks>
internal static class Catalogue
{
    private static readonly Lock Gate = new();
    private static readonly Dictionary<Type, CilType> TypesByClr = [];
    private static CilType[] _types = new CilType[64];
    private static CatalogueMethod[] _methods = new CatalogueMethod[256];
    private static CatalogueField[] _fields = new CatalogueField[64];
    private static int _methodCount;
    private static int _fieldCount;

    /// <summary>The one entry for <paramref name="clr"/>.</summary>
    public static CilType Type(Type clr)
    {
        lock (Gate)
        {
            if (!TypesByClr.TryGetValue(clr, out var type))
            {
                type = new CilType(TypesByClr.Count, clr);
                Append(ref _types, type.Index, type);
                TypesByClr.Add(clr, type);
            }
            return type;
        }
    }

    /// <summary>The type at a position.</summary>
    public static CilType TypeAt(int index) => Volatile.Read(ref _types)[index];

    /// <summary>The method at a position.</summary>
    public static CatalogueMethod MethodAt(int index) => Volatile.Read(ref _methods)[index];

    /// <summary>The field at a position.</summary>
    public static CatalogueField FieldAt(int index) => Volatile.Read(ref _fields)[index];

    /// <summary>Enters the static method that <paramref name="method"/> stands for.</summary>
    internal static CatalogueMethod Method(Delegate method) => Enter(new CatalogueMethod(NextMethod(), method, false));

    /// <summary>Enters a static method that only throws.</summary>
    internal static CatalogueMethod Throwing(Delegate method) => Enter(new CatalogueMethod(NextMethod(), method, true));

    /// <summary>Enters a constructor, which is looked for when it is first used.</summary>
    internal static CatalogueMethod Constructor(Func<ConstructorInfo> constructor) => Enter(new CatalogueMethod(NextMethod(), constructor));

    /// <summary>Enters a method or constructor.</summary>
    internal static CatalogueMethod Method(MethodBase? member, bool neverReturns = false)
    {
        ArgumentNullException.ThrowIfNull(member);
        return Enter(new CatalogueMethod(NextMethod(), member, neverReturns));
    }

    /// <summary>Enters the field <paramref name="name"/> of <typeparamref name="T"/>.</summary>
    internal static CatalogueField Field<[DynamicallyAccessedMembers(
        DynamicallyAccessedMemberTypes.PublicFields | DynamicallyAccessedMemberTypes.NonPublicFields)] T>(string name) =>
        Enter(new CatalogueField(NextField(), typeof(T), name));

    /// <summary>Enters a field.</summary>
    internal static CatalogueField Field(FieldInfo? member)
    {
        ArgumentNullException.ThrowIfNull(member);
        return Enter(new CatalogueField(NextField(), member));
    }

    private static int NextMethod() => Interlocked.Increment(ref _methodCount) - 1;

    private static int NextField() => Interlocked.Increment(ref _fieldCount) - 1;

    private static CatalogueMethod Enter(CatalogueMethod method)
    {
        lock (Gate)
            Append(ref _methods, method.Index, method);
        return method;
    }

    private static CatalogueField Enter(CatalogueField field)
    {
        lock (Gate)
            Append(ref _fields, field.Index, field);
        return field;
    }

    private static void Append<T>(ref T[] list, int index, T item)
    {
        var array = list;
        if (index >= array.Length)
            Array.Resize(ref array, index * 2);
        array[index] = item;
        Volatile.Write(ref list, array);
    }
}
