using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Dovetail.Runtime;
using Dovetail.Wasm.Modules;

namespace Dovetail;

/// <summary>
/// A global variable (core specification 3.0, 4.2.9 "Global Instances"). Belongs to one thread at a time, with its store.
/// </summary>
[StructLayout(LayoutKind.Explicit)]
public sealed class Global
{
    // Emitted code reads and writes the field of the global's own type; the numbers share one place.
    [FieldOffset(0)] internal object? Reference;
    [FieldOffset(8)] internal FunctionReference? Function;
    [FieldOffset(16)] private readonly Store _store;
    [FieldOffset(24)] private readonly GlobalType _type;
    [FieldOffset(32)] private readonly CanonicalType? _concrete;
    [FieldOffset(40)] internal int I32;
    [FieldOffset(40)] internal long I64;
    [FieldOffset(40)] internal float F32;
    [FieldOffset(40)] internal double F64;
    [FieldOffset(40)] internal Vector128<byte> V128;

    /// <summary>Makes a global in <paramref name="store"/>.</summary>
    /// <param name="value">An <see cref="int"/>, <see cref="long"/>, <see cref="float"/>, <see cref="double"/>, <see cref="Vector128{T}"/> of bytes,
    /// <see cref="Dovetail.Function"/> or any object, as the type says; null for a null reference or for zero.</param>
    /// <exception cref="ArgumentException">The value is not of the type, or of another store; or the type is of a module's own.</exception>
    /// <exception cref="UnsupportedException">The type is of a proposal that is not supported.</exception>
    public Global(Store store, GlobalType type, object? value = null)
        : this(store, type, null)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(type);
        if (type.Value.IsReference)
            References.CheckAbstract(type.Value, nameof(type));
        using var access = store.Use();
        if (value is not null || !type.Value.IsDefaultable)
            Set(value);
    }

    private Global(Store store, GlobalType type, CanonicalType? concrete) => (_store, _type, _concrete) = (store, type, concrete);

    /// <summary>The type of the value, and whether it can be set. A type of a module's own shows as the abstract type above it.</summary>
    public GlobalType Type => _type;

    /// <summary>The value, by the C# type that the constructor names.</summary>
    /// <exception cref="ArgumentException">The value is not of the type, or of another store.</exception>
    /// <exception cref="InvalidOperationException">The global is not mutable, or another thread is inside the store.</exception>
    public object? Value
    {
        get
        {
            using var access = _store.Use();
            return _type.Value.Kind switch
            {
                ValKind.I32 => I32,
                ValKind.I64 => I64,
                ValKind.F32 => F32,
                ValKind.F64 => F64,
                ValKind.V128 => V128,
                ValKind.Reference => References.ToHost(_store, Function ?? Reference),
                _ => throw new UnreachableException(),
            };
        }
        set
        {
            if (!_type.Mutable)
                throw new InvalidOperationException("the global is not mutable");
            using var access = _store.Use();
            Set(value);
        }
    }

    internal Store Store => _store;

    /// <summary>The type of the value.</summary>
    internal ResolvedType ValueType => new(_type.Value, _concrete);

    /// <summary>A global of a guest, whose value is the bits of a number or vector, or a reference as globals hold it.</summary>
    internal static Global Create(Store store, ResolvedType type, bool isMutable, Vector128<byte> bits, object? reference)
    {
        var global = new Global(store, new GlobalType(type.Type, isMutable), type.Concrete);
        global.Set(bits, reference);
        return global;
    }

    /// <summary>Sets it, mutable or not, as <see cref="Create"/> does.</summary>
    internal void Set(Vector128<byte> bits, object? reference)
    {
        V128 = bits;
        SetReference(reference);
    }

    private void SetReference(object? value)
    {
        if (ValueType.IsFunction)
            Function = (FunctionReference?)value;
        else
            Reference = value;
    }

    private void Set(object? value)
    {
        switch (_type.Value.Kind, value)
        {
            case (ValKind.I32, int number): I32 = number; break;
            case (ValKind.I64, long number): I64 = number; break;
            case (ValKind.F32, float number): F32 = number; break;
            case (ValKind.F64, double number): F64 = number; break;
            case (ValKind.V128, Vector128<byte> vector): V128 = vector; break;
            case (ValKind.Reference, _): SetReference(References.FromHost(_store, ValueType, value)); break;
            default:
                throw new ArgumentException(
                    $"expected a value for `{_type.Value}`, found {value?.GetType().ToString() ?? "null"}", nameof(value));
        }
    }
}
