using Dovetail.Wasi;
using Dovetail.Wasi.Preview1;

namespace Dovetail.Tests.Wasi.Preview1;

/// <summary>How modules for preview 1 are linked, and run as programs and libraries.</summary>
public sealed class LinkTests : Preview1TestBase
{
    private const string Hello = """
        (module
          (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
          (memory (export "memory") 1) (data (i32.const 0) "\08\00\00\00\05\00\00\00hello")
          (func $hello (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 100))))
          ENTRY)
        """;

    private ModuleInstance Instantiate(string text, WasiOptions? options = null) =>
        new Linker(Engine).AddWasiPreview1(options).Instantiate(Track(new Store(Engine)), Module.Parse(Engine, text));

    [Fact]
    public void All_46_functions_are_there_and_no_more() =>
        Assert.Equal(Signatures.Select(signature => signature.Name).Append("proc_exit").Order(StringComparer.Ordinal), Preview1Functions.All.Keys.Order(StringComparer.Ordinal));

    [Fact]
    public void A_program_is_run_by_its_start_and_ends_with_its_code()
    {
        using var output = new MemoryStream();
        var options = new WasiOptions { Stdout = output };
        Assert.Equal(0, WasiCommand.Run(Instantiate(Hello.Replace("ENTRY", """(export "_start" (func $hello))""", StringComparison.Ordinal), options)));
        Assert.Equal("hello"u8.ToArray(), output.ToArray());
        Assert.Equal(3, WasiCommand.Run(Instantiate(
            """(module (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32))) (func (export "_start") (call $exit (i32.const 3)) unreachable))""")));
        Assert.Throws<ArgumentException>(() => WasiCommand.Run(Instantiate("(module)")));
        Assert.Throws<ArgumentException>(() => WasiCommand.Run(Instantiate("""(module (func (export "_start") (param i32)))""")));
    }

    [Fact]
    public void A_module_that_exports_a_start_is_a_program()
    {
        Assert.True(WasiCommand.IsCommand(Module.Parse(Engine, """(module (func (export "_start")))""")));
        Assert.False(WasiCommand.IsCommand(Module.Parse(Engine, """(module (func (export "start")))""")));
        Assert.False(WasiCommand.IsCommand(Module.Parse(Engine, """(module (global (export "_start") i32 (i32.const 0)))""")));
    }

    [Fact]
    public void A_library_is_told_that_it_begins()
    {
        using var output = new MemoryStream();
        WasiReactor.Initialize(Instantiate(Hello.Replace("ENTRY", """(export "_initialize" (func $hello))""", StringComparison.Ordinal), new WasiOptions { Stdout = output }));
        Assert.Equal("hello"u8.ToArray(), output.ToArray());
        WasiReactor.Initialize(Instantiate("(module)"));
        Assert.Throws<ArgumentException>(() => WasiReactor.Initialize(Instantiate("""(module (func (export "_initialize") (param i32)))""")));
    }

    [Fact]
    public void Even_a_start_function_finds_its_memory()
    {
        using var output = new MemoryStream();
        _ = Instantiate(Hello.Replace("ENTRY", "(start $hello)", StringComparison.Ordinal), new WasiOptions { Stdout = output });
        Assert.Equal("hello"u8.ToArray(), output.ToArray());
    }

    [Fact]
    public void A_module_without_a_memory_traps_where_it_needs_one()
    {
        var instance = Instantiate(ModuleText(exportsMemory: false));
        Assert.Equal(0, instance.GetFunction<Func<int>>("sched_yield")());
        var trap = Assert.Throws<TrapException>(() => instance.GetFunction<Func<int, int, int>>("random_get")(0, 1));
        Assert.Equal(TrapCode.HostRule, trap.Code);
        Assert.Contains("exports no memory `memory`", trap.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Each_instance_has_its_own_memory_and_those_of_a_store_share_their_files()
    {
        using var output = new MemoryStream();
        var store = Track(new Store(Engine));
        var linker = new Linker(Engine).AddWasiPreview1(new WasiOptions { Stdout = output });
        var module = Module.Parse(Engine, Puppet);
        var (one, two) = (linker.Instantiate(store, module), linker.Instantiate(store, module));
        foreach (var (instance, text) in new[] { (one, "1"u8.ToArray()), (two, "2"u8.ToArray()), (one, null) })
        {
            var memory = instance.GetMemory("memory");
            memory.WriteInt32(0, 100);
            memory.WriteInt32(4, 1);
            memory.Write(100, text ?? "1"u8);
            Assert.Equal(0, instance.GetFunction<Func<int, int, int, int, int>>("fd_write")(1, 0, 1, 8));
        }
        Assert.Equal("121"u8.ToArray(), output.ToArray());
        Assert.Equal(0, one.GetFunction<Func<int, int>>("fd_close")(1));
        Assert.Equal((int)Errno.Badf, two.GetFunction<Func<int, int>>("fd_close")(1));
    }

    [Fact]
    public void Stores_of_one_linker_share_nothing()
    {
        var linker = new Linker(Engine).AddWasiPreview1(new WasiOptions());
        var module = Module.Parse(Engine, Puppet);
        var (one, two) = (linker.Instantiate(Track(new Store(Engine)), module), linker.Instantiate(Track(new Store(Engine)), module));
        Assert.Equal(0, one.GetFunction<Func<int, int>>("fd_close")(1));
        Assert.Equal(0, two.GetFunction<Func<int, int>>("fd_close")(1));
    }

    [Fact]
    public void A_function_that_is_not_of_preview_1_is_not_found_and_a_type_must_be_right()
    {
        var unknown = Assert.Throws<LinkException>(() => Instantiate("""(module (import "wasi_snapshot_preview1" "fd_dup" (func)))"""));
        Assert.Contains("unknown import `wasi_snapshot_preview1.fd_dup`", unknown.Message, StringComparison.Ordinal);
        Assert.Throws<LinkException>(() => Instantiate("""(module (import "wasi_snapshot_preview1" "fd_close" (func (param i64) (result i32))))"""));
        Assert.Throws<LinkException>(() => Instantiate("""(module (import "wasi_unstable" "fd_close" (func (param i32) (result i32))))"""));
    }

    [Fact]
    public void Options_are_checked_and_asked_for_once_a_store()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Linker(Engine).AddWasiPreview1(new WasiOptions { Limits = new WasiLimits { MaxPollables = -1 } }));
        foreach (var options in new WasiOptions[]
        {
            new() { Arguments = default }, new() { Arguments = [null!] }, new() { Preopens = default }, new() { Preopens = [null!] }, new() { Listeners = default },
            new() { Listeners = [null!] },
        })
        {
            Assert.Throws<ArgumentException>(() => new Linker(Engine).AddWasiPreview1(options));
            Assert.Throws<ArgumentException>(() => new Linker(Engine).AddWasi(options));
        }
        var asked = 0;
        var linker = new Linker(Engine).AddWasiPreview1(_ => new WasiOptions { Arguments = [$"{++asked}"] });
        var instance = linker.Instantiate(Track(new Store(Engine)), Module.Parse(Engine, Puppet));
        Assert.Equal(0, asked);
        for (var i = 0; i < 3; i++)
            Assert.Equal(0, instance.GetFunction<Func<int, int, int>>("args_sizes_get")(0, 4));
        Assert.Equal(1, asked);
        Assert.Throws<ArgumentException>(() => new Linker(Engine).AddWasiPreview1().AddWasiPreview1());
    }

    [LinuxFact]
    public void A_directory_that_is_gone_is_an_error_of_the_first_call_and_of_the_next()
    {
        var instance = Instantiate(Puppet, new WasiOptions { Preopens = [Preopen.Host("/nowhere/at/all")] });
        for (var i = 0; i < 2; i++)
            Assert.IsType<IOException>(Assert.Throws<HostException>(() => instance.GetFunction<Func<int, int>>("fd_close")(1)).InnerException);
    }
}
