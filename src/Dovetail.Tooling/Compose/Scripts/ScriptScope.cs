using Dovetail.Wit.Syntax;

namespace Dovetail.Tooling.Compose.Scripts;

/// <summary>What the statements so far have given a name: a script is read from top to bottom.</summary>
internal sealed class ScriptScope
{
    private readonly Dictionary<string, Statement> _known = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FunctionSyntax> _functions = new(StringComparer.Ordinal);

    /// <summary>Enters what a statement defines; false where the name is taken.</summary>
    public bool TryAdd(Statement statement)
    {
        if (NameOf(statement) is not { } name)
        {
            return true;
        }
        if (!_known.TryAdd(name.Text, statement))
        {
            return false;
        }
        if (statement is TypeStatement type && FunctionOf(type.Member.Body) is { } function)
        {
            _functions.Add(name.Text, function);
        }
        return true;
    }

    public TypeMember? Type(string name) => (_known.GetValueOrDefault(name) as TypeStatement)?.Member;

    /// <summary>The type of a function that a name stands for; null where it stands for something else.</summary>
    public FunctionSyntax? Function(string name) => _functions.GetValueOrDefault(name);

    /// <summary>What a name stands for, for messages; null where it stands for nothing.</summary>
    public string? Describe(string name) => _known.GetValueOrDefault(name) switch
    {
        null => null,
        InterfaceStatement => "an interface",
        WorldStatement => "a world",
        TypeStatement type => _functions.ContainsKey(name) ? "the type of a function" : "a type",
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

    /// <summary>The type of a function that a type's body stands for; null where it stands for something else.</summary>
    public FunctionSyntax? FunctionOf(TypeBodySyntax body) => body switch
    {
        FunctionAliasSyntax alias => alias.Function,
        AliasSyntax { Target: NameSyntax { Name.Text: var other } } => Function(other),
        _ => null,
    };
}
