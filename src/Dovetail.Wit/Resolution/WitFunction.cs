using System.Collections.Immutable;
using Dovetail.Wit.Types;

namespace Dovetail.Wit.Resolution;

/// <summary>What a function is to a resource.</summary>
public enum FunctionKind
{
    /// <summary>Nothing: it stands for itself.</summary>
    Freestanding,
    /// <summary>It makes one.</summary>
    Constructor,
    /// <summary>It is called on one, its first parameter.</summary>
    Method,
    /// <summary>It belongs to the resource's name alone.</summary>
    Static,
}

/// <summary>A parameter of a function.</summary>
/// <param name="Name">The label; <c>self</c> for the resource that a method is called on.</param>
/// <param name="Type">The type of its value.</param>
public readonly record struct WitParameter(string Name, TypeUse Type);

/// <summary>A function of an interface or a world. Immutable.</summary>
public sealed class WitFunction
{
    internal WitFunction(
        FunctionKind kind,
        string label,
        WitTypeDefinition? resource,
        ImmutableArray<WitParameter> parameters,
        TypeUse? result,
        bool isAsync)
    {
        (Kind, Label, Resource, Parameters, Result, IsAsync) = (kind, label, resource, parameters, result, isAsync);
        Type = new WitFunctionType(
            [.. parameters.Select(p => new FunctionParameter(p.Name, p.Type.Type))], result?.Type, isAsync);
    }

    /// <summary>What the function is to <see cref="Resource"/>.</summary>
    public FunctionKind Kind { get; }

    /// <summary>The name in the text: without the resource's; that of the resource for a constructor.</summary>
    public string Label { get; }

    /// <summary>The resource that the function belongs to; null for a freestanding one.</summary>
    public WitTypeDefinition? Resource { get; }

    /// <summary>The parameters, in order, a method's <c>self</c> among them.</summary>
    public ImmutableArray<WitParameter> Parameters { get; }

    /// <summary>The result; null where there is none. A constructor's is the resource, or a <c>result</c> of it.</summary>
    public TypeUse? Result { get; }

    /// <summary>Whether a call may wait (<c>async func</c>).</summary>
    public bool IsAsync { get; }

    /// <summary>The type without names.</summary>
    public WitFunctionType Type { get; }

    /// <summary>What the text says of it; null where that is nothing.</summary>
    public string? Docs { get; internal init; }

    /// <summary>The feature gates; null where there is none.</summary>
    public Stability? Stability { get; internal init; }

    /// <summary>The external id, any text; null where there is none.</summary>
    public string? ExternalId { get; internal init; }

    /// <summary>The name in a component: <c>label</c>, <c>[constructor]r</c>, <c>[method]r.label</c>, <c>[static]r.label</c>.</summary>
    public string Name => Kind switch
    {
        FunctionKind.Constructor => $"[constructor]{Resource!.Name}",
        FunctionKind.Method => $"[method]{Resource!.Name}.{Label}",
        FunctionKind.Static => $"[static]{Resource!.Name}.{Label}",
        _ => Label,
    };

    /// <inheritdoc/>
    public override string ToString() => $"{Name}: {Type}";
}
