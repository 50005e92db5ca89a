using System.Diagnostics.CodeAnalysis;
using Dovetail.Wasm.Components.Types;

namespace Dovetail.Wasm.Components.Validation;

/// <summary>What the validation of a component and all that is nested in it shares.</summary>
internal sealed class ValidationContext(WasmFeatures features)
{
    public WasmFeatures Features { get; } = features;

    public TypeInterner Interner { get; } = new();

    public TypeBudget Budget { get; } = new();

    /// <summary>Where the definition stands that is being validated.</summary>
    public int Offset
    {
        get => Budget.Offset;
        set => Budget.Offset = value;
    }

    /// <summary>Whether a core module is being validated, which shows the places of its errors itself.</summary>
    public bool IsInModule { get; set; }

    public Substitution NewSubstitution() => new(Interner, Budget);

    public InvalidException Invalid(string message) => new(message, Offset);

    [DoesNotReturn]
    public void Fail(string message) => throw Invalid(message);

    /// <summary>The item at <paramref name="index"/> of an index space.</summary>
    /// <exception cref="InvalidException">The space has no such index.</exception>
    public T Get<T>(List<T> space, int index, string what) => (uint)index < (uint)space.Count
        ? space[index]
        : throw Invalid($"unknown {what}: {what} index out of bounds: {(uint)index}");
}
