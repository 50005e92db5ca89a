using System.Diagnostics.CodeAnalysis;
using Dovetail.Compilation.Cil;
using Dovetail.Wasm.Modules;

namespace Dovetail.Compilation.Delegates;

/// <summary>
/// Emits the method behind a typed delegate: <c>R (FunctionReference, P…)</c>, which enters the store, calls the function and turns
/// what it throws into what the host shall see.
/// </summary>
/// <remarks>
/// The method is of a unit of its own, for all functions of that type: the delegate holds the reference, and that the code. So an
/// exception, which holds this method, holds no guest. It boxes and allocates nothing.
/// </remarks>
[RequiresDynamicCode("Compiles WebAssembly at run time.")]
internal sealed class EntryEmitter
{
    private readonly CilBuilder _code;
    private readonly DelegateShape _shape;
    private readonly ResultShape _results;
    private readonly int _result;

    // The CIL local of each argument that is a function; −1 for the others.
    private readonly int[] _functions;

    private EntryEmitter(DelegateShape shape, FunctionType type)
    {
        _shape = shape;
        _results = ResultShape.Of(type.Results);
        _code = new CilBuilder("call", new CilSignature(
            [RuntimeMembers.FunctionReference, .. shape.Parameters.Select(Catalogue.Type)], Catalogue.Type(shape.Result)));
        _result = _results.Form == ResultForm.None ? -1 : _code.DeclareLocal(_results.Type);
        _functions = [.. shape.Parameters.Select(type => type == typeof(Function) ? _code.DeclareLocal(RuntimeMembers.FunctionReference) : -1)];
    }

    /// <summary>The method for delegates of <paramref name="shape"/> over functions of <paramref name="type"/>.</summary>
    public static CilBody Emit(DelegateShape shape, FunctionType type)
    {
        var emitter = new EntryEmitter(shape, type);
        emitter.WriteReferences();
        EntryFrame.Write(emitter._code, emitter._result, () => emitter.WriteCall(type));
        if (emitter._results.Form == ResultForm.Single)
            emitter.WriteItem(0, () => emitter._code.LoadLocal(emitter._result));
        else if (emitter._results.Form == ResultForm.Tuple)
            emitter.WriteTuple();
        return emitter._code.Return().Build();
    }

    // Before the frame: what is refused here is the host's mistake, not the guest's.
    private void WriteReferences()
    {
        for (var i = 0; i < _functions.Length; i++)
        {
            if (_functions[i] >= 0)
                _code.LoadArgument(i + 1).LoadArgument(0).LoadInt32(i).Call(DelegateMembers.FunctionArgument).StoreLocal(_functions[i]);
            else if (_shape.Parameters[i] == typeof(object))
                _code.LoadArgument(i + 1).LoadArgument(0).LoadInt32(i).Call(DelegateMembers.ObjectArgument).StoreArgument(i + 1);
        }
    }

    private void WriteCall(FunctionType type)
    {
        for (var i = 0; i < type.Parameters.Length; i++)
        {
            if (_functions[i] >= 0)
                _code.LoadLocal(_functions[i]);
            else
                _code.LoadArgument(i + 1);
        }
        _code.LoadArgument(0).Load(RuntimeMembers.ReferenceOwner).LoadArgument(0).Load(RuntimeMembers.ReferencePointer)
            .CallIndirect(CoreSignatures.Of(type));
        if (_result >= 0)
            _code.StoreLocal(_result);
    }

    // The guest's tuple is taken apart and put together again: its C# type is the delegate's only for some element types.
    private void WriteTuple()
    {
        for (var i = 0; i < _results.Items.Length; i++)
        {
            var index = i;
            WriteItem(i, () => _code.LoadLocal(_result).Load(_results.TupleField(index)));
        }
        _code.New(DelegateTuples.Constructor(_shape.Result));
    }

    private void WriteItem(int index, Action load)
    {
        load();
        if (_shape.Results[index] == typeof(Function))
            _code.Call(DelegateMembers.ToHost);
        else if (_shape.Results[index] == typeof(object))
            _code.LoadArgument(0).Load(RuntimeMembers.ReferenceOwner).Call(DelegateMembers.ObjectToHost);
    }
}

/// <summary>The frame of every call from the host: enter, call, exit, and faults on their way out.</summary>
internal static class EntryFrame
{
    /// <summary>Writes the frame around <paramref name="call"/>, which leaves nothing on the stack. Argument 0 is the function.</summary>
    /// <param name="result">The local for the result, which a fault leaves as it was; −1 for none.</param>
    public static void Write(CilBuilder code, int result, Action call)
    {
        if (result >= 0)
            code.Clear(result);
        var entry = code.DeclareLocal(DelegateMembers.Ownership);
        var fault = code.DeclareLocal(DelegateMembers.Exception);
        var failed = code.DefineLabel();
        var done = code.DefineLabel();
        code.LoadArgument(0).Call(DelegateMembers.Enter).StoreLocal(entry);
        code.BeginTry();
        call();
        code.LoadArgument(0).LoadLocal(entry).Call(DelegateMembers.Exit);
        code.Branch(CilOp.Leave, done);
        code.Emit(CilOp.BeginCatch, DelegateMembers.Exception.Index).StoreLocal(fault).Branch(CilOp.Leave, failed);
        code.Emit(CilOp.EndTry);
        code.MarkLabel(failed).LoadArgument(0).LoadLocal(entry).LoadLocal(fault).Call(DelegateMembers.GuestFailed);
        code.MarkLabel(done);
    }
}
