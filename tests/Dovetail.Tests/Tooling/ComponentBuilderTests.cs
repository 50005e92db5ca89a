using Dovetail.Tooling.Embed;
using Dovetail.Tooling.New;
using Dovetail.Wasm;
using Dovetail.Wit.Abi;

namespace Dovetail.Tests.Tooling;

public sealed class ComponentBuilderTests
{
    private const string Realloc = """
        (memory (export "memory") 1)
        (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) (i32.const 64))
        """;

    private const string Add = """(module (func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1))))""";

    private const string AddWorld = "export add: func(a: s32, b: s32) -> s32;";

    [Fact]
    public void A_plain_module_becomes_a_component_that_runs()
    {
        using var engine = new Engine();
        using var store = new Store(engine);
        var component = Component.Load(engine, WasmOutput.Encode(WorldText.Build(Add, AddWorld).Definition));
        Assert.Equal(100, new Linker(engine).Instantiate(store, component).GetFunction<Func<int, int, int>>("add")(42, 58));
    }

    [Fact]
    public void Embedding_a_world_and_naming_it_give_the_same_component()
    {
        var world = WorldText.World(AddWorld);
        var embedded = WorldEmbedder.Embed(WorldText.Module(Add), world);
        Assert.Equal(
            WorldText.WitOf(ComponentBuilder.Build(WorldText.Module(Add), new ComponentOptions { Worlds = [world] })),
            WorldText.WitOf(ComponentBuilder.Build(WasmInput.ReadModule(WasmOutput.Encode(embedded)))));
        Assert.Equal("t:t/w", Assert.Single(WorldEmbedder.WorldsOf(embedded)).World.ToString());
        Assert.Empty(WorldEmbedder.WorldsOf(WorldText.Module(Add)));
    }

    [Fact]
    public void Embedding_keeps_how_strings_are_encoded() => Assert.Equal(
        StringEncoding.CompactUtf16,
        WorldEmbedder.WorldsOf(WorldEmbedder.Embed(WorldText.Module(Add), WorldText.World(AddWorld, encoding: StringEncoding.CompactUtf16)))[0].Encoding);

    [Fact]
    public void Worlds_of_several_sections_are_one()
    {
        var module = WorldEmbedder.Embed(
            WorldEmbedder.Embed(WorldText.Module("""(module (func (export "a")) (func (export "b")))"""), WorldText.World("export a: func();")),
            WorldText.World("export b: func();"));
        Assert.Equal("package root:component;\n\nworld root {\n  export a: func();\n  export b: func();\n}\n", WorldText.WitOf(ComponentBuilder.Build(module)));
    }

    [Fact]
    public void Worlds_that_contradict_each_other_are_refused()
    {
        var module = WorldEmbedder.Embed(
            WorldEmbedder.Embed(WorldText.Module("(module)"), WorldText.World("export a: func();")), WorldText.World("export a: func(x: u8);"));
        Assert.Contains("export `a` is not the same everywhere", Assert.Throws<WitException>(() => ComponentBuilder.Build(module)).Message);
    }

    [Fact]
    public void All_exports_that_are_wrong_are_told_at_once() => Assert.Equal(
        [
            "the module does not export `a` of type [] -> [], for `a: func()`",
            "export `b` of the module has the wrong type for `b: func()`: expected [] -> [], found [i32] -> []",
            "the module does not export `c` of type [] -> [], for `c: func()`",
        ],
        WorldText.Refused("""(module (func (export "b") (param i32)))""", "export a: func(); export b: func(); export c: func();").Split('\n'));

    [Fact]
    public void All_imports_that_are_wrong_are_told_at_once_and_interfaces_that_are_not_there_by_one_function() => Assert.Equal(
        [
            "the module imports `$root.a`, but the world imports no function `a`",
            "the module imports `t:t/i.f`, but its world imports no interface `t:t/i`",
            "import `$root.b` of the module has the wrong type for `b: func()`: expected [] -> [], found [i32] -> []",
        ],
        WorldText.Refused(
            """(module (import "$root" "a" (func)) (import "t:t/i" "f" (func)) (import "t:t/i" "g" (func)) (import "$root" "b" (func (param i32))))""", "import b: func();").Split('\n'));

    [Fact]
    public void Imports_of_a_module_of_no_world_are_told_by_one_that_only_a_world_could_have()
    {
        var module = WorldText.Module("""
            (module (import "a:b/c" "f" (func)) (import "env" "g" (func)) (import "a:b/d" "h" (func)) (import "wasi_snapshot_preview1" "fd_write" (func))
              (import "wasi_snapshot_preview1" "fd_read" (func)))
            """);
        Assert.Collection(
            Assert.Throws<InvalidException>(() => ComponentBuilder.Build(module)).Message.Split('\n'),
            line => Assert.StartsWith("the module imports `a:b/c.f`, but it says of no world that it was made for", line, StringComparison.Ordinal),
            line => Assert.StartsWith("the module imports `env.g`, but its linker left that open", line, StringComparison.Ordinal),
            line => Assert.StartsWith("the module imports `wasi_snapshot_preview1.fd_write`, but it was built for WASI preview 1", line, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("t:t/i#get-all", "t:t/i#getall", "t:t/i#getall")]
    [InlineData("t:t/i#set", "t:t/j#set", "")]
    [InlineData("t:t/i#set", "t:t/i#get", "")]
    [InlineData("t:t/i#divide", "t:t/i#add", "")]
    public void A_hint_names_what_is_no_other_function_of_the_world(string missing, string found, string hint)
    {
        var function = missing.Split('#')[1];
        var message = WorldText.Refused($"(module (func (export \"{found}\")))", "export i; export j;", $"interface i {{ {function}: func(); get: func(); }} interface j {{ set: func(); }}");
        Assert.EndsWith(hint.Length == 0 ? $"for `t:t/i.{function}: func()`" : $"; did you mean `{hint}`?", message.Split('\n').First(line => line.Contains($"`{missing}`", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_imported_and_not_used_is_not_asked_for() => Assert.Equal(
        "package root:component;\n\nworld root {\n  import used: func();\n}\n",
        WorldText.WitOf(WorldText.Build("""(module (import "$root" "used" (func)))""", "import used: func(); import unused: func();")));

    [Fact]
    public void Names_of_cm32p2_mean_what_the_others_mean()
    {
        const string around = "interface i { resource r { constructor(); m: func() -> string; } f: func(s: string); }";
        var module = $$"""
            (module
              (import "cm32p2|t:t/i" "f" (func (param i32 i32)))
              (import "cm32p2|t:t/i" "[constructor]r" (func (result i32)))
              (import "cm32p2|t:t/i" "r_drop" (func (param i32)))
              (import "cm32p2" "root" (func))
              (import "cm32p2|_ex_t:t/i" "r_new" (func (param i32) (result i32)))
              (import "cm32p2|_ex_t:t/i" "r_rep" (func (param i32) (result i32)))
              (memory (export "cm32p2_memory") 1)
              (func (export "cm32p2_realloc") (param i32 i32 i32 i32) (result i32) (i32.const 64))
              (func (export "cm32p2_initialize"))
              (func (export "cm32p2||run"))
              (func (export "cm32p2|t:t/i|f") (param i32 i32))
              (func (export "cm32p2|t:t/i|[constructor]r") (result i32) (i32.const 0))
              (func (export "cm32p2|t:t/i|[method]r.m") (param i32) (result i32) (i32.const 0))
              (func (export "cm32p2|t:t/i|[method]r.m_post") (param i32))
              (func (export "cm32p2|t:t/i|r_dtor") (param i32)))
            """;
        var wit = WorldText.WitOf(WorldText.Build(module, "import i; import root: func(); export i; export run: func();", around));
        Assert.Contains("import root: func();", wit, StringComparison.Ordinal);
        Assert.Contains("export t:t/i;", wit, StringComparison.Ordinal);
    }

    [Fact]
    public void Imports_of_one_track_become_one_of_the_highest_version()
    {
        const string around = "package a:b@0.2.1 { interface c { f: func(); } } package a:b@0.2.4 { interface c { f: func(); g: func(); } }";
        const string module = """(module (import "a:b/c@0.2.1" "f" (func)) (import "a:b/c@0.2.4" "g" (func)))""";
        const string items = "import a:b/c@0.2.1; import a:b/c@0.2.4;";
        Assert.Equal("package root:component;\n\nworld root {\n  import a:b/c@0.2.4;\n}\n", WorldText.WitOf(WorldText.Build(module, items, around)));
        var kept = ComponentBuilder.Build(WorldText.Module(module), new ComponentOptions { Worlds = [WorldText.World(items, around)], KeepVersions = true });
        Assert.Contains("import a:b/c@0.2.1;\n  import a:b/c@0.2.4;", WorldText.WitOf(kept), StringComparison.Ordinal);
    }

    [Fact]
    public void An_initializer_is_called_once_everything_is_there()
    {
        const string module = $$"""
            (module
              (import "$root" "note" (func $note (param i32 i32)))
              {{Realloc}}
              (data (i32.const 8) "hello")
              (func (export "_initialize") (call $note (i32.const 8) (i32.const 5))))
            """;
        using var engine = new Engine();
        using var store = new Store(engine);
        var linker = new Linker(engine);
        var heard = new List<string>();
        linker.Define("note", (string text) => heard.Add(text));
        linker.Instantiate(store, Component.Load(engine, WasmOutput.Encode(WorldText.Build(module, "import note: func(s: string);").Definition)));
        Assert.Equal(["hello"], heard);
    }

    [Fact]
    public void Versions_of_a_track_that_contradict_each_other_are_refused_unless_they_stay_apart()
    {
        const string around = "package a:b@0.2.1 { interface c { f: func(); } } package a:b@0.2.4 { interface c { f: func(x: u8); } }";
        const string module = """(module (import "a:b/c@0.2.1" "f" (func)) (import "a:b/c@0.2.4" "f" (func (param i32))))""";
        const string items = "import a:b/c@0.2.1; import a:b/c@0.2.4;";
        Assert.EndsWith("are not compatible: --keep-versions keeps them apart", WorldText.Refused(module, items, around), StringComparison.Ordinal);
        ComponentBuilder.Build(WorldText.Module(module), new ComponentOptions { Worlds = [WorldText.World(items, around)], KeepVersions = true });
    }

    [Fact]
    public void A_module_of_no_world_is_refused_with_what_to_do() => Assert.StartsWith(
        "the module does not say what world it was made for",
        Assert.Throws<InvalidException>(() => ComponentBuilder.Build(WorldText.Module(Add))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("""(import "__wbindgen_placeholder__" "f" (func))""")]
    [InlineData("""(import "./app_bg.js" "__wbindgen_throw" (func (param i32 i32)))""")]
    [InlineData("""(func (export "__wbindgen_malloc"))""")]
    [InlineData("""(@custom "__wasm_bindgen_unstable" "x")""")]
    public void A_module_of_wasm_bindgen_is_recognised(string field) =>
        Assert.StartsWith("the module is no part of a component: it was built by wasm-bindgen", WorldText.Refused($"(module {field})", AddWorld), StringComparison.Ordinal);

    [Fact]
    public void A_task_hook_is_told_where_calls_begin_and_end()
    {
        const string module = $$"""
            (module
              {{Realloc}}
              (global $trace (mut i64) (i64.const 0))
              (func (export "__wasm_task_hook") (param i32)
                (global.set $trace (i64.add (i64.mul (global.get $trace) (i64.const 100)) (i64.extend_i32_u (local.get 0)))))
              (func (export "f") (param i32 i32) (result i64) (global.get $trace)))
            """;
        using var engine = new Engine();
        using var store = new Store(engine);
        var component = Component.Load(engine, WasmOutput.Encode(WorldText.Build(module, "export f: func(s: string) -> s64;").Definition));
        // 12 and 13 around the allocation, 0 before the call.
        Assert.Equal(121300, new Linker(engine).Instantiate(store, component).GetFunction<Func<string, long>>("f")("x"));
    }

    [Theory]
    [InlineData("""(module (func (export "ad") (param i32 i32) (result i32) (i32.const 0)))""",
        "the module does not export `add` of type [i32 i32] -> [i32], for `add: func(a: s32, b: s32) -> s32`; did you mean `ad`?")]
    [InlineData("""(module (func (export "add") (param i32) (result i32) (i32.const 0)))""",
        "export `add` of the module has the wrong type for `add: func(a: s32, b: s32) -> s32`: expected [i32 i32] -> [i32], found [i32] -> [i32]")]
    [InlineData("""(module (import "wasi_snapshot_preview1" "fd_write" (func)) (func (export "add") (param i32 i32) (result i32) (i32.const 0)))""",
        "the module imports `wasi_snapshot_preview1.fd_write`, but it was built for WASI preview 1")]
    public void An_export_that_does_not_fit_is_named_with_both_types(string module, string message) =>
        Assert.StartsWith(message, WorldText.Refused(module, AddWorld), StringComparison.Ordinal);

    [Theory]
    [InlineData("import f: func() -> string;", """(import "$root" "f" (func (param i32))) (memory (export "memory") 1)""",
        "import `f: func() -> string` gives the module values that memory must be allocated for, but it exports no `cabi_realloc` of type [i32 i32 i32 i32] -> [i32]")]
    [InlineData("import f: func() -> string;", """(import "$root" "f" (func (param i32)))""",
        "import `f: func() -> string` passes values through memory, but the module exports no memory: export it as `memory`")]
    [InlineData("import good: func();", """(import "$root" "god" (func))""",
        "the module imports `$root.god`, but the world imports no function `god`; did you mean `good`?")]
    [InlineData("import f: func();", """(import "t:t/i" "f" (func))""", "the module imports `t:t/i.f`, but its world imports no interface `t:t/i`")]
    [InlineData("import f: func();", """(import "$root" "[async-lower]f" (func (result i32)))""",
        "the module imports `$root.[async-lower]f`, but `f` is no `async func`")]
    public void An_import_that_does_not_fit_is_named_with_what_to_do(string items, string fields, string message) =>
        Assert.StartsWith(message, WorldText.Refused($"(module {fields})", items), StringComparison.Ordinal);
}
