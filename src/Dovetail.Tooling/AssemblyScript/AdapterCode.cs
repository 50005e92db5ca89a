using Dovetail.Tooling.Emission;
using Dovetail.Wasm.Instructions;
using Dovetail.Wasm.Modules;

namespace Dovetail.Tooling.AssemblyScript;

/// <summary>
/// The functions that every adapter is made of, each emitted when it is first asked for: what the program's runtime exports, and what stands on it.
/// </summary>
/// <remarks>
/// <para>
/// Blocks of memory are <c>ArrayBuffer</c>s that are pinned. The canonical ABI allocates them through <see cref="Realloc"/> for what the guest
/// receives, and they are freed one by one as they are read. For what the guest sends there are temporaries: each begins with a pointer to the one
/// before, and they are freed together, at the end of the call that they were made for. Calls of one instance never overlap otherwise than one
/// inside of another, so one chain is enough.
/// </para>
/// <para>A result that takes more than one flat value goes through one area for all functions, for it has been read when the next is written.</para>
/// </remarks>
internal sealed class AdapterCode
{
    /// <summary>What the program's exports are imported from.</summary>
    public const string Program = "__main_module__";

    private const uint TemporaryHeader = 16;
    private const uint Alignment = 16;
    private const uint PageSize = 1 << 16;

    // asc leaves the first 1024 bytes free, unless it is told where data begins.
    private const uint FreeEnd = 1024;

    private static readonly FunctionType s_i32ToNone = new([ValType.I32], []);
    private static readonly FunctionType s_i32ToI32 = new([ValType.I32], [ValType.I32]);
    private static readonly FunctionType s_twoToNone = new([ValType.I32, ValType.I32], []);
    private static readonly FunctionType s_twoToI32 = new([ValType.I32, ValType.I32], [ValType.I32]);

    private readonly ScriptModule _program;
    private readonly bool _collectsAlways;
    private readonly int _temporaries;
    private readonly int _result;
    private EmittedFunction? _area;
    private uint _areaSize;
    private string _areaPath = "";

    /// <param name="collectsAlways">Whether to collect before each allocation, which finds objects that are not rooted. For tests.</param>
    public AdapterCode(ScriptModule program, bool collectsAlways)
    {
        (_program, _collectsAlways) = (program, collectsAlways);
        (_temporaries, _result) = (Module.Global(), Module.Global());
        Lists = new ListAccess(this, program);
        MustCollect = program.HasRuntime && program.Function("__collect") is not null
            && !program.Survey("__collect").IsEmpty && !program.Survey("__new").Dispatches;
    }

    public EmittedModule Module { get; } = new();

    /// <summary>The ways into lists.</summary>
    public ListAccess Lists { get; }

    /// <summary>What errors say the code is for.</summary>
    public string Path { get; set; } = "";

    /// <summary>Allocates an object: size, class.</summary>
    public EmittedFunction New => _collectsAlways
        ? Module.Shared(nameof(New), "new", s_twoToI32, code => code.Call(Collect).Get(0).Get(1).Call(Runtime("__new", s_twoToI32)))
        : Runtime("__new", s_twoToI32);

    /// <summary>Keeps an object, and gives it back. It must not be kept already.</summary>
    public EmittedFunction Pin => Runtime("__pin", s_i32ToI32);

    public EmittedFunction Unpin => Runtime("__unpin", s_i32ToNone);

    public EmittedFunction Collect => Runtime("__collect", new FunctionType([], []));

    /// <summary>The canonical ABI's allocator.</summary>
    public EmittedFunction Realloc => Module.Shared(nameof(Realloc), "realloc",
        new FunctionType([ValType.I32, ValType.I32, ValType.I32, ValType.I32], [ValType.I32]), EmitRealloc);

    /// <summary>Frees a block: address, size in bytes. A block of no bytes is none.</summary>
    public EmittedFunction Free => Module.Shared(nameof(Free), "free", s_twoToNone, code => code.Get(1).If().Get(0).Call(Unpin).End());

    /// <summary>Makes a string of a block, which it frees: address, UTF-16 units.</summary>
    public EmittedFunction LowerString => Module.Shared(nameof(LowerString), "lower string", s_twoToI32, code =>
    {
        var (bytes, result) = (code.Local(ValType.I32), code.Local(ValType.I32));
        code.Get(1).Const(2).Call(ByteCount).Tee(bytes).Const(RuntimeClass.String).Call(New).Set(result);
        code.Get(result).Get(0).Get(bytes).Copy();
        code.Get(0).Get(bytes).Call(Free).Get(result);
    });

    /// <summary>The bytes of a number of elements of a size; traps where they are more than a memory has.</summary>
    public EmittedFunction ByteCount => Module.Shared(nameof(ByteCount), "byte count", s_twoToI32, code =>
    {
        var product = code.Local(ValType.I64);
        code.Get(0).Op(Opcode.I64ExtendI32U).Get(1).Op(Opcode.I64ExtendI32U).Op(Opcode.I64Mul).Tee(product);
        code.Const64(uint.MaxValue >> 1).Op(Opcode.I64GtU).If().Unreachable().End();
        code.Get(product).Op(Opcode.I32WrapI64);
    });

    /// <summary>A temporary of a number of bytes.</summary>
    public EmittedFunction Temporary => Module.Shared(nameof(Temporary), "temporary", s_i32ToI32, code =>
    {
        var block = code.Local(ValType.I32);
        code.Get(0).Const(TemporaryHeader).Op(Opcode.I32Add).Const(RuntimeClass.Buffer).Call(New).Call(Pin).Tee(block);
        code.GetGlobal(_temporaries).Access(Opcode.I32Store).Get(block).SetGlobal(_temporaries);
        code.Get(block).Const(TemporaryHeader).Op(Opcode.I32Add);
    });

    /// <summary>Frees the temporaries that are newer than the one given.</summary>
    public EmittedFunction Release => Module.Shared(nameof(Release), "release", s_i32ToNone, code =>
    {
        var block = code.Local(ValType.I32);
        code.Until(() => code.GetGlobal(_temporaries).Get(0).Op(Opcode.I32Eq), () =>
        {
            code.GetGlobal(_temporaries).Tee(block).Access(Opcode.I32Load).SetGlobal(_temporaries);
            code.Get(block).Call(Unpin);
        });
    });

    /// <summary>
    /// Whether somebody must collect for the program, because nothing else does: the runtime <c>minimal</c>. Its <c>__new</c> does not reach the
    /// table of branches by class with which a collection goes on from an object; that of <c>incremental</c> does. <c>stub</c> collects nothing.
    /// </summary>
    public bool MustCollect { get; }

    /// <summary>Pushes the newest temporary, for <see cref="Release"/>.</summary>
    public void PushMark(CodeBuilder code) => code.GetGlobal(_temporaries);

    /// <summary>Keeps the result on the stack until <see cref="EmitPostReturn"/>.</summary>
    public void EmitKeepResult(CodeBuilder code, int result) => code.Get(result).Call(Pin).SetGlobal(_result);

    /// <summary>Frees what was kept and made for a result.</summary>
    /// <param name="keptResult">Whether something was.</param>
    public void EmitPostReturn(CodeBuilder code, bool keptResult)
    {
        if (keptResult)
        {
            code.Const(0).Call(Release).GetGlobal(_result).Call(Unpin).Const(0).SetGlobal(_result);
        }
        if (MustCollect)
        {
            code.Call(Collect);
        }
    }

    /// <summary>The area for results: pushes its address.</summary>
    public EmittedFunction Area(uint size)
    {
        _areaPath = _areaPath.Length == 0 ? Path : _areaPath;
        _areaSize = Math.Max(_areaSize, size);
        return _area ??= Module.Define("result area", new FunctionType([], [ValType.I32]), _ => { });
    }

    /// <summary>A function of the program.</summary>
    public EmittedFunction Exported(string name, FunctionType type) => Module.Import(Program, name, type);

    /// <summary>The module, once all functions are emitted.</summary>
    public ModuleDefinition Build()
    {
        if (_area?.Code is { } code)
        {
            EmitArea(code);
        }
        return Module.Build(new MemoryType(new Limits(0, null)));
    }

    private void EmitArea(CodeBuilder code)
    {
        if (_program.HasRuntime)
        {
            var area = Module.Global();
            code.GetGlobal(area).Op(Opcode.I32Eqz).If();
            code.Const(_areaSize).Const(RuntimeClass.Buffer).Call(New).Call(Pin).SetGlobal(area);
            code.End().GetGlobal(area);
            return;
        }
        if (_areaSize <= FreeEnd - Alignment && _program.LowestData is null or (>= FreeEnd and < FreeEnd + (4 * Alignment)))
        {
            code.Const(Alignment);
            return;
        }
        EmitOwnPages(code);
    }

    // A program that allocates takes all memory that there is for its own.
    private void EmitOwnPages(CodeBuilder code)
    {
        if (_program.Grows)
        {
            throw NoRuntime(_areaPath);
        }
        var area = Module.Global();
        code.GetGlobal(area).Op(Opcode.I32Eqz).If();
        code.Const((_areaSize + PageSize - 1) / PageSize).Grow().Tee(code.Local(ValType.I32));
        code.Const(uint.MaxValue).Op(Opcode.I32Eq).If().Unreachable().End();
        code.Get(0).Const(16).Op(Opcode.I32Shl).SetGlobal(area);
        code.End().GetGlobal(area);
    }

    private void EmitRealloc(CodeBuilder code)
    {
        var (old, oldSize, alignment, size) = (0, 1, 2, 3);
        var result = code.Local(ValType.I32);
        code.Get(size).If(ValType.I32);
        code.Get(size).Const(RuntimeClass.Buffer).Call(New).Call(Pin);
        code.Else().Get(alignment).End().Set(result);
        code.Get(oldSize).If();
        code.Get(result).Get(old).Get(oldSize).Get(size).Get(oldSize).Get(size).Op(Opcode.I32LtU).Op(Opcode.Select).Copy();
        code.Get(old).Call(Unpin).End();
        code.Get(result);
    }

    private EmittedFunction Runtime(string name, FunctionType type) =>
        _program.Function(name) is { } found && found.Equals(type) ? Exported(name, type) : throw NoRuntime(Path);

    private static InvalidException NoRuntime(string path) => new(
        $"{path} needs memory that only the program's runtime can give, and the module does not export that: compile it with `asc … --exportRuntime`");
}
