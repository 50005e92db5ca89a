using System.Collections.Immutable;
using Dovetail.Wasm.Components.Types;
using Dovetail.Wit.Names;

namespace Dovetail.Linking;

/// <summary>Where a check is: what messages name.</summary>
/// <param name="Path">The import and what is meant inside of it.</param>
/// <param name="Importer">What messages call the component that asks.</param>
/// <param name="Provider">What messages call whoever offers.</param>
internal readonly record struct LinkPlace(string Path, string Importer, string Provider)
{
    public LinkPlace Inside(string name) => this with { Path = $"{Path}.{name}" };
}

/// <summary>Puts into words what is wrong with an import: what was asked, what is offered, by whom, which rule decided, and what to do.</summary>
internal static class Explanations
{
    /// <summary>How many names a message lists.</summary>
    private const int MostNames = 20;

    /// <summary>So many names are listed even where none of them is meant.</summary>
    private const int FewNames = 8;

    /// <summary>What messages call a component that has no name of its own.</summary>
    public const string Unnamed = "the component";

    public const string Host = "the host";

    public static LinkProblem Unknown(LinkPlace at, ComponentExternType expected, NameMap<Component?> all)
    {
        var match = all.Explain(at.Path);
        var wanted = Describe(expected);
        if (match.Chosen is { } own)
        {
            return OnlyOwn(at, wanted, own);
        }
        var near = match.Offered.IsEmpty ? NearNames.Of(at.Path, all.Names) : [];
        var offered = match.Offered.IsEmpty ? [.. all.Names.Order(StringComparer.Ordinal)] : match.Offered;
        var reason = match.Offered.IsEmpty ? "" : $"; {VersionRule(at.Path, match)}";
        var remedy = match.Offered.IsEmpty
            ? near.IsEmpty ? null : $"did you mean {List(near, "or")}?"
            : VersionRemedy(at, match);
        var names = offered.IsEmpty ? "the linker defines nothing for components"
            : match.Offered.IsEmpty && offered.Length > FewNames ? $"the linker has only others, of {List(PackagesOf(offered))}"
            : $"the linker has {List(offered, name => Named(name, all))}";
        return new LinkProblem
        {
            Rule = match.Offered.IsEmpty ? LinkRule.Name : LinkRule.Version,
            Path = at.Path,
            Importer = at.Importer,
            Expected = wanted,
            Provider = match.Offered.Length == 1 && all.TryGet(match.Offered[0], out var component) && component is not null ? Label(component) : null,
            Offered = offered,
            Remedy = remedy,
            Message = $"unknown import `{at.Path}`{Of(at)}: expected {wanted}; {names}{reason}{Behind(remedy)}",
        };
    }

    private static ImmutableArray<string> PackagesOf(ImmutableArray<string> names) =>
        [.. names.Select(name => InterfaceName.OfAnyForm(name) is { } parsed ? $"{parsed.Namespace}:{parsed.Package}" : name).Distinct()];

    private static LinkProblem OnlyOwn(LinkPlace at, string expected, string name)
    {
        const string remedy = "link another component that exports it, or define it";
        return new LinkProblem
        {
            Rule = LinkRule.Name,
            Path = at.Path,
            Importer = at.Importer,
            Expected = expected,
            Offered = [name],
            Remedy = remedy,
            Message = $"unknown import `{at.Path}`{Of(at)}: expected {expected}; the component itself exports `{name}`, and does not satisfy its own imports; {remedy}",
        };
    }

    /// <summary>A component is defined for the import, and exports the interface in another version.</summary>
    public static LinkProblem OtherVersion(LinkPlace at, ComponentExternType expected, NameMatch match)
    {
        var remedy = VersionRemedy(at, match);
        return new LinkProblem
        {
            Rule = LinkRule.Version,
            Path = at.Path,
            Importer = at.Importer,
            Expected = Describe(expected),
            Found = string.Join(", ", match.Offered),
            Provider = at.Provider,
            Offered = match.Offered,
            Remedy = remedy,
            Message = $"incompatible import type for `{at.Path}`{Of(at)}: {at.Provider} is defined for it and exports {List(match.Offered)}; "
                + VersionRule(at.Path, match) + Behind(remedy),
        };
    }

    public static LinkProblem Ambiguous(LinkPlace at, ComponentExternType expected, string name, ImmutableArray<Component> rivals)
    {
        var remedy = $"say which with `Define(\"{at.Path}\", …)`, or leave the others out";
        return new LinkProblem
        {
            Rule = LinkRule.Ambiguity,
            Path = at.Path,
            Importer = at.Importer,
            Expected = Describe(expected),
            Found = name,
            Offered = [.. rivals.Select(Label)],
            Remedy = remedy,
            Message = $"ambiguous import `{at.Path}`{Of(at)}: `{name}` is exported by {string.Join(" and by ", rivals.Take(MostNames).Select(Label))}; {remedy}",
        };
    }

    /// <param name="circle">The components in a row, each with its import that leads to the next one.</param>
    public static LinkProblem Circle(LinkPlace at, ComponentExternType expected, ImmutableArray<(string Label, string Import)> circle)
    {
        var steps = circle.Take(MostNames).Select((step, i) => i == 0
            ? $"{step.Label} imports `{step.Import}` from {circle[1 % circle.Length].Label}"
            : $"which imports `{step.Import}` from {circle[(i + 1) % circle.Length].Label}");
        const string remedy = "let one of them take it from the host instead, or define another component for it";
        return new LinkProblem
        {
            Rule = LinkRule.Circle,
            Path = at.Path,
            Importer = at.Importer,
            Expected = Describe(expected),
            Provider = at.Provider,
            Offered = [.. circle.Select(step => step.Label)],
            Remedy = remedy,
            Message = $"components import each other in a circle: {string.Join(", ", steps)}; {remedy}",
        };
    }

    public static LinkProblem Kind(LinkPlace at, ComponentExternType expected, string found) =>
        Mismatch(LinkRule.Kind, at, "", Describe(expected), found, null);

    public static LinkProblem Missing(LinkPlace at, ComponentExternType expected, IEnumerable<string> names)
    {
        var name = at.Path[(at.Path.LastIndexOf('.') + 1)..];
        ImmutableArray<string> offered = [.. names.Order(StringComparer.Ordinal)];
        var near = NearNames.Of(name, offered);
        var remedy = near.IsEmpty ? null : $"did you mean {List(near, "or")}?";
        return new LinkProblem
        {
            Rule = LinkRule.Export,
            Path = at.Path,
            Importer = at.Importer,
            Expected = Describe(expected),
            Provider = at.Provider,
            Offered = offered,
            Remedy = remedy,
            Message = $"missing `{at.Path}`{Of(at)}: expected {Describe(expected)}; {at.Provider} has {(offered.IsEmpty ? "nothing" : List(offered))}{Behind(remedy)}",
        };
    }

    public static LinkProblem Type(LinkPlace at, TypeDifference difference) => Mismatch(
        LinkRule.Type, at, difference.Place, difference.Expected, difference.Found, $"build {Both(at)} against the same WIT");

    public static LinkProblem Resource(LinkPlace at, string place, string expected, string found) => Mismatch(
        LinkRule.Resource, at, place, expected, found, "let the imports that share the resource type come from one instance");

    public static LinkProblem Subtype(LinkPlace at, ComponentExternType expected, string problem) => new()
    {
        Rule = LinkRule.Subtype,
        Path = at.Path,
        Importer = at.Importer,
        Expected = Describe(expected),
        Found = problem,
        Provider = at.Provider,
        Message = $"incompatible import type for `{at.Path}`{Of(at)}: {problem} (in {at.Provider})",
    };

    public static LinkProblem HostType(LinkPlace at, string expected, string found, string message) => new()
    {
        Rule = LinkRule.Host,
        Path = at.Path,
        Importer = at.Importer,
        Expected = expected,
        Found = found,
        Provider = at.Provider,
        Message = message,
    };

    /// <summary>What messages call the kind of an import.</summary>
    public static string Describe(ComponentExternType type) => type switch
    {
        FunctionExtern function => TypeDifference.Text(function.Type.Type),
        InstanceExtern => "an instance",
        TypeExtern { Type: ResourceNode } => "a resource type",
        TypeExtern => "a type",
        ModuleExtern => "a core module",
        ValueExtern => "a value",
        _ => "a component",
    };

    /// <summary>What messages call a component.</summary>
    public static string Label(Component component) => component.Name is { } name ? $"`{name}`" : Unnamed;

    private static LinkProblem Mismatch(LinkRule rule, LinkPlace at, string place, string expected, string found, string? remedy) => new()
    {
        Rule = rule,
        Path = at.Path,
        Place = place,
        Importer = at.Importer,
        Expected = expected,
        Found = found,
        Provider = at.Provider,
        Remedy = remedy,
        Message = $"incompatible import type for `{at.Path}`{(place.Length == 0 ? "" : $", {place}")}: expected {expected}"
            + (at.Importer == Unnamed ? "" : $" by {at.Importer}") + $", found {found}{(at.Provider == Host || rule == LinkRule.Resource ? "" : $" in {at.Provider}")}{Behind(remedy)}",
    };

    private static string VersionRule(string asked, NameMatch match)
    {
        if (match.Rule == NameRule.OnlySameName)
        {
            return "the linker matches the very name alone";
        }
        var range = Range(asked);
        return match.Rule switch
        {
            NameRule.Prerelease => "a pre-release is compatible with itself alone",
            NameRule.NoVersion => "a name without a version is compatible with itself alone",
            _ when match.Offered.All(IsPrerelease) => "a pre-release is compatible with itself alone",
            _ => $"versions are compatible on one track only, and {range} is not {string.Join(" or ", match.Offered.Select(Range).Distinct())}",
        };
    }

    private static string VersionRemedy(LinkPlace at, NameMatch match)
    {
        var path = InterfaceName.PathOf(at.Path);
        var needed = match.Rule == NameRule.OtherTrack ? $"`{path}` {Range(at.Path)}" : $"`{at.Path}`";
        return $"link a provider of {needed}, or build {at.Importer} against {string.Join(" or ", match.Offered.Select(Range).Distinct().Take(MostNames))}";
    }

    // The versions that are compatible with a name's: 1.x, 0.2.x, 0.0.1.
    private static string Range(string name)
    {
        if (InterfaceName.OfAnyForm(name) is not { } parsed)
        {
            return name;
        }
        var track = parsed.CanonicalVersion ?? (parsed.Version is { } version ? VersionTrack.Of(version) ?? version.ToString() : "no version");
        return parsed.Version is { IsPrerelease: true } || track.Count(c => c == '.') == 2 || parsed is { Version: null, CanonicalVersion: null }
            ? track
            : $"{track}.x";
    }

    private static bool IsPrerelease(string name) => InterfaceName.OfAnyForm(name)?.Version is { IsPrerelease: true };

    private static string Of(LinkPlace at) => at.Importer == Unnamed ? "" : $" of {at.Importer}";

    private static string Both(LinkPlace at) => at.Provider == Host ? at.Importer : $"{at.Importer} and {at.Provider}";

    private static string Behind(string? remedy) => remedy is null ? "" : $"; {remedy}";

    private static string Named(string name, NameMap<Component?> all) =>
        all.TryGet(name, out var exporter) && exporter?.Name is { } label ? $"`{name}` of `{label}`" : $"`{name}`";

    private static string List(ImmutableArray<string> names, Func<string, string>? show = null) =>
        string.Join(", ", names.Take(MostNames).Select(show ?? (name => $"`{name}`"))) + (names.Length > MostNames ? ", …" : "");

    private static string List(ImmutableArray<string> names, string last) => names.Length == 1
        ? $"`{names[0]}`"
        : $"{string.Join(", ", names[..^1].Take(MostNames).Select(name => $"`{name}`"))} {last} `{names[^1]}`";
}
