using System.Collections.Immutable;
using Dovetail.Wasm.Instructions;
using Dovetail.Wasm.Modules;

namespace Dovetail.Tooling.AssemblyScript;

/// <summary>What a module that asc compiled imports and exports, and what its constants say. It reads no code but single constants.</summary>
internal sealed class ScriptModule
{
    private static readonly FunctionType s_abort = new([ValType.I32, ValType.I32, ValType.I32, ValType.I32], []);

    private readonly ModuleDefinition _module;
    private readonly Dictionary<string, Export> _exports = new(StringComparer.Ordinal);
    private readonly ImmutableArray<(Import Import, FunctionType Type)> _imports;

    public ScriptModule(ModuleDefinition module)
    {
        _module = module;
        foreach (var export in module.Exports)
        {
            _exports.TryAdd(export.Name, export);
        }
        _imports = [.. module.Imports.Where(import => import.Type is FunctionImport).Select(import => (import, TypeOf(((FunctionImport)import.Type).TypeIndex)))];
        Classes = RuntimeClass.Read(this);
    }

    /// <summary>The classes that the table at <c>__rtti_base</c> has, by their ids; empty where that is not exported.</summary>
    public ImmutableArray<RuntimeClass> Classes { get; }

    public IEnumerable<string> ExportNames => _exports.Keys;

    /// <summary>The imported functions, in order.</summary>
    public IEnumerable<(Import Import, FunctionType Type)> Imports => _imports;

    /// <summary>Whether memory can be allocated and pinned from outside.</summary>
    public bool HasRuntime => Function("__new") is not null && Function("__pin") is not null && Function("__unpin") is not null;

    /// <summary>
    /// Whether the module is one that asc made: it exports the runtime or what sets how many arguments are given, or imports the <c>abort</c> that
    /// almost every such program has.
    /// </summary>
    public bool IsAssemblyScript => (HasRuntime && Classes.Length > 0) || Function("__setArgumentsLength") is not null
        || _imports.Any(import => import.Import is { Module: "env", Name: "abort" } && import.Type.Equals(s_abort));

    /// <summary>Whether an import is the one that is called when a program gives up.</summary>
    public static bool IsAbort(Import import, FunctionType type) => import is { Module: "env", Name: "abort" } && type.Equals(s_abort);

    /// <summary>The type of an exported function; null where there is none of that name.</summary>
    public FunctionType? Function(string name) =>
        _exports.TryGetValue(name, out var export) && export.Kind == ExternKind.Function ? FunctionAt(export.Index) : null;

    public bool HasMemory => _exports.TryGetValue("memory", out var export) && export.Kind == ExternKind.Memory;

    /// <summary>What an exported global or function without parameters always gives, if that is a constant of type i32.</summary>
    public uint? Constant(string name)
    {
        if (!_exports.TryGetValue(name, out var export))
        {
            return null;
        }
        Expression? code = export.Kind switch
        {
            ExternKind.Global => GlobalAt(export.Index) is { Type.Mutable: false } global ? global.Initial : null,
            ExternKind.Function when FunctionAt(export.Index) is { Parameters: [] } => BodyAt(export.Index),
            _ => null,
        };
        return code is { } constant ? ConstantOf(constant) : null;
    }

    /// <summary>The memory as it is before the program starts. Where nothing is said of it, it is zero.</summary>
    public byte[] ReadMemory(uint address, int length)
    {
        var bytes = new byte[length];
        foreach (var segment in _module.Data)
        {
            if (segment is { Mode: SegmentMode.Active, Offset: { } offset } && ConstantOf(offset) is { } start)
            {
                CopyOverlap(segment.Bytes.Span, start, bytes, address);
            }
        }
        return bytes;
    }

    /// <summary>The lowest address that the program's data takes; null where it has none.</summary>
    public uint? LowestData => _module.Data
        .Where(segment => segment.Mode == SegmentMode.Active && segment.Offset is not null)
        .Min(segment => ConstantOf(segment.Offset!.Value));

    /// <summary>Whether the program asks for memory by itself.</summary>
    public bool Grows
    {
        get
        {
            foreach (var function in _module.Functions)
            {
                var reader = new InstructionReader(function.Body);
                while (reader.Read())
                {
                    if (reader.Opcode == Opcode.MemoryGrow)
                    {
                        return true;
                    }
                }
            }
            return false;
        }
    }

    /// <summary>Whether <paramref name="function"/>, and all that it calls, has a <c>br_table</c>; and whether it has code at all.</summary>
    public (bool Dispatches, bool IsEmpty) Survey(string function)
    {
        var first = _exports[function].Index;
        var (seen, waiting) = (new HashSet<int> { first }, new Stack<int>([first]));
        var (dispatches, isEmpty) = (false, true);
        while (waiting.TryPop(out var index))
        {
            if (BodyAt(index) is not { } body)
            {
                continue;
            }
            var reader = new InstructionReader(body);
            while (reader.Read())
            {
                dispatches |= reader.Opcode == Opcode.BrTable;
                isEmpty &= reader.Opcode is Opcode.Nop or Opcode.End;
                if (reader.Opcode == Opcode.Call && seen.Add(reader.Index))
                {
                    waiting.Push(reader.Index);
                }
            }
        }
        return (dispatches, isEmpty);
    }

    private static void CopyOverlap(ReadOnlySpan<byte> from, uint fromAddress, Span<byte> to, uint toAddress)
    {
        var start = Math.Max((ulong)fromAddress, toAddress);
        var end = Math.Min((ulong)fromAddress + (ulong)from.Length, (ulong)toAddress + (ulong)to.Length);
        if (start < end)
        {
            from[(int)(start - fromAddress)..(int)(end - fromAddress)].CopyTo(to[(int)(start - toAddress)..]);
        }
    }

    private static uint? ConstantOf(Expression code)
    {
        var reader = new InstructionReader(code);
        return reader.Read() && reader.Opcode == Opcode.I32Const && reader.I32 is var value && reader.Read() && reader.Opcode == Opcode.End
            ? unchecked((uint)value)
            : null;
    }

    private Global? GlobalAt(int index)
    {
        var defined = index - _module.Imports.Count(import => import.Type is GlobalType);
        return defined >= 0 && defined < _module.Globals.Length ? _module.Globals[defined] : null;
    }

    private FunctionType? FunctionAt(int index)
    {
        var defined = index - _imports.Length;
        return index < 0 || defined >= _module.Functions.Length ? null
            : defined < 0 ? _imports[index].Type
            : TypeOf(_module.Functions[defined].TypeIndex);
    }

    private Expression? BodyAt(int index)
    {
        var defined = index - _imports.Length;
        return defined >= 0 && defined < _module.Functions.Length ? _module.Functions[defined].Body : null;
    }

    private FunctionType TypeOf(int index) => index >= 0 && index < _module.Types.Length && _module.Types[index].Composite is FunctionType type
        ? type
        : throw new InvalidException($"unknown type {index}");
}
