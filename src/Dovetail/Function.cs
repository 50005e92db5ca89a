using Dovetail.Runtime;
using Dovetail.Wasm.Modules;

namespace Dovetail;

/// <summary>A function of a guest or of the host, in a store. Two are equal when they are the same function.</summary>
public sealed class Function : IEquatable<Function>
{
    internal Function(FunctionReference reference) => Reference = reference;

    /// <summary>The types of the parameters and results.</summary>
    public FunctionType Type => Reference.Type.Function;

    internal FunctionReference Reference { get; }

    /// <inheritdoc/>
    public bool Equals(Function? other) => other is not null && other.Reference == Reference;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Function);

    /// <inheritdoc/>
    public override int GetHashCode() => Reference.GetHashCode();

    /// <summary>The type in the text format.</summary>
    public override string ToString() => $"function {Type}";
}
