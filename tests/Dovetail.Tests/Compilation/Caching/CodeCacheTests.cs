using System.Text;
using Dovetail.Compilation;
using Dovetail.Compilation.Caching;
using Dovetail.Wasm;
using Dovetail.Wasm.Components;
using Dovetail.Wasm.Components.Decoding;
using Dovetail.Wasm.Modules.Encoding;

namespace Dovetail.Tests.Compilation.Caching;

public sealed class CodeCacheTests : IDisposable
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), "dovetail-cache-" + Guid.NewGuid().ToString("N"));

    public void Dispose()
    {
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void Code_is_kept_from_one_cache_to_the_next()
    {
        var module = Binary(7);
        Assert.Equal(7, Run(module));
        using var file = Entry(module);
        Assert.Equal(2, file!.Units.Count());
        Assert.Equal(7, Run(module));
    }

    [Fact]
    public void Code_of_a_module_inside_a_component_is_kept_and_can_be_compiled_before_it_is_called()
    {
        Assert.Equal((0, 2), RunComponent(7));
        Assert.Equal((2, 2), RunComponent(7));
        Assert.Equal((0, 2), RunComponent(8));
    }

    [LinuxTheory]
    [InlineData(CompileMode.Automatic, 0)]
    [InlineData(CompileMode.Lazy, 1)]
    public void Only_files_of_modules_whose_functions_come_one_by_one_stay_open(CompileMode mode, int most)
    {
        var modules = string.Concat(Enumerable.Range(0, 20).Select(i =>
            $"(core module $m{i} (func (export \"run\") (result i32) (i32.const {i}))) (core instance $i{i} (instantiate $m{i}))"));
        var binary = WasmOutput.Encode(WasmInput.ReadComponent(Encoding.UTF8.GetBytes(
            $"(component {modules} (func (export \"run\") (result u32) (canon lift (core func $i7 \"run\"))))")));
        for (var round = 0; round < 2; round++)
        {
            using var cache = new CodeCache(_folder);
            using var engine = new Engine(new EngineOptions { Cache = cache, CompileMode = mode });
            using var store = new Store(engine);
            var component = Dovetail.Component.Load(engine, binary);
            Assert.Equal(0, OpenFiles());
            Assert.Equal(7u, (uint)new Linker(engine).Instantiate(store, component).Call("run"));
            Assert.Equal(round * most, OpenFiles());
            GC.KeepAlive(component);
        }
    }

    [Fact]
    public void What_the_cache_says_of_functions_that_are_not_there_is_ignored()
    {
        RunComponent(7);
        var path = Assert.Single(Directory.GetFiles(_folder));
        var key = Convert.FromHexString(Path.GetFileNameWithoutExtension(path));
        new CacheFolder(_folder, 1 << 20).Put(key, output => CacheFile.Write(output, key, [(new UnitRange(-1, 1), []), (new UnitRange(7, 1), []), (new UnitRange(0, 2), [])]));
        Assert.Equal((0, 2), RunComponent(7));
    }

    /// <summary>The code comes from the entry: that of another module answers for that one. What keeps forgers out is the folder.</summary>
    [Fact]
    public void Code_of_an_entry_runs_in_place_of_the_modules_own()
    {
        var (seven, eight) = (Binary(7), Binary(8));
        Run(seven);
        using (var file = Entry(seven))
            Put(eight, file!);
        Assert.Equal(7, Run(eight));
    }

    [Fact]
    public void An_entry_that_calls_what_it_should_not_is_ignored_and_replaced()
    {
        var (plain, other) = (Binary(7), Binary("(module (func (export \"run\") (param i64) (result i32) (i32.const 9)) (func $f))"));
        using (var cache = new CodeCache(_folder))
        {
            using var engine = new Engine(new EngineOptions { Cache = cache, CompileMode = CompileMode.Lazy });
            using var store = new Store(engine);
            Assert.Equal(9, new Linker(engine).Instantiate(store, Module.Load(engine, other)).GetFunction<Func<long, int>>("run")(0));
        }
        using (var file = Entry(other))
            Put(plain, file!);
        Assert.Equal(7, Run(plain));
    }

    [Fact]
    public void A_damaged_entry_is_ignored_and_replaced()
    {
        var module = Binary(7);
        Run(module);
        var whole = File.ReadAllBytes(PathOf(module));
        for (var i = 0; i < whole.Length; i += 3)
        {
            var damaged = whole.ToArray();
            damaged[i] ^= 0x40;
            File.WriteAllBytes(PathOf(module), damaged);
            Assert.Equal(7, Run(module));
            Assert.Equal(whole.Length, new FileInfo(PathOf(module)).Length);
        }
    }

    [Fact]
    public void An_entry_that_is_cut_off_is_ignored_and_replaced()
    {
        var module = Binary(7);
        Run(module);
        var whole = File.ReadAllBytes(PathOf(module));
        for (var length = 0; length < whole.Length; length += 7)
        {
            File.WriteAllBytes(PathOf(module), whole[..length]);
            Assert.Equal(7, Run(module));
            Assert.Equal(whole.Length, new FileInfo(PathOf(module)).Length);
        }
    }

    [Fact]
    public void An_entry_of_another_module_or_build_is_ignored_and_replaced()
    {
        var (seven, eight) = (Binary(7), Binary(8));
        Run(seven);
        File.Copy(PathOf(seven), PathOf(eight));
        Assert.Equal(8, Run(eight));
        using var file = Entry(eight);
        Assert.NotNull(file);
    }

    [Fact]
    public void A_forged_entry_cannot_say_that_a_module_is_valid()
    {
        byte[] bad = [.. Binary(1)];
        // The last instruction, `i32.const 1`, becomes `i32.add nop`, which wants two operands.
        bad[Array.LastIndexOf(bad, (byte)0x41)] = 0x6a;
        Put(bad, null);
        using var cache = new CodeCache(_folder);
        using var engine = new Engine(new EngineOptions { Cache = cache, CompileMode = CompileMode.Lazy });
        using var store = new Store(engine);
        var fault = Record.Exception(() => new Linker(engine).Instantiate(store, Module.Load(engine, bad)).GetFunction("run").Invoke());
        Assert.IsType<InvalidException>(fault);
    }

    [Fact]
    public void A_module_inside_a_component_that_was_valid_before_is_validated_function_by_function()
    {
        byte[] bad = [.. Component(1)];
        // The last instruction of the module, `i32.const 1`, becomes `i32.add nop`, which wants two operands.
        bad[bad.AsSpan().LastIndexOf<byte>([0x41, 1, 0x0b])] = 0x6a;
        using var cache = new CodeCache(_folder);
        using var engine = new Engine(new EngineOptions { Cache = cache, CompileMode = CompileMode.Lazy });
        Assert.Throws<InvalidException>(() => Dovetail.Component.Load(engine, bad));
        var key = CacheKey.Of(ComponentDecoder.Decode(bad).Fields.OfType<CoreModuleField>().Single().Bytes.Span, WasmFeatures.SupportedInComponents);
        new CacheFolder(_folder, 1 << 20).Put(key, output => CacheFile.Write(output, key, []));
        var component = Dovetail.Component.Load(engine, bad);
        using var store = new Store(engine);
        Assert.Throws<InvalidException>(() => new Linker(engine).Instantiate(store, component).Call("run"));
    }

    [Fact]
    public void What_was_called_first_stands_first_whenever_it_was_written()
    {
        var module = Binary("""(module (func (export "a")) (func (export "b")) (func (export "c")))""");
        using (var cache = new CodeCache(_folder))
        using (var engine = new Engine(new EngineOptions { Cache = cache, CompileMode = CompileMode.Lazy }))
        using (var store = new Store(engine))
        {
            var instance = new Linker(engine).Instantiate(store, Module.Load(engine, module));
            foreach (var name in new[] { "c", "a", "b" })
            {
                instance.GetFunction(name).Invoke();
                cache.Flush();
            }
        }
        using var file = Entry(module);
        Assert.Equal([2, 0, 1], file!.Units.Select(unit => unit.First));
    }

    [Fact]
    public async Task What_was_called_before_is_compiled_beside_a_guest_that_calls_it()
    {
        const int Functions = 200;
        var functions = string.Concat(Enumerable.Range(1, Functions - 1).Select(i => $"(func (result i32) (i32.add (i32.const 1) (call {(i + 1) % Functions})))"));
        var component = WasmOutput.Encode(WasmInput.ReadComponent(Encoding.UTF8.GetBytes($"""
            (component
              (core module $m (func (result i32) (i32.const 1)) {functions} (export "run" (func 1)))
              (core instance $i (instantiate $m))
              (func (export "run") (result u32) (canon lift (core func $i "run"))))
            """)));
        for (var round = 0; round < 4; round++)
        {
            using var cache = new CodeCache(_folder);
            using var engine = new Engine(new EngineOptions { Cache = cache, CompileMode = CompileMode.Lazy });
            using var store = new Store(engine);
            var loaded = Dovetail.Component.Load(engine, component);
            var ahead = Task.Run(() => loaded.CompileCached());
            Assert.Equal((uint)Functions, (uint)new Linker(engine).Instantiate(store, loaded).Call("run"));
            await ahead.WaitAsync(TimeSpan.FromMinutes(1));
            Assert.Equal(Functions, loaded.Statistics.CompiledFunctions);
        }
    }

    [Fact]
    public void Compiling_what_was_called_before_ends_when_it_is_cancelled()
    {
        RunComponent(7);
        using var cache = new CodeCache(_folder);
        using var engine = new Engine(new EngineOptions { Cache = cache, CompileMode = CompileMode.Lazy });
        var component = Dovetail.Component.Load(engine, Component(7));
        component.CompileCached(new CancellationToken(canceled: true));
        Assert.Equal(0, component.Statistics.CompiledFunctions);
    }

    [Fact]
    public void Writers_at_the_same_time_do_not_disturb_each_other()
    {
        var modules = Enumerable.Range(0, 4).Select(Binary).ToArray();
        Parallel.For(0, 40, new ParallelOptions { MaxDegreeOfParallelism = 4 }, i => Assert.Equal(i % 4, Run(modules[i % 4])));
        Assert.All(modules, module =>
        {
            using var file = Entry(module);
            Assert.NotNull(file);
        });
        Assert.Empty(Directory.GetFiles(_folder, "*.tmp"));
    }

    [Fact]
    public void Entries_that_were_not_used_for_longest_go_first()
    {
        var modules = Enumerable.Range(0, 3).Select(Binary).ToArray();
        Run(modules[0]);
        var size = new FileInfo(PathOf(modules[0])).Length;
        Run(modules[1]);
        File.SetLastWriteTimeUtc(PathOf(modules[0]), DateTime.UtcNow.AddMinutes(-2));
        File.SetLastWriteTimeUtc(PathOf(modules[1]), DateTime.UtcNow.AddMinutes(-3));
        Run(modules[0], (size * 2) + (size / 2));
        Run(modules[2], (size * 2) + (size / 2));
        Assert.Equal([true, false, true], modules.Select(module => File.Exists(PathOf(module))));
    }

    [Fact]
    public void An_entry_larger_than_the_cache_is_not_kept()
    {
        Assert.Equal(7, Run(Binary(7), 100));
        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Fact]
    public void A_cache_that_cannot_be_written_does_nothing()
    {
        using var cache = new CodeCache(_folder);
        Directory.Delete(_folder);
        using var engine = new Engine(new EngineOptions { Cache = cache });
        Module.Load(engine, Binary(7));
        cache.Flush();
        Assert.False(Directory.Exists(_folder));
    }

    [Fact]
    public void Everything_compiled_at_once_is_kept_too()
    {
        var module = Binary(7);
        using (var cache = new CodeCache(_folder))
        using (var engine = new Engine(new EngineOptions { Cache = cache, CompileMode = CompileMode.Eager }))
            Assert.Equal(2, Module.Load(engine, module).Statistics.CompiledFunctions);
        using var file = Entry(module);
        Assert.Single(file!.Units);
    }

    [Fact]
    public void Metered_code_is_kept_apart_and_consumes_the_same_when_it_comes_from_the_cache()
    {
        var module = Binary("""
            (module (tag $e (param i32)) (type $f (func (param i32)))
              (func $throw (type $f) (throw $e (local.get 0)))
              (func $tail (type $f) (return_call $throw (local.get 0)))
              (func (export "run") (result i32)
                (block $h (result i32) (try_table (catch $e $h) (call $tail (i32.const 7))) (unreachable))))
            """);
        Assert.Equal(7, Run(module));
        long Consumed()
        {
            using var cache = new CodeCache(_folder);
            using var engine = new Engine(new EngineOptions { Cache = cache, CompileMode = CompileMode.Lazy, MetersFuel = true });
            using var store = new Store(engine, new StoreOptions { Fuel = 100 });
            Assert.Equal(7, new Linker(engine).Instantiate(store, Module.Load(engine, module)).GetFunction<Func<int>>("run")());
            return 100 - store.Fuel;
        }

        Assert.Equal(7, Consumed());
        Assert.Equal(7, Consumed());
        Assert.Equal(7, Run(module));
        using var file = Entry(module);
        Assert.Equal(3, file!.Units.Count());
    }

    [Fact]
    public void Refuses_a_folder_that_others_may_write_into()
    {
        if (OperatingSystem.IsWindows())
            return;
        Directory.CreateDirectory(_folder);
        File.SetUnixFileMode(_folder, (UnixFileMode)0b111_111_111);
        Assert.Throws<UnauthorizedAccessException>(() => new CodeCache(_folder));
    }

    [Fact]
    public void Makes_its_folder_for_its_owner_alone()
    {
        using var cache = new CodeCache(_folder, 5);
        Assert.Equal((Path.GetFullPath(_folder), 5), (cache.Directory, cache.MaxBytes));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(_folder));
    }

    private int Run(byte[] binary, long maxBytes = 1 << 20)
    {
        using var cache = new CodeCache(_folder, maxBytes);
        using var engine = new Engine(new EngineOptions { Cache = cache, CompileMode = CompileMode.Lazy });
        using var store = new Store(engine);
        return new Linker(engine).Instantiate(store, Module.Load(engine, binary)).GetFunction<Func<int>>("run")();
    }

    /// <summary>How many functions were compiled before the component was called, and after that.</summary>
    private (int Before, int After) RunComponent(int number)
    {
        using var cache = new CodeCache(_folder);
        using var engine = new Engine(new EngineOptions { Cache = cache, CompileMode = CompileMode.Lazy });
        using var store = new Store(engine);
        var component = Dovetail.Component.Load(engine, Component(number));
        component.CompileCached();
        var before = component.Statistics.CompiledFunctions;
        Assert.Equal((uint)number, (uint)new Linker(engine).Instantiate(store, component).Call("run"));
        return (before, component.Statistics.CompiledFunctions);
    }

    private static byte[] Component(int number) => WasmOutput.Encode(WasmInput.ReadComponent(Encoding.UTF8.GetBytes($"""
        (component
          (core module $m (func (export "run") (result i32) (call $f)) (func $f (result i32) (i32.const {number})))
          (core instance $i (instantiate $m))
          (func (export "run") (result u32) (canon lift (core func $i "run"))))
        """)));

    private int OpenFiles() => new DirectoryInfo("/proc/self/fd").EnumerateFileSystemInfos()
        .Count(handle => handle.LinkTarget?.StartsWith(_folder, StringComparison.Ordinal) == true);

    private CacheFile? Entry(byte[] binary) =>
        CacheFile.Read(File.OpenHandle(PathOf(binary)), CacheKey.Of(binary));

    private void Put(byte[] binary, CacheFile? code)
    {
        new CacheFolder(_folder, 1 << 20).Put(CacheKey.Of(binary), output => CacheFile.Write(
            output, CacheKey.Of(binary), [.. (code?.Units ?? []).Select(unit => (unit, code!.Find(unit)!))]));
    }

    private string PathOf(byte[] binary) => Path.Combine(_folder, Convert.ToHexStringLower(CacheKey.Of(binary)) + ".dvc");

    private static byte[] Binary(int number) =>
        Binary($"(module (func (export \"run\") (result i32) (call $f)) (func $f (result i32) (i32.const {number})))");

    private static byte[] Binary(string text) => ModuleEncoder.Encode(WasmInput.ReadModule(Encoding.UTF8.GetBytes(text)));
}
