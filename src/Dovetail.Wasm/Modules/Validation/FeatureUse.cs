namespace Dovetail.Wasm.Modules.Validation;

/// <summary>
/// Which features a module uses, and the first one that is not allowed. A module is refused for it only at the end of validation: if
/// it also breaks a rule, that is what is wrong with it, whatever is supported.
/// </summary>
internal sealed class FeatureUse(WasmFeatures allowed)
{
    private UnsupportedException? _refusal;

    /// <summary>All features used so far.</summary>
    public WasmFeatures Used { get; private set; }

    /// <summary>Of another thread: what has been used here, and no refusal yet.</summary>
    public FeatureUse Continue() => new(allowed) { Used = Used };

    /// <summary>Takes over what threads have noted that continued from here; of their refusals, that of what stands first.</summary>
    public void Add(IEnumerable<FeatureUse> threads)
    {
        _refusal ??= threads.Select(thread => thread._refusal).OfType<UnsupportedException>().MinBy(refusal => refusal.Offset);
        Used = threads.Aggregate(Used, (used, thread) => used | thread.Used);
    }

    /// <summary>Notes that what stands at <paramref name="offset"/> needs <paramref name="features"/>.</summary>
    public void Use(WasmFeatures features, int? offset)
    {
        if ((features & ~Used) == 0)
        {
            return;
        }
        Used |= features;
        if ((features & ~allowed) is not 0 and var missing)
        {
            _refusal ??= new UnsupportedException(WasmFeatureNames.NameOf(missing), offset);
        }
    }

    /// <summary>Notes the features that a type needs where it is written down.</summary>
    public void UseType(ValType type, int? offset)
    {
        if (type.Kind == ValKind.V128)
        {
            Use(WasmFeatures.Simd, offset);
        }
        else if (type.IsReference && type != ValType.FuncRef)
        {
            UseHeapType(type.Heap, offset);
            Use(type.Nullable ? WasmFeatures.ReferenceTypes : WasmFeatures.FunctionReferences, offset);
        }
    }

    /// <summary>Notes the features that a heap type needs where it is written down.</summary>
    public void UseHeapType(HeapType type, int? offset) => Use(
        type.Kind switch
        {
            HeapKind.Func or HeapKind.Extern => WasmFeatures.ReferenceTypes,
            HeapKind.Concrete => WasmFeatures.FunctionReferences,
            HeapKind.Exn or HeapKind.NoExn => WasmFeatures.ExceptionHandling,
            _ => WasmFeatures.Gc,
        },
        offset);

    /// <exception cref="UnsupportedException">A feature was used that is not allowed.</exception>
    public void ThrowIfRefused()
    {
        if (_refusal is not null)
        {
            throw _refusal;
        }
    }
}
