using System.Collections.Immutable;
using Dovetail.Wasm.Modules;
using Dovetail.Wit.Text;
using Dovetail.Wit.Types;

namespace Dovetail.Wasm.Components.Text.Syntax;

/// <summary>A type of the component level as written (Explainer.md, <c>deftype</c>).</summary>
internal abstract record TypeSyntax(SourceSpan Span);

/// <summary>A value type as written (Explainer.md, <c>valtype</c>). Behind expansion, value types inside others are primitive or references.</summary>
internal abstract record ValueTypeSyntax(SourceSpan Span) : TypeSyntax(Span);

internal sealed record PrimitiveTypeSyntax(PrimitiveKind Kind, SourceSpan Span) : ValueTypeSyntax(Span);

/// <summary>A reference in the place of a value type; the only value type that is no definition.</summary>
internal sealed record TypeReferenceSyntax(ReferenceSyntax Reference, SourceSpan Span) : ValueTypeSyntax(Span);

/// <summary>A name with a value type: a field, a parameter; a case, whose type may be missing.</summary>
internal sealed record NamedTypeSyntax(string Name, ValueTypeSyntax? Type);

internal sealed record RecordTypeSyntax(ImmutableArray<NamedTypeSyntax> Fields, SourceSpan Span) : ValueTypeSyntax(Span);

internal sealed record VariantTypeSyntax(ImmutableArray<NamedTypeSyntax> Cases, SourceSpan Span) : ValueTypeSyntax(Span);

internal sealed record ListTypeSyntax(ValueTypeSyntax Element, uint? Length, SourceSpan Span) : ValueTypeSyntax(Span);

internal sealed record MapTypeSyntax(ValueTypeSyntax Key, ValueTypeSyntax Value, SourceSpan Span) : ValueTypeSyntax(Span);

/// <summary>A stream or a future.</summary>
internal sealed record AsyncTypeSyntax(bool IsStream, ValueTypeSyntax? Element, SourceSpan Span) : ValueTypeSyntax(Span);

internal sealed record TupleTypeSyntax(ImmutableArray<ValueTypeSyntax> Items, SourceSpan Span) : ValueTypeSyntax(Span);

internal sealed record FlagsTypeSyntax(ImmutableArray<string> Names, SourceSpan Span) : ValueTypeSyntax(Span);

internal sealed record EnumTypeSyntax(ImmutableArray<string> Names, SourceSpan Span) : ValueTypeSyntax(Span);

internal sealed record OptionTypeSyntax(ValueTypeSyntax Element, SourceSpan Span) : ValueTypeSyntax(Span);

internal sealed record ResultTypeSyntax(ValueTypeSyntax? Ok, ValueTypeSyntax? Error, SourceSpan Span) : ValueTypeSyntax(Span);

internal sealed record HandleTypeSyntax(bool IsOwn, ReferenceSyntax Resource, SourceSpan Span) : ValueTypeSyntax(Span);

internal sealed record FunctionTypeSyntax(
    ImmutableArray<NamedTypeSyntax> Parameters, ValueTypeSyntax? Result, bool IsAsync, SourceSpan Span) : TypeSyntax(Span);

/// <summary>A component type. Its declarations are the fields that may stand in one, and <see cref="ExportDeclarationSyntax"/>.</summary>
internal sealed record ComponentTypeSyntax(ImmutableArray<FieldSyntax> Declarations, SourceSpan Span) : TypeSyntax(Span);

/// <summary>An instance type. Its declarations are those of a component type but for imports.</summary>
internal sealed record InstanceTypeSyntax(ImmutableArray<FieldSyntax> Declarations, SourceSpan Span) : TypeSyntax(Span);

internal sealed record ResourceTypeSyntax(ValType Representation, ReferenceSyntax? Destructor, SourceSpan Span) : TypeSyntax(Span);

/// <summary>The type of an import or export as written (Explainer.md, <c>externtype</c>).</summary>
internal abstract record ExternTypeSyntax(Sort Sort, SourceSpan Span);

/// <summary><c>(func (type $t))</c>, and so for every sort with a type of its own.</summary>
internal sealed record ReferredExternTypeSyntax(Sort Sort, ReferenceSyntax Type, SourceSpan Span) : ExternTypeSyntax(Sort, Span);

/// <summary>A function, component or instance type in place; expansion makes it a definition.</summary>
internal sealed record InlineExternTypeSyntax(Sort Sort, TypeSyntax Type, SourceSpan Span) : ExternTypeSyntax(Sort, Span);

/// <summary>A module type in place; expansion makes it a definition.</summary>
internal sealed record InlineModuleTypeSyntax(ModuleTypeSyntax Type, SourceSpan Span) : ExternTypeSyntax(Sort.CoreModule, Span);

/// <summary><c>(type (eq $t))</c>, or <c>(type (sub resource))</c> where there is no <paramref name="EqualTo"/>.</summary>
internal sealed record TypeBoundSyntax(ReferenceSyntax? EqualTo, SourceSpan Span) : ExternTypeSyntax(Sort.Type, Span);

/// <summary><c>(value (eq $v))</c>, or <c>(value type)</c>.</summary>
internal sealed record ValueBoundSyntax(ReferenceSyntax? EqualTo, ValueTypeSyntax? Type, SourceSpan Span)
    : ExternTypeSyntax(Sort.Value, Span);

/// <summary>A core type as written, at the component level (Explainer.md, <c>core:type</c>).</summary>
internal abstract record CoreTypeSyntax;

/// <summary>A group of types of modules. The index −1 in them is the first of <paramref name="References"/>, −2 the second, and so on.</summary>
/// <param name="Ids">The identifiers of the types, one for each.</param>
internal sealed record CoreGroupSyntax(
    ImmutableArray<Identifier?> Ids, ImmutableArray<SubType> Types, ImmutableArray<IndexSyntax> References) : CoreTypeSyntax;

internal sealed record ModuleTypeSyntax(ImmutableArray<ModuleDeclarationSyntax> Declarations) : CoreTypeSyntax;

/// <summary>A declaration of a module type (Explainer.md, <c>core:moduledecl</c>).</summary>
internal abstract record ModuleDeclarationSyntax(SourceSpan Span);

internal sealed record ModuleGroupSyntax(CoreGroupSyntax Group, SourceSpan Span) : ModuleDeclarationSyntax(Span);

internal sealed record ModuleAliasSyntax(Identifier? Id, IndexSyntax Outer, IndexSyntax Index, SourceSpan Span)
    : ModuleDeclarationSyntax(Span);

/// <summary>An import; an export where there is no <paramref name="Module"/>.</summary>
internal sealed record ModuleExternSyntax(string? Module, string Name, CoreExternSyntax Type, SourceSpan Span)
    : ModuleDeclarationSyntax(Span);

/// <summary>
/// The type of a module's import or export: <paramref name="Type"/>; or, for a function or a tag, the function type at
/// <paramref name="TypeUse"/>, written out in <paramref name="Inline"/>, or both.
/// </summary>
internal sealed record CoreExternSyntax(ExternType? Type, IndexSyntax? TypeUse, FunctionType? Inline, bool IsTag = false)
{
    /// <summary>What the types in it refer to, as in a <see cref="CoreGroupSyntax"/>.</summary>
    public ImmutableArray<IndexSyntax> References { get; init; } = [];
}
