using System.Diagnostics.CodeAnalysis;
using Dovetail.Compilation.Cil;
using Dovetail.Runtime;
using Dovetail.Wasm.Modules;

namespace Dovetail.Compilation.Delegates;

/// <summary>
/// Emits the method behind <see cref="Function.Invoke"/>: <c>object[] (FunctionReference, object[])</c>, which unboxes the arguments and boxes the
/// results. Otherwise it does what a typed entry does.
/// </summary>
[RequiresDynamicCode("Compiles WebAssembly at run time.")]
internal sealed class DynamicEntryEmitter
{
    private readonly FunctionType _type;
    private readonly ResultShape _results;
    private readonly CilBuilder _code;
    private readonly int _result;

    private DynamicEntryEmitter(FunctionType type)
    {
        _type = type;
        _results = ResultShape.Of(type.Results);
        _code = new CilBuilder("invoke", new CilSignature(
            [RuntimeMembers.FunctionReference, DelegateMembers.ObjectArray], DelegateMembers.ObjectArray));
        _result = _results.Form == ResultForm.None ? -1 : _code.DeclareLocal(_results.Type);
    }

    /// <summary>The method for functions of <paramref name="type"/>.</summary>
    public static CilBody Emit(FunctionType type)
    {
        var emitter = new DynamicEntryEmitter(type);
        EntryFrame.Write(emitter._code, emitter._result, emitter.WriteCall);
        emitter.WriteResults();
        return emitter._code.Return().Build();
    }

    private void WriteCall()
    {
        for (var i = 0; i < _type.Parameters.Length; i++)
        {
            _code.LoadArgument(1).LoadInt32(i).Emit(CilOp.LdelemRef);
            if (Unboxing(_type.Parameters[i]) is { } unbox)
                _code.Call(unbox);
        }
        _code.LoadArgument(0).Load(RuntimeMembers.ReferenceOwner).LoadArgument(0).Load(RuntimeMembers.ReferencePointer)
            .CallIndirect(CoreSignatures.Of(_type));
        if (_result >= 0)
            _code.StoreLocal(_result);
    }

    private void WriteResults()
    {
        if (_results.Form == ResultForm.Area)
        {
            _code.LoadLocal(_result).LoadArgument(0).Call(DynamicMembers.OfArea);
            return;
        }
        var array = _code.DeclareLocal(DelegateMembers.ObjectArray);
        _code.LoadInt32(_type.Results.Length).Emit(CilOp.Newarr, CilTypes.Object.Index).StoreLocal(array);
        for (var i = 0; i < _type.Results.Length; i++)
        {
            _code.LoadLocal(array).LoadInt32(i).LoadLocal(_result);
            if (_results.Form == ResultForm.Tuple)
                _code.Load(_results.TupleField(i));
            if (_type.Results[i].IsReference)
                _code.LoadArgument(0).Call(DynamicMembers.OfReference);
            else
                _code.Call(Boxing(_type.Results[i]));
            _code.Emit(CilOp.StelemRef);
        }
        _code.LoadLocal(array);
    }

    private static CatalogueMethod? Unboxing(ValType type) => type.Kind switch
    {
        ValKind.I32 => DynamicMembers.ToI32,
        ValKind.I64 => DynamicMembers.ToI64,
        ValKind.F32 => DynamicMembers.ToF32,
        ValKind.F64 => DynamicMembers.ToF64,
        ValKind.V128 => DynamicMembers.ToV128,
        _ => CoreSignatures.IsFunctionReference(type) ? DynamicMembers.ToFunction : null,
    };

    private static CatalogueMethod Boxing(ValType type) => type.Kind switch
    {
        ValKind.I32 => DynamicMembers.OfI32,
        ValKind.I64 => DynamicMembers.OfI64,
        ValKind.F32 => DynamicMembers.OfF32,
        ValKind.V128 => DynamicMembers.OfV128,
        _ => DynamicMembers.OfF64,
    };
}

/// <summary>The catalogue's entries for boxing.</summary>
internal static class DynamicMembers
{
    public static CatalogueMethod ToI32 { get; } = Catalogue.Method(DynamicValues.ToI32);
    public static CatalogueMethod ToI64 { get; } = Catalogue.Method(DynamicValues.ToI64);
    public static CatalogueMethod ToF32 { get; } = Catalogue.Method(DynamicValues.ToF32);
    public static CatalogueMethod ToF64 { get; } = Catalogue.Method(DynamicValues.ToF64);
    public static CatalogueMethod ToV128 { get; } = Catalogue.Method(DynamicValues.ToV128);
    public static CatalogueMethod ToFunction { get; } = Catalogue.Method(DynamicValues.ToFunction);
    public static CatalogueMethod OfI32 { get; } = Catalogue.Method(DynamicValues.OfI32);
    public static CatalogueMethod OfI64 { get; } = Catalogue.Method(DynamicValues.OfI64);
    public static CatalogueMethod OfF32 { get; } = Catalogue.Method(DynamicValues.OfF32);
    public static CatalogueMethod OfF64 { get; } = Catalogue.Method(DynamicValues.OfF64);
    public static CatalogueMethod OfV128 { get; } = Catalogue.Method(DynamicValues.OfV128);
    public static CatalogueMethod OfArea { get; } = Catalogue.Method(DynamicValues.OfArea);
    public static CatalogueMethod OfReference { get; } = Catalogue.Method(DynamicValues.OfReference);
}
