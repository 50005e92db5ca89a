using Dovetail.Wasm.Modules;

namespace Dovetail.Testing.Scripts;

/// <summary>The host module <c>spectest</c> that the suite's scripts import from (its repository's interpreter/README.md).</summary>
internal sealed class Spectest
{
    public const string Name = "spectest";

    private readonly Table _table;
    private readonly Table _table64;
    private readonly Memory _memory;
    private readonly Dictionary<string, Global> _globals;

    public Spectest(Store store)
    {
        _table = new Table(store, new TableType(ValType.FuncRef, new Limits(10, 20)));
        _table64 = new Table(store, new TableType(ValType.FuncRef, new Limits(10, 20), AddressType.I64));
        _memory = new Memory(store, new MemoryType(new Limits(1, 2)));
        _globals = new Dictionary<string, Global>
        {
            ["global_i32"] = new(store, new GlobalType(ValType.I32, false), 666),
            ["global_i64"] = new(store, new GlobalType(ValType.I64, false), 666L),
            ["global_f32"] = new(store, new GlobalType(ValType.F32, false), 666.6f),
            ["global_f64"] = new(store, new GlobalType(ValType.F64, false), 666.6),
        };
    }

    /// <summary>Defines the module's exports in <paramref name="linker"/>.</summary>
    public void DefineIn(Linker linker)
    {
        linker.Define(Name, "table", _table).Define(Name, "table64", _table64).Define(Name, "memory", _memory);
        foreach (var (name, global) in _globals)
        {
            linker.Define(Name, name, global);
        }
        linker.Define(Name, "print", () => { });
        linker.Define(Name, "print_i32", (int _) => { });
        linker.Define(Name, "print_i64", (long _) => { });
        linker.Define(Name, "print_f32", (float _) => { });
        linker.Define(Name, "print_f64", (double _) => { });
        linker.Define(Name, "print_i32_f32", (int _, float _) => { });
        linker.Define(Name, "print_f64_f64", (double _, double _) => { });
    }
}
