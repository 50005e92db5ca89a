using Dovetail.Wit.Syntax;

namespace Dovetail.Wit.Resolution.Passes;

/// <summary>Which names occur in a type's text.</summary>
internal static class SyntaxNames
{
    public static IEnumerable<Identifier> Of(TypeBodySyntax body) => body switch
    {
        AliasSyntax alias => Of(alias.Target),
        RecordSyntax record => record.Fields.SelectMany(field => Of(field.Type!)),
        VariantSyntax variant => variant.Cases.Where(item => item.Type is not null).SelectMany(item => Of(item.Type!)),
        _ => [],
    };

    private static IEnumerable<Identifier> Of(TypeSyntax type) => type switch
    {
        NameSyntax name => [name.Name],
        HandleSyntax handle => [handle.Resource],
        GenericSyntax generic => generic.Arguments.Where(argument => argument is not null).SelectMany(argument => Of(argument!)),
        _ => [],
    };
}
