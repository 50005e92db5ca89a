using System.Collections.Immutable;
using Dovetail.Wasm.Modules;
using Dovetail.Wit.Text;

namespace Dovetail.Wasm.Components;

/// <summary>
/// A component as it was read, from the binary or the text format, before validation (Explainer.md, "Component
/// Definitions"): a sequence of definitions, each of which adds to an index space and refers to what stands before it.
/// Immutable.
/// </summary>
/// <remarks>
/// Both front ends make this shape and an encoder can write it back: what the text format abbreviates is expanded,
/// index spaces are those of the binary format, and every index is the plain number. What is gated behind a feature is here
/// like all else; validation refuses it by name where the feature is off.
/// </remarks>
/// <param name="Fields">The definitions, in order.</param>
public sealed record ComponentDefinition(ImmutableArray<ComponentField> Fields)
{
    /// <summary>
    /// The text that the component was read from, whose UTF-16 units the offsets then count; null for a binary.
    /// </summary>
    internal SourceText? Text { get; init; }

    /// <summary>Where a binary, or one nested in it, first has a name in the form that attributes came with; null if nowhere.</summary>
    internal int? AttributesOffset { get; init; }
}

/// <summary>One definition of a component. Derived types form a closed hierarchy.</summary>
/// <param name="Offset">Where it stands in the input, for errors.</param>
public abstract record ComponentField(int Offset);

/// <summary>A core module; adds to the core modules.</summary>
/// <param name="Module">The module.</param>
public sealed record CoreModuleField(ModuleDefinition Module, int Offset) : ComponentField(Offset)
{
    /// <summary>The module's own bytes in what was read; empty where it was not read from the binary format.</summary>
    internal ReadOnlyMemory<byte> Bytes { get; init; }

    /// <summary>Whether the code of its functions was left unread, for <see cref="Modules.Validation.DeferredBodies"/>.</summary>
    internal bool DefersCode { get; init; }
}

/// <summary>A core instance; adds to the core instances.</summary>
/// <param name="Expression">How it is made.</param>
public sealed record CoreInstanceField(CoreInstanceExpression Expression, int Offset) : ComponentField(Offset);

/// <summary>A nested component; adds to the components.</summary>
/// <param name="Component">The component.</param>
public sealed record NestedComponentField(ComponentDefinition Component, int Offset) : ComponentField(Offset);

/// <summary>A component instance; adds to the instances.</summary>
/// <param name="Expression">How it is made.</param>
public sealed record InstanceField(InstanceExpression Expression, int Offset) : ComponentField(Offset);

/// <summary>
/// A canonical definition; adds to the functions (<c>lift</c>) or to the core functions (all others).
/// </summary>
/// <param name="Canon">The definition.</param>
public sealed record CanonField(Canon Canon, int Offset) : ComponentField(Offset);

/// <summary>An export; adds to the index space of its sort, as an alias of what it exports.</summary>
/// <param name="Name">The name.</param>
/// <param name="Sort">The index space that <paramref name="Index"/> counts in.</param>
/// <param name="Index">What is exported.</param>
/// <param name="Ascription">The type given to it, a supertype of its own; null where its own type is meant.</param>
public sealed record ExportField(string Name, Sort Sort, int Index, ExternTypeReference? Ascription, int Offset)
    : ComponentField(Offset)
{
    /// <summary>What is said of it beside its name, in order.</summary>
    public ImmutableArray<ExternAttribute> Attributes { get; init; } = [];
}

/// <summary>A call of a function while the component is instantiated (gated); adds its results to the values.</summary>
/// <param name="Function">The index of the function.</param>
/// <param name="Arguments">The values given to it, by index.</param>
/// <param name="Results">The number of its results.</param>
public sealed record StartField(int Function, ImmutableArray<int> Arguments, uint Results, int Offset)
    : ComponentField(Offset);

/// <summary>A value that is known beforehand (gated); adds to the values.</summary>
/// <param name="Type">Its type.</param>
/// <param name="Value">The value in the binary format of its type (Binary.md, <c>val</c>), which validation checks.</param>
public sealed record ValueField(ValueTypeReference Type, ReadOnlyMemory<byte> Value, int Offset)
    : ComponentField(Offset);

/// <summary>A custom section; adds nothing.</summary>
/// <param name="Name">The name.</param>
/// <param name="Bytes">The content behind the name.</param>
public sealed record CustomField(string Name, ReadOnlyMemory<byte> Bytes, int Offset) : ComponentField(Offset);

/// <summary>A definition that may also stand in the type of a component or (all but imports) of an instance.</summary>
public abstract record Declaration(int Offset) : ComponentField(Offset);

/// <summary>A core type; adds to the core types (a recursive group all its types).</summary>
/// <param name="Type">The type.</param>
public sealed record CoreTypeField(CoreTypeDefinition Type, int Offset) : Declaration(Offset);

/// <summary>A type; adds to the types.</summary>
/// <param name="Type">The type.</param>
public sealed record TypeField(TypeDefinition Type, int Offset) : Declaration(Offset);

/// <summary>An alias; adds to the index space of its sort.</summary>
/// <param name="Alias">What it stands for.</param>
public sealed record AliasField(Alias Alias, int Offset) : Declaration(Offset);

/// <summary>An import; adds to the index space of its sort.</summary>
/// <param name="Name">The name.</param>
/// <param name="Type">What is imported.</param>
public sealed record ImportField(string Name, ExternTypeReference Type, int Offset) : Declaration(Offset)
{
    /// <summary>What is said of it beside its name, in order.</summary>
    public ImmutableArray<ExternAttribute> Attributes { get; init; } = [];
}

/// <summary>
/// An export of a type of a component or instance; adds to the index space of its sort. It has no place in a component
/// itself.
/// </summary>
/// <param name="Name">The name.</param>
/// <param name="Type">What is exported.</param>
public sealed record ExportDeclaration(string Name, ExternTypeReference Type, int Offset) : Declaration(Offset)
{
    /// <summary>What is said of it beside its name, in order.</summary>
    public ImmutableArray<ExternAttribute> Attributes { get; init; } = [];
}
