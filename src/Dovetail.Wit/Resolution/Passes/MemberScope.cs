using Dovetail.Wit.Names;
using Dovetail.Wit.Syntax;
using Dovetail.Wit.Text;

namespace Dovetail.Wit.Resolution.Passes;

/// <summary>A member of an interface, or a type of a world, by its name.</summary>
/// <param name="Name">The name, where it is defined.</param>
/// <param name="IsType">Whether it is a type, not a function.</param>
internal sealed record MemberSymbol(Identifier Name, bool IsType)
{
    /// <summary>The type, once it is built; null where it was wrong, or is left out.</summary>
    public WitTypeDefinition? Definition { get; set; }

    /// <summary>Whether a feature that is off leaves it out.</summary>
    public bool IsExcluded { get; init; }

    /// <summary>What the text says of the type: a body, or the name of a <c>use</c>.</summary>
    public TypeMember? Type { get; init; }

    public UseMember? Use { get; init; }

    /// <summary>The name of the type in the interface that a <c>use</c> names.</summary>
    public Identifier UsedName { get; init; }
}

/// <summary>The names of an interface or a world, and what they stand for.</summary>
internal sealed class MemberScope
{
    private readonly Dictionary<string, MemberSymbol> _byName = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _unique = new(StringComparer.Ordinal);

    public List<MemberSymbol> Types { get; } = [];

    /// <summary>Whether a name that is missing may be that of a member that could not be read.</summary>
    public bool MayHaveOthers { get; set; }

    public MemberSymbol? Find(string name) => _byName.TryGetValue(name, out var symbol) ? symbol : null;

    /// <summary>Adds a member; one whose name is taken is reported.</summary>
    public void Add(MemberSymbol symbol, SourceText source, DiagnosticBag diagnostics)
    {
        if (Claim(new PlainName(PlainNameKind.Label, null, symbol.Name.Text), symbol.Name.Span, source, diagnostics))
        {
            _byName.Add(symbol.Name.Text, symbol);
            if (symbol.IsType)
            {
                Types.Add(symbol);
            }
        }
    }

    /// <summary>Claims a name, which must be strongly unique (Explainer.md, "Name Uniqueness"); one that isn't is reported.</summary>
    public bool Claim(PlainName name, SourceSpan span, SourceText source, DiagnosticBag diagnostics)
    {
        if (!_unique.TryGetValue(name.UniqueKey, out var other))
        {
            _unique.Add(name.UniqueKey, name.ToString());
            return true;
        }
        diagnostics.Add(other == name.ToString() ? $"`{other}` is defined twice"
            : $"`{name}` conflicts with `{other}`: names must differ in more than case, and a method from its resource", source, span);
        return false;
    }
}
