using Dovetail.Wit.Names;
using Dovetail.Wit.Resolution;
using Dovetail.Wit.Text;

namespace Dovetail.Wit.Syntax;

// What a file of WIT says, before any name is looked up. A node has the names of WIT.md's grammar.

/// <summary>A name, without the percent sign.</summary>
internal readonly record struct Identifier(string Text, SourceSpan Span);

/// <summary>What may stand before an item: docs and attributes.</summary>
internal sealed record Preamble(string? Docs, Stability? Gate, string? ExternalId);

/// <summary>A file, or the block of a nested package: names that a <c>use</c> brings in are known in it alone.</summary>
internal sealed record WitDocument(
    SourceText Source,
    PackageClause? Package,
    List<TopLevelUse> Uses,
    List<InterfaceItem> Interfaces,
    List<WorldItemSyntax> Worlds,
    List<WitDocument> NestedPackages)
{
    /// <summary>Items that could not be read, by the names that they define; null for one whose name is not known.</summary>
    public List<Identifier?> Broken { get; } = [];

    /// <summary>Whether the name of the package could not be read.</summary>
    public bool HasBrokenPackage { get; init; }

    /// <summary>Where the block stands; null for a whole file.</summary>
    public SourceSpan? Block { get; init; }
}

/// <summary><c>package a:b@1.0.0</c></summary>
internal sealed record PackageClause(PackageName Name, SourceSpan Span, string? Docs)
{
    public SourceSpan DocsSpan { get; init; }
}

/// <summary><c>a:b/c@1.0.0</c>, or <c>c</c> alone, where the package is null.</summary>
internal sealed record UsePath(PackageName? Package, SourceSpan PackageSpan, Identifier Name)
{
    public override string ToString() => Package is null ? Name.Text
        : Package.Version is null ? $"{Package.Path}/{Name.Text}" : $"{Package.Path}/{Name.Text}@{Package.Version}";
}

/// <summary><c>use path as name;</c> at the top of a file.</summary>
internal sealed record TopLevelUse(Preamble Preamble, UsePath Path, Identifier Name);

/// <summary><c>interface name { … }</c></summary>
internal sealed record InterfaceItem(Preamble Preamble, Identifier Name, List<Member> Members);

/// <summary><c>world name { … }</c></summary>
internal sealed record WorldItemSyntax(Preamble Preamble, Identifier Name, List<Member> Members);

/// <summary>A member of an interface or a world.</summary>
internal abstract record Member(Preamble Preamble);

/// <summary>A member that could not be read, which was reported; its name is null where that could not be read either.</summary>
internal sealed record BrokenMember(Identifier? Name) : Member(new Preamble(null, null, null));

/// <summary><c>use path.{a, b as c};</c></summary>
internal sealed record UseMember(Preamble Preamble, UsePath Path, List<UsedName> Names) : Member(Preamble);

/// <summary>A name of a <see cref="UseMember"/>, and what it is called here.</summary>
internal readonly record struct UsedName(Identifier Name, Identifier LocalName);

/// <summary>A type with a name.</summary>
internal sealed record TypeMember(Preamble Preamble, Identifier Name, TypeBodySyntax Body) : Member(Preamble);

/// <summary><c>name: func(…);</c></summary>
internal sealed record FunctionMember(Preamble Preamble, Identifier Name, FunctionSyntax Type) : Member(Preamble);

/// <summary><c>name: alias;</c>, where that names the type of a function; in compositions alone.</summary>
internal sealed record AliasedFunctionMember(Preamble Preamble, Identifier Name, Identifier Alias) : Member(Preamble);

/// <summary><c>import …;</c> or <c>export …;</c></summary>
/// <param name="Preamble">What stands before.</param>
/// <param name="IsExport">Which of the two.</param>
/// <param name="Label">The plain name; null where an interface goes by its own.</param>
/// <param name="Type">What it is.</param>
internal sealed record ExternMember(Preamble Preamble, bool IsExport, Identifier? Label, ExternSyntax Type)
    : Member(Preamble);

/// <summary><c>include path with { a as b };</c></summary>
internal sealed record IncludeMember(Preamble Preamble, UsePath Path, List<UsedName> Renames) : Member(Preamble);

/// <summary>What is imported or exported.</summary>
internal abstract record ExternSyntax;

/// <summary>A function.</summary>
internal sealed record ExternFunction(FunctionSyntax Type) : ExternSyntax;

/// <summary><c>interface { … }</c></summary>
internal sealed record ExternInline(List<Member> Members) : ExternSyntax;

/// <summary>An interface by its name.</summary>
internal sealed record ExternPath(UsePath Path) : ExternSyntax;

/// <summary>The type of a function.</summary>
internal sealed record FunctionSyntax(bool IsAsync, List<ParameterSyntax> Parameters, TypeSyntax? Result);

/// <summary>A parameter.</summary>
internal readonly record struct ParameterSyntax(Identifier Name, TypeSyntax Type);

/// <summary>What a type's name stands for.</summary>
internal abstract record TypeBodySyntax;

/// <summary><c>type name = type;</c></summary>
internal sealed record AliasSyntax(TypeSyntax Target) : TypeBodySyntax;

/// <summary><c>type name = func(…);</c>, in compositions alone.</summary>
internal sealed record FunctionAliasSyntax(FunctionSyntax Function) : TypeBodySyntax;

/// <summary><c>record name { … }</c></summary>
internal sealed record RecordSyntax(List<PartSyntax> Fields) : TypeBodySyntax;

/// <summary><c>variant name { … }</c></summary>
internal sealed record VariantSyntax(List<PartSyntax> Cases) : TypeBodySyntax;

/// <summary><c>enum name { … }</c></summary>
internal sealed record EnumSyntax(List<PartSyntax> Cases) : TypeBodySyntax;

/// <summary><c>flags name { … }</c></summary>
internal sealed record FlagsSyntax(List<PartSyntax> Flags) : TypeBodySyntax;

/// <summary><c>resource name { … }</c></summary>
internal sealed record ResourceSyntax(List<ResourceFunctionSyntax> Functions) : TypeBodySyntax;

/// <summary>A field, case or flag.</summary>
internal readonly record struct PartSyntax(string? Docs, Identifier Name, TypeSyntax? Type);

/// <summary>A constructor, method or static function. A constructor is named after its keyword.</summary>
internal sealed record ResourceFunctionSyntax(
    Preamble Preamble, FunctionKind Kind, Identifier Name, FunctionSyntax Type);

/// <summary>A type in the place where it is used.</summary>
internal abstract record TypeSyntax(SourceSpan Span);

/// <summary>A type without parts.</summary>
internal sealed record PrimitiveSyntax(SourceSpan Span, TypeUse Type) : TypeSyntax(Span);

/// <summary>A type by its name.</summary>
internal sealed record NameSyntax(Identifier Name) : TypeSyntax(Name.Span);

/// <summary><c>own&lt;name&gt;</c> or <c>borrow&lt;name&gt;</c></summary>
internal sealed record HandleSyntax(SourceSpan Span, bool IsBorrow, Identifier Resource) : TypeSyntax(Span);

/// <summary>A type with parts in angle brackets; a part may be absent (<c>_</c>).</summary>
internal sealed record GenericSyntax(SourceSpan Span, TypeConstructor Constructor, List<TypeSyntax?> Arguments, uint? Length)
    : TypeSyntax(Span);

/// <summary>What makes a type of others.</summary>
internal enum TypeConstructor
{
    List, Option, Result, Tuple, Map, Stream, Future,
}
