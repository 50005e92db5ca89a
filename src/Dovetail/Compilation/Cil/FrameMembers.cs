using System.Collections.Immutable;
using System.Globalization;
using Dovetail.Runtime;

namespace Dovetail.Compilation.Cil;

/// <summary>The catalogue's entries of <see cref="FrameSlots"/>, for functions that are split.</summary>
internal static class FrameMembers
{
    /// <summary>The frame, a structure.</summary>
    public static CilType Type { get; } = Catalogue.Type(typeof(FrameSlots));

    /// <summary>A reference to it.</summary>
    public static CilType Reference { get; } = Catalogue.Type(typeof(FrameSlots).MakeByRefType());

    /// <summary>Its slots.</summary>
    public static ImmutableArray<CatalogueField> Slots { get; } =
        [.. Enumerable.Range(0, FrameSlots.Count).Select(i => Catalogue.Field<FrameSlots>(string.Create(CultureInfo.InvariantCulture, $"S{i}")))];

    /// <summary>The signature of a part: it takes the frame and the owner, and says by which exit it was left.</summary>
    public static CilSignature PartSignature { get; } = new([Reference, RuntimeMembers.FunctionOwner], CilTypes.Int32);
}
