using System.Collections.Immutable;

namespace Dovetail.Wit.Types;

/// <summary>A parameter of a function.</summary>
/// <param name="Name">The label, in kebab case. It is a part of the type.</param>
/// <param name="Type">The type of its value.</param>
public readonly record struct FunctionParameter(string Name, WitType Type);

/// <summary>The type of a function (Explainer.md, "Definition types"). Immutable, compared by structure.</summary>
/// <param name="Parameters">The parameters, in order.</param>
/// <param name="Result">The type of the result; null where there is none. It contains no borrow.</param>
/// <param name="IsAsync">Whether a call may wait (<c>async func</c>).</param>
public sealed record WitFunctionType(
    ImmutableArray<FunctionParameter> Parameters, WitType? Result, bool IsAsync = false)
{
    private readonly int _hash = FactsOf(Parameters).Add(Result).Add(IsAsync ? 1 : 0).Hash;

    /// <summary>The parameters, in order.</summary>
    public ImmutableArray<FunctionParameter> Parameters { get; } = Parameters;

    /// <summary>The type of the result; null where there is none.</summary>
    public WitType? Result { get; } = Result;

    /// <summary>Whether a call may wait.</summary>
    public bool IsAsync { get; } = IsAsync;

    /// <inheritdoc/>
    public bool Equals(WitFunctionType? other) => ReferenceEquals(this, other) || (other is not null
        && _hash == other._hash
        && IsAsync == other.IsAsync && Equals(Result, other.Result)
        && Parameters.AsSpan().SequenceEqual(other.Parameters.AsSpan()));

    /// <inheritdoc/>
    public override int GetHashCode() => _hash;

    private static TypeFacts FactsOf(ImmutableArray<FunctionParameter> parameters)
    {
        var facts = TypeFacts.Start(TypeTag.Function);
        for (var i = 0; i < parameters.Length; i++)
            facts = facts.Add(parameters[i].Name).Add(parameters[i].Type);
        return facts;
    }

    /// <summary>The type in WIT: <c>func(a: u32) -> string</c>, cut where it is very long.</summary>
    public override string ToString()
    {
        var printer = new TypePrinter().Text(IsAsync ? "async func(" : "func(")
            .List(Parameters, (p, parameter) => p.Text(parameter.Name).Text(": ").Type(parameter.Type)).Text(")");
        return Result is null ? printer.ToString() : printer.Text(" -> ").Type(Result).ToString();
    }
}
