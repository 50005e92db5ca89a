using Dovetail.Wit.Syntax;

namespace Dovetail.Wit.Resolution.Passes;

/// <summary>The third pass: what each interface and world refers to, found or reported.</summary>
internal static class Dependencies
{
    public static void Find(ItemSymbol item, PassContext context) => Find(item, item.Syntax, context);

    private static void Find(ItemSymbol item, List<Member> members, PassContext context)
    {
        var scope = item.Scope;
        foreach (var member in members)
        {
            var isExcluded = !context.Options.Includes(member.Preamble.Gate);
            switch (member)
            {
                case UseMember use:
                    Add(item, context.Paths.ResolveInterface(scope, use.Path, isExcluded), use.Path);
                    break;
                case IncludeMember include:
                    Add(item, context.Paths.ResolveWorld(scope, include.Path, isExcluded), include.Path);
                    break;
                case ExternMember { Type: ExternPath path }:
                    Add(item, context.Paths.ResolveInterface(scope, path.Path, isExcluded), path.Path);
                    break;
                case ExternMember { Type: ExternInline inline }:
                    Find(item, inline.Members, context);
                    break;
                default:
                    break;
            }
        }
    }

    private static void Add(ItemSymbol item, ItemSymbol? dependency, UsePath path)
    {
        if (dependency is not null)
        {
            item.Dependencies.Add((dependency, path.Name.Span));
        }
    }
}
