using System.Collections.Immutable;
using Dovetail.Wasm.Modules;
using Dovetail.Wit.Text;

namespace Dovetail.Wasm.Components.Text.Syntax;

/// <summary>The name of an import or export with what may stand behind it (Explainer.md, <c>externnamelit attribute*</c>).</summary>
internal sealed record ExternNameSyntax(string Name, ImmutableArray<ExternAttribute> Attributes, SourceSpan Span);

/// <summary>A definition of a component as written (Explainer.md, <c>definition</c>), or a declaration of a component type.</summary>
/// <remarks>Fields that define something may have exports in place (<c>(func $f (export "a") …)</c>), which expansion parts from them.</remarks>
internal abstract record FieldSyntax(SourceSpan Span);

/// <summary>A field that adds an index, and may bind an identifier to it.</summary>
internal abstract record DefinitionSyntax(Sort Sort, Identifier? Id, SourceSpan Span) : FieldSyntax(Span)
{
    /// <summary>The exports in place.</summary>
    public ImmutableArray<ExternNameSyntax> Exports { get; init; } = [];
}

internal sealed record CoreModuleSyntax(Identifier? Id, ModuleDefinition Module, SourceSpan Span)
    : DefinitionSyntax(Sort.CoreModule, Id, Span);

internal sealed record CoreInstanceSyntax(Identifier? Id, CoreInstanceExpressionSyntax Expression, SourceSpan Span)
    : DefinitionSyntax(Sort.CoreInstance, Id, Span);

/// <summary>An instantiation of <paramref name="Module"/>; without it, an instance made of <paramref name="Exported"/>.</summary>
internal sealed record CoreInstanceExpressionSyntax(
    ReferenceSyntax? Module,
    ImmutableArray<CoreArgumentSyntax> Arguments,
    ImmutableArray<CoreInlineExportSyntax> Exported);

/// <summary>An argument: an instance, or the exports of one that is made in place.</summary>
internal sealed record CoreArgumentSyntax(
    string Name, ReferenceSyntax? Instance, ImmutableArray<CoreInlineExportSyntax> Exported, SourceSpan Span);

internal sealed record CoreInlineExportSyntax(string Name, ReferenceSyntax Item);

internal sealed record CoreTypeDefinitionSyntax(Identifier? Id, CoreTypeSyntax Type, SourceSpan Span)
    : DefinitionSyntax(Sort.CoreType, Id, Span);

/// <summary><c>(core rec …)</c>: a group of core types, each of which adds an index.</summary>
internal sealed record CoreRecursiveSyntax(CoreGroupSyntax Group, SourceSpan Span) : FieldSyntax(Span);

internal sealed record ComponentSyntax(Identifier? Id, ImmutableArray<FieldSyntax> Fields, SourceSpan Span)
    : DefinitionSyntax(Sort.Component, Id, Span);

internal sealed record InstanceSyntax(Identifier? Id, InstanceExpressionSyntax Expression, SourceSpan Span)
    : DefinitionSyntax(Sort.Instance, Id, Span);

/// <summary>An instantiation of <paramref name="Component"/>; without it, an instance made of <paramref name="Exported"/>.</summary>
internal sealed record InstanceExpressionSyntax(
    ReferenceSyntax? Component, ImmutableArray<ArgumentSyntax> Arguments, ImmutableArray<InlineExportSyntax> Exported);

/// <summary>An argument: a definition, or the exports of an instance that is made in place.</summary>
internal sealed record ArgumentSyntax(
    string Name, ReferenceSyntax? Item, ImmutableArray<InlineExportSyntax> Exported, SourceSpan Span);

internal sealed record InlineExportSyntax(ExternNameSyntax Name, ReferenceSyntax Item);

/// <summary>An alias of an export of an instance, <paramref name="Instance"/> being one of core where the sort is.</summary>
internal sealed record ExportAliasSyntax(Sort Sort, Identifier? Id, ReferenceSyntax Instance, string Name, SourceSpan Span)
    : DefinitionSyntax(Sort, Id, Span);

internal sealed record OuterAliasSyntax(Sort Sort, Identifier? Id, IndexSyntax Outer, IndexSyntax Index, SourceSpan Span)
    : DefinitionSyntax(Sort, Id, Span);

internal sealed record TypeDefinitionSyntax(Identifier? Id, TypeSyntax Type, SourceSpan Span)
    : DefinitionSyntax(Sort.Type, Id, Span);

internal sealed record ImportSyntax(Identifier? Id, ExternNameSyntax Name, ExternTypeSyntax Type, SourceSpan Span)
    : DefinitionSyntax(Type.Sort, Id, Span);

internal sealed record ExportSyntax(
    Identifier? Id, ExternNameSyntax Name, ReferenceSyntax Item, ExternTypeSyntax? Ascription, SourceSpan Span)
    : DefinitionSyntax(Item.Sort, Id, Span);

/// <summary>An export of a component or instance type.</summary>
internal sealed record ExportDeclarationSyntax(Identifier? Id, ExternNameSyntax Name, ExternTypeSyntax Type, SourceSpan Span)
    : DefinitionSyntax(Type.Sort, Id, Span);

internal sealed record CustomSyntax(string Name, ReadOnlyMemory<byte> Bytes, SourceSpan Span) : FieldSyntax(Span);

/// <summary>A function lifted or lowered, or one that the canonical ABI defines (Explainer.md, <c>canon</c>).</summary>
internal abstract record CanonSyntax(Sort Sort, Identifier? Id, SourceSpan Span) : DefinitionSyntax(Sort, Id, Span);

internal sealed record LiftSyntax(
    Identifier? Id, ReferenceSyntax Function, ImmutableArray<CanonOptionSyntax> Options, ExternTypeSyntax Type, SourceSpan Span)
    : CanonSyntax(Sort.Function, Id, Span);

internal sealed record LowerSyntax(
    Identifier? Id, ReferenceSyntax Function, ImmutableArray<CanonOptionSyntax> Options, SourceSpan Span)
    : CanonSyntax(Sort.CoreFunction, Id, Span);

/// <summary>A built-in, with the immediates that <see cref="BuiltInTable"/> says.</summary>
internal sealed record BuiltInSyntax(Identifier? Id, BuiltIn BuiltIn, SourceSpan Span) : CanonSyntax(Sort.CoreFunction, Id, Span)
{
    public ReferenceSyntax? Type { get; init; }

    public ReferenceSyntax? CoreType { get; init; }

    public ReferenceSyntax? Table { get; init; }

    public ReferenceSyntax? Memory { get; init; }

    public ValType ValueType { get; init; }

    public uint Slot { get; init; }

    public ValueTypeSyntax? Result { get; init; }

    public bool Flag { get; init; }

    public ImmutableArray<CanonOptionSyntax> Options { get; init; } = [];
}

/// <summary>A call at the start; <paramref name="Results"/> has an entry for each, with the identifier that it is bound to.</summary>
internal sealed record StartSyntax(
    ReferenceSyntax Function, ImmutableArray<ReferenceSyntax> Arguments, ImmutableArray<Identifier?> Results, SourceSpan Span)
    : FieldSyntax(Span);

internal sealed record ValueSyntax(Identifier? Id, ValueTypeSyntax Type, LiteralSyntax Value, SourceSpan Span)
    : DefinitionSyntax(Sort.Value, Id, Span);

/// <summary>An option of <c>canon</c>: one word where <paramref name="Item"/> is missing.</summary>
internal sealed record CanonOptionSyntax(CanonOptionKind Kind, ReferenceSyntax? Item, SourceSpan Span);
