using System.Diagnostics.CodeAnalysis;
using Dovetail.Wasm.Components.Types;
using Dovetail.Wasm.Modules;

namespace Dovetail.Wasm.Components.Validation;

/// <summary>What the validation of a component and all that is nested in it shares.</summary>
internal sealed class ValidationContext(WasmFeatures features, ComponentFeatures gates)
{
    private UnsupportedException? _refusal;
    private bool _isOfModule;

    public WasmFeatures Features { get; } = features;

    public TypeInterner Interner { get; } = new();

    public TypeBudget Budget { get; } = new();

    public CoreTypeTable CoreTypes { get; } = new();

    public bool Has(ComponentFeatures feature) => (gates & feature) != 0;

    /// <summary>
    /// Notes that what stands here needs a gated feature. The component is refused for it only at the end: if it also breaks a rule, that
    /// is what is wrong with it, whatever is switched on.
    /// </summary>
    public void Require(ComponentFeatures feature)
    {
        if (feature != ComponentFeatures.None && !Has(feature))
        {
            Refuse(new UnsupportedException(ComponentFeatureNames.NameOf(feature), Offset));
        }
    }

    /// <inheritdoc cref="Require(ComponentFeatures)"/>
    public void Require(WasmFeatures feature)
    {
        if (!Features.HasFlag(feature))
        {
            Refuse(new UnsupportedException(WasmFeatureNames.NameOf(feature), Offset));
        }
    }

    /// <summary>Notes why the component will be refused, unless it breaks a rule.</summary>
    public void Refuse(UnsupportedException refusal)
    {
        if (_refusal is null)
        {
            (_refusal, _isOfModule) = (refusal, IsInModule);
        }
    }

    /// <exception cref="UnsupportedException">A feature was needed that is off.</exception>
    public void ThrowIfRefused()
    {
        if (_refusal is not null)
        {
            IsInModule = _isOfModule;
            throw _refusal;
        }
    }

    /// <summary>Where the definition stands that is being validated.</summary>
    public int Offset
    {
        get => Budget.Offset;
        set => Budget.Offset = value;
    }

    /// <summary>Whether a core module is being validated, which shows the places of its errors itself.</summary>
    public bool IsInModule { get; set; }

    /// <summary>Checks what only an export must not be: a value in which something is borrowed.</summary>
    public void CheckExport(ComponentExternType type)
    {
        if (type is ValueExtern { Type.Type.ContainsBorrow: true })
        {
            Fail("an exported value cannot contain a `borrow` type");
        }
    }

    /// <summary>A core function of a plain type.</summary>
    public CoreFunctionExtern CoreFunction(FunctionType type) => new(type, CoreTypes.Of(type));

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
