using Dovetail.Wit.Resolution.Passes;
using Dovetail.Wit.Syntax;

namespace Dovetail.Tooling.Compose.Scripts;

/// <summary>Which names of types members define and use.</summary>
internal static class ScriptTypeNames
{
    public static IEnumerable<string> DefinedBy(Member member) => member switch
    {
        TypeMember type => [type.Name.Text],
        UseMember use => use.Names.Select(name => name.LocalName.Text),
        _ => [],
    };

    // An inline interface has a scope of its own.
    public static IEnumerable<string> UsedBy(Member member) => member switch
    {
        TypeMember { Body: ResourceSyntax resource } => resource.Functions.SelectMany(function => UsedBy(function.Type)),
        TypeMember type => SyntaxNames.Of(type.Body).Select(name => name.Text),
        FunctionMember function => UsedBy(function.Type),
        ExternMember { Type: ExternFunction { Type: var function } } => UsedBy(function),
        _ => [],
    };

    /// <summary>The packages that members name, with the place.</summary>
    public static IEnumerable<UsePath> PathsIn(IEnumerable<Member> members) => members.SelectMany(member => member switch
    {
        UseMember use => [use.Path],
        IncludeMember include => [include.Path],
        ExternMember external => PathsIn(external.Type),
        _ => (IEnumerable<UsePath>)[],
    });

    public static IEnumerable<UsePath> PathsIn(ExternSyntax type) => type switch
    {
        ExternPath path => [path.Path],
        ExternInline inline => PathsIn(inline.Members),
        _ => [],
    };

    private static IEnumerable<string> UsedBy(FunctionSyntax function) => function.Parameters.Select(parameter => parameter.Type)
        .Append(function.Result).OfType<TypeSyntax>().SelectMany(type => SyntaxNames.Of(new AliasSyntax(type))).Select(name => name.Text);
}
