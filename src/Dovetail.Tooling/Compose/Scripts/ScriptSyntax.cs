using Dovetail.Wit.Names;
using Dovetail.Wit.Syntax;
using Dovetail.Wit.Text;

namespace Dovetail.Tooling.Compose.Scripts;

// What a composition in WAC says, before any name is looked up. A node has the names of the language's grammar.

/// <summary>A whole script.</summary>
/// <param name="Package">What the composition is called.</param>
/// <param name="Target">The world that it is to conform to; null where there is none.</param>
internal sealed record Script(SourceText Source, PackageClause Package, UsePath? Target, List<Statement> Statements);

/// <summary>A name of a package, where it stands.</summary>
internal sealed record PackageReference(PackageName Name, SourceSpan Span);

internal abstract record Statement(SourceSpan Span);

/// <summary><c>import local as name: type;</c></summary>
/// <param name="As">The name of the import; null where it follows from the rest.</param>
internal sealed record ImportStatement(SourceSpan Span, Identifier Local, Identifier? As, ExternSyntax Type) : Statement(Span);

/// <summary>An interface of the composition's own package.</summary>
internal sealed record InterfaceStatement(InterfaceItem Item) : Statement(Item.Name.Span);

/// <summary>A world of the composition's own package.</summary>
internal sealed record WorldStatement(WorldItemSyntax Item) : Statement(Item.Name.Span);

/// <summary>A type by itself.</summary>
internal sealed record TypeStatement(TypeMember Member) : Statement(Member.Name.Span);

/// <summary><c>let local = expression;</c></summary>
internal sealed record LetStatement(Identifier Local, Expression Value) : Statement(Local.Span);

/// <summary><c>export expression as name;</c>, or <c>export expression...;</c></summary>
/// <param name="As">The name of the export; null where it follows from the expression.</param>
/// <param name="IsSpread">Whether each export of an instance is meant.</param>
internal sealed record ExportStatement(SourceSpan Span, Expression Value, Identifier? As, bool IsSpread) : Statement(Span);

internal abstract record Expression(SourceSpan Span);

/// <summary>A local name.</summary>
internal sealed record NameExpression(Identifier Name) : Expression(Name.Span);

/// <summary><c>new package { arguments }</c></summary>
/// <param name="IsFilled">Whether what is missing is imported: the arguments end with <c>...</c>.</param>
internal sealed record NewExpression(SourceSpan Span, PackageReference Package, List<Argument> Arguments, bool IsFilled) : Expression(Span);

/// <summary><c>instance.name</c>, or <c>instance["name"]</c></summary>
/// <param name="IsExact">Whether the name is the whole name, in brackets.</param>
internal sealed record AccessExpression(SourceSpan Span, Expression Instance, Identifier Name, bool IsExact) : Expression(Span);

/// <summary>An argument of an instantiation.</summary>
internal abstract record Argument(SourceSpan Span);

/// <summary>A local name, from which the argument's follows.</summary>
internal sealed record InferredArgument(NameExpression Value) : Argument(Value.Span);

/// <summary><c>name: expression</c></summary>
/// <param name="IsExact">Whether the name is the whole name, in quotes.</param>
internal sealed record NamedArgument(Identifier Name, bool IsExact, Expression Value) : Argument(Name.Span);

/// <summary><c>...instance</c></summary>
internal sealed record SpreadArgument(NameExpression Value) : Argument(Value.Span);
