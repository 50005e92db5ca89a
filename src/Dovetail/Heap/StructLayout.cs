using System.Collections.Immutable;
using Dovetail.Wasm.Modules;

namespace Dovetail.Heap;

/// <summary>Where a field of a structure lies: in which of the two rows of slots, and at which position there.</summary>
/// <param name="IsVector">Whether it takes the slot behind as well.</param>
internal readonly record struct FieldPlace(bool IsReference, int Slot, bool IsVector);

/// <summary>
/// The places of a structure's fields. References and numbers are counted separately, in order, so that a subtype, which only adds fields, has
/// those of its supertype at the same places.
/// </summary>
/// <remarks>A vector takes two slots for numbers, its low half first.</remarks>
internal sealed class StructLayout
{
    private StructLayout(ImmutableArray<FieldPlace> places, int numbers, int references)
    {
        (Places, Numbers, References) = (places, numbers, references);
        Size = StructObject.SizeOf(references, numbers);
    }

    /// <summary>The place of each field.</summary>
    internal ImmutableArray<FieldPlace> Places { get; }

    /// <summary>How many slots for numbers there are.</summary>
    internal int Numbers { get; }

    /// <summary>How many slots for references there are.</summary>
    internal int References { get; }

    /// <summary>How many bytes a structure takes, about.</summary>
    internal long Size { get; }

    /// <summary>The layout of <paramref name="type"/>.</summary>
    internal static StructLayout Of(StructType type)
    {
        var places = ImmutableArray.CreateBuilder<FieldPlace>(type.Fields.Length);
        var (numbers, references) = (0, 0);
        foreach (var field in type.Fields)
        {
            places.Add(new FieldPlace(field.Type.IsReference, field.Type.IsReference ? references : numbers, field.Type.Kind == ValKind.V128));
            if (field.Type.IsReference)
                references++;
            else
                numbers += field.Type.Kind == ValKind.V128 ? 2 : 1;
        }
        return new StructLayout(places.MoveToImmutable(), numbers, references);
    }
}
