using Dovetail.Wit.Syntax;

namespace Dovetail.Tooling.Compose.Scripts;

/// <summary>What the statements so far have given a name: a script is read from top to bottom.</summary>
internal sealed class ScriptScope
{
    private readonly Dictionary<string, Statement> _known = new(StringComparer.Ordinal);

    /// <summary>Enters what a statement defines; false where the name is taken.</summary>
    public bool TryAdd(Statement statement) => NameOf(statement) is not { } name || _known.TryAdd(name.Text, statement);

    public TypeMember? Type(string name) => (_known.GetValueOrDefault(name) as TypeStatement)?.Member;

    /// <summary>The type of a function that a name stands for; null where it stands for something else.</summary>
    public FunctionSyntax? Function(string name) => Function(Type(name)?.Body);

    public bool Has(string name) => _known.ContainsKey(name);

    /// <summary>What a name stands for, for messages; null where it stands for nothing.</summary>
    public string? Describe(string name) => _known.GetValueOrDefault(name) switch
    {
        null => null,
        InterfaceStatement => "an interface",
        WorldStatement => "a world",
        TypeStatement type => type.Member.Body is FunctionAliasSyntax ? "the type of a function" : "a type",
        _ => "a value",
    };

    /// <summary>The name that a statement defines; null for an export.</summary>
    public static Identifier? NameOf(Statement statement) => statement switch
    {
        ImportStatement import => import.Local,
        InterfaceStatement item => item.Item.Name,
        WorldStatement item => item.Item.Name,
        TypeStatement type => type.Member.Name,
        LetStatement let => let.Local,
        _ => null,
    };

    private FunctionSyntax? Function(TypeBodySyntax? body) => body switch
    {
        FunctionAliasSyntax alias => alias.Function,
        AliasSyntax { Target: NameSyntax { Name.Text: var other } } => Function(other),
        _ => null,
    };
}
