namespace Dovetail.Tooling.AssemblyScript;

/// <summary>Where in a world a type is used: for errors, and for the names under which a program may say which class is meant. Immutable.</summary>
/// <param name="Text">The place, as errors have it.</param>
/// <param name="Key">The labels that lead there, joined by hyphens: function, parameter, then fields and <c>item</c>s of lists.</param>
/// <param name="TypeName">The name of the innermost named type that is this type; null where it has none.</param>
internal sealed record TypePath(string Text, string Key, string? TypeName = null)
{
    public TypePath Inner(string label) => new($"{Text}, {label}", $"{Key}-{label}");

    /// <summary>The path of what has a type of that name, from where the labels count anew.</summary>
    public TypePath Named(string name) => this with { Key = name, TypeName = name };

    public override string ToString() => Text;
}
