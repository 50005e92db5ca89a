using System.Collections.Immutable;

namespace Dovetail.Wasm.Components;

/// <summary>How a core instance is made (Explainer.md, <c>core:instanceexpr</c>).</summary>
public abstract record CoreInstanceExpression
{
    private protected CoreInstanceExpression()
    {
    }
}

/// <summary>An instance of a core module.</summary>
/// <param name="Module">The index of the module.</param>
/// <param name="Arguments">The core instances that its imports are taken from.</param>
public sealed record CoreInstantiate(int Module, ImmutableArray<CoreInstantiateArgument> Arguments)
    : CoreInstanceExpression;

/// <summary>The core instance given for the imports whose first name is <paramref name="Name"/>.</summary>
/// <param name="Name">The name.</param>
/// <param name="Instance">The index of the core instance.</param>
public readonly record struct CoreInstantiateArgument(string Name, int Instance);

/// <summary>A core instance made up of core definitions.</summary>
/// <param name="Exports">What it exports.</param>
public sealed record CoreInlineExports(ImmutableArray<InlineExport> Exports) : CoreInstanceExpression;

/// <summary>How a component instance is made (Explainer.md, <c>instanceexpr</c>).</summary>
public abstract record InstanceExpression
{
    private protected InstanceExpression()
    {
    }
}

/// <summary>An instance of a component.</summary>
/// <param name="Component">The index of the component.</param>
/// <param name="Arguments">What its imports are.</param>
public sealed record Instantiate(int Component, ImmutableArray<InlineExport> Arguments) : InstanceExpression;

/// <summary>An instance made up of definitions.</summary>
/// <param name="Exports">What it exports.</param>
public sealed record InlineExports(ImmutableArray<InlineExport> Exports) : InstanceExpression;

/// <summary>
/// A definition under a name: an export of an instance made of definitions, or an argument of an instantiation.
/// </summary>
/// <param name="Name">The name.</param>
/// <param name="Sort">The index space that <paramref name="Index"/> counts in.</param>
/// <param name="Index">The definition.</param>
public readonly record struct InlineExport(string Name, Sort Sort, int Index)
{
    private readonly ImmutableArray<ExternAttribute> _attributes;

    /// <summary>What is said of an export beside its name, in order; of an argument nothing.</summary>
    public ImmutableArray<ExternAttribute> Attributes
    {
        get => _attributes.IsDefault ? [] : _attributes;
        init => _attributes = value.IsDefaultOrEmpty ? default : value;
    }
}
