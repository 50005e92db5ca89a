using System.Diagnostics;
using Dovetail.Wasm.Binary;
using Dovetail.Wasm.Instructions;
using Dovetail.Wasm.Modules;

namespace Dovetail.Tooling.Emission;

/// <summary>Collects the instructions and locals of one function. Calls may name functions whose indices are known when all of them are.</summary>
internal sealed class CodeBuilder
{
    private const byte EmptyBlock = 0x40;

    private readonly ByteWriter _code = new();
    private readonly List<(int Position, EmittedFunction Callee)> _calls = [];
    private readonly List<ValType> _locals = [];
    private readonly int _parameters;

    /// <summary>Begins code that adds no locals: an initial value, or a body whose locals are declared elsewhere.</summary>
    public CodeBuilder()
    {
    }

    /// <summary>Begins the code of a function.</summary>
    public CodeBuilder(FunctionType type) => _parameters = type.Parameters.Length;

    /// <summary>Adds a local and gives its index.</summary>
    public int Local(ValType type)
    {
        _locals.Add(type);
        return _parameters + _locals.Count - 1;
    }

    public CodeBuilder Op(Opcode opcode)
    {
        _code.WriteOpcode(opcode);
        return this;
    }

    public CodeBuilder Get(int local) => WithIndex(Opcode.LocalGet, local);

    public CodeBuilder Set(int local) => WithIndex(Opcode.LocalSet, local);

    public CodeBuilder Tee(int local) => WithIndex(Opcode.LocalTee, local);

    public CodeBuilder GetGlobal(int global) => WithIndex(Opcode.GlobalGet, global);

    public CodeBuilder SetGlobal(int global) => WithIndex(Opcode.GlobalSet, global);

    /// <summary>Pushes an i32.</summary>
    public CodeBuilder Const(int value)
    {
        _code.WriteOpcode(Opcode.I32Const);
        _code.WriteSigned(value);
        return this;
    }

    /// <inheritdoc cref="Const(int)"/>
    public CodeBuilder Const(uint value) => Const(unchecked((int)value));

    /// <summary>Pushes an i64.</summary>
    public CodeBuilder Const64(long value)
    {
        _code.WriteOpcode(Opcode.I64Const);
        _code.WriteSigned(value);
        return this;
    }

    /// <summary>Pushes a zero of any number type.</summary>
    public CodeBuilder Zero(ValType type)
    {
        switch (type.Kind)
        {
            case ValKind.I64:
                return Const64(0);
            case ValKind.F32:
                _code.WriteOpcode(Opcode.F32Const);
                _code.WriteFixed32(0);
                return this;
            case ValKind.F64:
                _code.WriteOpcode(Opcode.F64Const);
                _code.WriteFixed64(0);
                return this;
            default:
                return Const(0);
        }
    }

    public CodeBuilder Call(EmittedFunction callee)
    {
        _code.WriteOpcode(Opcode.Call);
        _calls.Add((_code.Length, callee));
        return this;
    }

    public CodeBuilder Call(int function) => WithIndex(Opcode.Call, function);

    /// <summary>A call by way of the first table.</summary>
    public CodeBuilder CallIndirect(int type)
    {
        WithIndex(Opcode.CallIndirect, type);
        _code.WriteIndex(0);
        return this;
    }

    public CodeBuilder RefFunc(int function) => WithIndex(Opcode.RefFunc, function);

    /// <summary>Pushes all parameters of a function.</summary>
    public CodeBuilder Parameters(FunctionType type)
    {
        for (var i = 0; i < type.Parameters.Length; i++)
        {
            Get(i);
        }
        return this;
    }

    /// <summary>Takes over code that ends with <c>end</c>, but for that.</summary>
    public CodeBuilder Append(ReadOnlySpan<byte> code)
    {
        _code.WriteBytes(code[..^1]);
        return this;
    }

    /// <summary>A load or store, aligned as what it accesses.</summary>
    public CodeBuilder Access(Opcode opcode, uint offset = 0)
    {
        _code.WriteOpcode(opcode);
        _code.WriteU32((uint)InstructionTable.Row(opcode).AccessLog2);
        _code.WriteU32(offset);
        return this;
    }

    /// <summary>Copies bytes: destination, source and count are on the stack.</summary>
    public CodeBuilder Copy()
    {
        _code.WriteOpcode(Opcode.MemoryCopy);
        _code.WriteBytes([0, 0]);
        return this;
    }

    /// <summary>Grows the memory by a number of pages.</summary>
    public CodeBuilder Grow()
    {
        _code.WriteOpcode(Opcode.MemoryGrow);
        _code.WriteByte(0);
        return this;
    }

    public CodeBuilder If()
    {
        _code.WriteOpcode(Opcode.If);
        _code.WriteByte(EmptyBlock);
        return this;
    }

    public CodeBuilder If(ValType result)
    {
        _code.WriteOpcode(Opcode.If);
        _code.WriteValType(result);
        return this;
    }

    public CodeBuilder Else() => Op(Opcode.Else);

    public CodeBuilder End() => Op(Opcode.End);

    public CodeBuilder Return() => Op(Opcode.Return);

    public CodeBuilder Unreachable() => Op(Opcode.Unreachable);

    /// <summary>Repeats <paramref name="body"/> as long as the local <paramref name="left"/>, which the body must not change, counts down to zero.</summary>
    public CodeBuilder Times(int left, Action body)
    {
        Block(Opcode.Block);
        Block(Opcode.Loop);
        Get(left).Op(Opcode.I32Eqz).WithIndex(Opcode.BrIf, 1);
        body();
        Get(left).Const(1).Op(Opcode.I32Sub).Set(left).WithIndex(Opcode.Br, 0);
        return End().End();
    }

    /// <summary>Repeats <paramref name="body"/> until <paramref name="isDone"/> pushes something else than zero.</summary>
    public CodeBuilder Until(Action isDone, Action body)
    {
        Block(Opcode.Block);
        Block(Opcode.Loop);
        isDone();
        WithIndex(Opcode.BrIf, 1);
        body();
        WithIndex(Opcode.Br, 0);
        return End().End();
    }

    /// <summary>The function, with the indices that <paramref name="indexOf"/> gives to its callees.</summary>
    public Function Build(int type, Func<EmittedFunction, int> indexOf) =>
        new(type, [.. _locals.Select(local => new LocalRun(1, local))], ToExpression(indexOf));

    /// <summary>The code with its <c>end</c>, of whose calls all have indices.</summary>
    public Expression ToExpression() => ToExpression(callee => throw new UnreachableException($"`{callee.Name}` has no index"));

    private Expression ToExpression(Func<EmittedFunction, int> indexOf)
    {
        var body = new ByteWriter(_code.Length + (2 * _calls.Count) + 1);
        var written = 0;
        foreach (var (position, callee) in _calls)
        {
            body.WriteBytes(_code.Written[written..position]);
            body.WriteIndex(indexOf(callee));
            written = position;
        }
        body.WriteBytes(_code.Written[written..]);
        body.WriteByte((byte)Opcode.End);
        return new Expression(body.ToArray(), 0);
    }

    private void Block(Opcode opcode)
    {
        _code.WriteOpcode(opcode);
        _code.WriteByte(EmptyBlock);
    }

    private CodeBuilder WithIndex(Opcode opcode, int index)
    {
        _code.WriteOpcode(opcode);
        _code.WriteIndex(index);
        return this;
    }
}
