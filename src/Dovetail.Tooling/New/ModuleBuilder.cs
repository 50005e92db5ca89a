using System.Collections.Immutable;
using Dovetail.Wasm.Binary;
using Dovetail.Wasm.Metadata;
using Dovetail.Wasm.Modules;

namespace Dovetail.Tooling.New;

/// <summary>Puts together a small core module. Imports of functions come before functions of its own.</summary>
internal sealed class ModuleBuilder
{
    private readonly List<FunctionType> _types = [];
    private readonly Dictionary<FunctionType, int> _typeIndices = [];
    private readonly List<Import> _imports = [];
    private readonly List<Function> _functions = [];
    private readonly List<Table> _tables = [];
    private readonly List<MemoryType> _memories = [];
    private readonly List<Global> _globals = [];
    private readonly List<Export> _exports = [];
    private readonly List<ElementSegment> _elements = [];
    private int _importedFunctions;

    /// <summary>The function that instantiation calls last; null for none.</summary>
    public int? Start { get; set; }

    /// <summary>The index of a type.</summary>
    public int Type(FunctionType type)
    {
        if (!_typeIndices.TryGetValue(type, out var index))
        {
            _typeIndices.Add(type, index = _types.Count);
            _types.Add(type);
        }
        return index;
    }

    public int ImportFunction(string module, string name, FunctionType type)
    {
        _imports.Add(new Import(module, name, new FunctionImport(Type(type)), 0));
        return _importedFunctions++;
    }

    public void ImportTable(string module, string name, TableType type) => _imports.Add(new Import(module, name, type, 0));

    /// <param name="type">The type.</param>
    /// <param name="locals">The types of the locals behind the parameters.</param>
    /// <param name="body">The code, without the <c>end</c>.</param>
    public int AddFunction(FunctionType type, ImmutableArray<ValType> locals, CodeBuilder body)
    {
        _functions.Add(new Function(Type(type), [.. locals.Select(local => new LocalRun(1, local))], body.End()));
        return _importedFunctions + _functions.Count - 1;
    }

    public void AddTable(TableType type) => _tables.Add(new Table(type, null));

    public void AddMemory(MemoryType type) => _memories.Add(type);

    public int AddGlobal(GlobalType type, CodeBuilder initial)
    {
        _globals.Add(new Global(type, initial.End()));
        return _globals.Count - 1;
    }

    public void Export(string name, ExternKind kind, int index) => _exports.Add(new Export(name, kind, index, 0));

    /// <summary>Puts functions into the only table, from its beginning on.</summary>
    public void FillTable(IEnumerable<int> functions) => _elements.Add(new ElementSegment(
        SegmentMode.Active, 0, new CodeBuilder().I32(0).End(), ValType.Ref(false, HeapType.Func), [.. functions.Select(index => new CodeBuilder().RefFunc(index).End())]));

    public ModuleDefinition Build() => new()
    {
        Types = [.. _types.Select(type => new SubType(true, null, type))],
        Groups = [.. _types.Select((_, index) => new RecursiveGroup(index, 1))],
        Imports = [.. _imports],
        Functions = [.. _functions],
        Tables = [.. _tables],
        Memories = [.. _memories],
        Globals = [.. _globals],
        Exports = [.. _exports],
        Start = Start,
        Elements = [.. _elements],
        CustomSections = [new CustomSection(Producers.SectionName, Tool.Alone.Encode(), (int)SectionId.Data)],
    };
}

/// <summary>Writes the few instructions that modules of our own consist of (core specification 3.0, 5.4 "Instructions").</summary>
internal sealed class CodeBuilder
{
    private readonly ByteWriter _code = new(16);

    public CodeBuilder LocalGet(int index) => Add(0x20, index);

    public CodeBuilder LocalSet(int index) => Add(0x21, index);

    public CodeBuilder GlobalGet(int index) => Add(0x23, index);

    public CodeBuilder GlobalSet(int index) => Add(0x24, index);

    public CodeBuilder Call(int function) => Add(0x10, function);

    public CodeBuilder CallIndirect(int type)
    {
        Add(0x11, type);
        _code.WriteIndex(0);
        return this;
    }

    public CodeBuilder RefFunc(int function) => Add(0xD2, function);

    public CodeBuilder Select() => Add(0x1B);

    public CodeBuilder Unreachable() => Add(0x00);

    public CodeBuilder Return() => Add(0x0F);

    /// <summary>A block that runs if the operand is not 0, and has neither parameters nor results; <see cref="EndBlock"/> closes it.</summary>
    public CodeBuilder If()
    {
        Add(0x04);
        return Add(0x40);
    }

    /// <summary><c>i32.eq</c></summary>
    public CodeBuilder Equal() => Add(0x46);

    /// <summary><c>i32.add</c></summary>
    public CodeBuilder Add() => Add(0x6A);

    /// <summary><c>i32.or</c></summary>
    public CodeBuilder Or() => Add(0x72);

    /// <summary><c>i32.shl</c></summary>
    public CodeBuilder ShiftLeft() => Add(0x74);

    /// <summary><c>i32.shr_u</c></summary>
    public CodeBuilder ShiftRight() => Add(0x76);

    /// <summary><c>memory.grow</c>, of the first memory.</summary>
    public CodeBuilder MemoryGrow() => Add(0x40, 0);

    public CodeBuilder I32(int value)
    {
        _code.WriteByte(0x41);
        _code.WriteSigned(value);
        return this;
    }

    public CodeBuilder I64(long value)
    {
        _code.WriteByte(0x42);
        _code.WriteSigned(value);
        return this;
    }

    /// <summary>Takes over code that ends with <c>end</c>, but for that.</summary>
    public CodeBuilder Copy(ReadOnlySpan<byte> code)
    {
        _code.WriteBytes(code[..^1]);
        return this;
    }

    /// <summary>Pushes all parameters of a function.</summary>
    public CodeBuilder Parameters(FunctionType type)
    {
        for (var i = 0; i < type.Parameters.Length; i++)
        {
            LocalGet(i);
        }
        return this;
    }

    public Expression End()
    {
        _code.WriteByte(0x0B);
        return new Expression(_code.ToArray(), 0);
    }

    /// <summary>Closes a block.</summary>
    public CodeBuilder EndBlock() => Add(0x0B);

    private CodeBuilder Add(byte opcode)
    {
        _code.WriteByte(opcode);
        return this;
    }

    private CodeBuilder Add(byte opcode, int index)
    {
        _code.WriteByte(opcode);
        _code.WriteIndex(index);
        return this;
    }
}
