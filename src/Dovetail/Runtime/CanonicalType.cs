using System.Globalization;
using Dovetail.CanonicalAbi;
using Dovetail.Heap;
using Dovetail.Wasm.Modules;

namespace Dovetail.Runtime;

/// <summary>
/// The identity of a function, structure or array type within an engine: two types are equal when these are the same object. Immutable
/// once its group is interned.
/// </summary>
internal sealed class CanonicalType
{
    /// <summary>The supertypes from the root down to this type itself: a type is below another if that stands here at its own depth.</summary>
    internal readonly CanonicalType[] Supertypes;

    internal CanonicalType(int number, SubType type, CompositeType composite, CanonicalType? supertype)
    {
        (Number, IsFinal, Composite) = (number, type.IsFinal, composite);
        Layout = composite is StructType structure ? StructLayout.Of(structure) : null;
        Supertypes = supertype is null ? [this] : [.. supertype.Supertypes, this];
    }

    /// <summary>A number that no other type of the engine has or ever had.</summary>
    internal int Number { get; }

    /// <summary>Whether no type can be below this one.</summary>
    internal bool IsFinal { get; }

    /// <summary>The structure of the type, erased (<see cref="TypeErasure"/>).</summary>
    internal CompositeType Composite { get; }

    /// <summary>The structure of a function type, erased.</summary>
    internal FunctionType Function => (FunctionType)Composite;

    /// <summary>Where the fields of a structure type lie; null for other types.</summary>
    internal StructLayout? Layout { get; }

    /// <summary>The resolved types of the parameters and then the results, of the fields, or of the elements.</summary>
    internal ResolvedType[] Values { get; private set; } = null!;

    /// <summary>What <see cref="Dovetail.Function.Invoke"/> runs for functions of the type; null until it is first needed.</summary>
    internal Func<FunctionReference, object?[], object?[]>? DynamicEntry { get; set; }

    /// <summary>What calls functions of the type with their arguments in a frame, and the flat type that it was made for; null until it is first needed.</summary>
    internal CoreInvoker? Invoker { get; set; }

    // The whole group lives and dies together: the key that finds it stands for all of it.
    private CanonicalType[] _group = [];

    /// <summary>Whether this is <paramref name="super"/> or declared below it.</summary>
    internal bool IsBelow(CanonicalType super)
    {
        var depth = super.Supertypes.Length - 1;
        return depth < Supertypes.Length && Supertypes[depth] == super;
    }

    /// <summary>Sets what could not be known before the whole group existed.</summary>
    internal void Complete(CanonicalType[] group, ResolvedType[] values) => (_group, Values) = (group, values);

    /// <summary>All types of the group that this one belongs to.</summary>
    internal ReadOnlySpan<CanonicalType> Group => _group;

    /// <summary>The type in the text format; types of a module's own by their canonical numbers.</summary>
    public override string ToString() => Composite switch
    {
        FunctionType function => string.Create(CultureInfo.InvariantCulture,
            $"[{string.Join(' ', Values.Take(function.Parameters.Length))}] -> [{string.Join(' ', Values.Skip(function.Parameters.Length))}]"),
        StructType => $"(struct {string.Join(' ', Values)})",
        _ => $"(array {Values[0]})",
    };
}
