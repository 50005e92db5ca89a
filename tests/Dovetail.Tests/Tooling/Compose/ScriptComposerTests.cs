using Dovetail.Tooling.Compose;
using Dovetail.Tooling.Compose.Scripts;
using Dovetail.Wasm;
using Dovetail.Wasm.Components;
using Dovetail.Wit.Text;
using static Dovetail.Tests.Tooling.Compose.Numbers;

namespace Dovetail.Tests.Tooling.Compose;

public sealed class ScriptComposerTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("dovetail-wac").FullName;

    public ScriptComposerTests()
    {
        Write("t/source.wasm", Source("source", "t:n/b@1.0.0", 7));
        Write("t/digit.wasm", Digit("digit", "t:n/b@1.0.0", "t:n/b@1.0.0", 1));
        Write("t/two.wasm", Read("two", """
            (component
              (import "t:n/b@1.0.0" (instance (export "get" (func (result u32)))))
              (import "t:n/c" (instance (export "get" (func (result u32)))))
              (import "log" (func (param "text" string)))
              (export "t:n/out" (instance 1)) (export "run" (func 0)))
            """));
        Write("t/wit/types.wit", "package t:wit@1.0.0; interface n { get: func() -> u32; } world w { import log: func(text: string); export n; }");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("let s = new t:source {}; export new t:digit { ...s }...;", 71)]
    [InlineData("let s = new t:source {}; let b = s.b; export (new t:digit { b }).b;", 71)]
    [InlineData("let d = new t:digit { b: new t:digit { \"t:n/b@1.0.0\": new t:source {}.b }[\"t:n/b@1.0.0\"] }; export d.b as \"t:n/b@1.0.0\";", 711)]
    [InlineData("let b = new t:source {}.b; export b; export new t:digit { b }.b as \"t:n/z\";", 7)]
    public void Instances_are_given_to_one_another(string statements, int expected) =>
        Assert.Equal((uint)expected, Get(Compose(statements), "t:n/b@1.0.0"));

    [Theory]
    [InlineData(100, "")]
    [InlineData(101, "more than 100 accesses stand in a row")]
    public void A_hundred_accesses_may_stand_in_a_row(int count, string refusal)
    {
        // No component exports components that deep: what counts is whether the script could be read.
        var error = Assert.ThrowsAny<DovetailException>(() => Compose($"let s = new t:source {{}}; export s{string.Concat(Enumerable.Repeat(".b", count))};"));
        Assert.Contains(refusal.Length > 0 ? refusal : "`t:source` has no export `b`", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_missing_is_imported_where_the_arguments_end_with_points()
    {
        var composed = Compose("let s = new t:source {}; let t = new t:two { c: s.b, ... }; export t...;");
        Assert.Equal(["t:n/b@1.0.0", "log"], ImportsOf(composed));
        Assert.Equal(["t:n/out", "run"], ExportsOf(composed));
    }

    [Fact]
    public void A_spread_gives_what_no_other_argument_has()
    {
        var composed = Compose("import log: func(text: string); let s = new t:source {}; let t = new t:two { ...s, c: s.b, log }; export t.out;");
        Assert.Equal(["log"], ImportsOf(composed));
        Assert.Equal(["t:n/out"], ExportsOf(composed));
    }

    [Fact]
    public void An_interface_of_a_package_is_imported_under_its_path()
    {
        Assert.Equal(["t:wit/n"], ImportsOf(Compose("import x: t:wit/n;")));
        Assert.Equal(["t:wit/n@1.0.0"], ImportsOf(Compose("import x: t:wit/n@1.0.0;")));
        Assert.Equal(["other"], ImportsOf(Compose("import x as other: t:wit/n;")));
        var composed = Compose("import x: t:wit/n; export new t:digit { \"t:n/b@1.0.0\": x }.b;");
        Assert.Equal(["t:n/b@1.0.0"], ExportsOf(composed));
    }

    [Fact]
    public void Types_of_the_script_are_used_by_what_stands_behind_them_and_exported()
    {
        var composed = Compose("""
            record pair { a: u32, b: string }
            variant either { left(pair), right }
            type make = func(x: either) -> option<pair>;
            interface i { use j.{k}; f: make; type g = func(k: k); h: g; }
            import it: interface { f: make; };
            import alone: make;
            export it;
            """.Replace("interface i", "interface j { type k = u8; }\ninterface i", StringComparison.Ordinal));
        Assert.Equal(["pair", "either", "it", "alone"], ImportsOf(composed));
        Assert.Equal(["pair", "either", "make", "j", "i", "it"], ExportsOf(composed));
    }

    [Fact]
    public void Interfaces_and_worlds_of_the_script_are_wit()
    {
        var composed = Compose("interface i { resource r { constructor(); m: func() -> r; } } world w { import i; export f: func(); } import x: i; export x;");
        Assert.Equal(["i", "w", "x"], ExportsOf(composed));
    }

    [Theory]
    [InlineData("import log: func(text: string); export new t:source {}.b as \"t:wit/n@1.0.0\";", null)]
    [InlineData("export new t:source {}.b as \"t:wit/n@1.2.0\";", null)]
    [InlineData("export new t:source {}.b;", "1:27: missing export `t:wit/n@1.0.0`: world `t:wit/w@1.0.0` exports an instance")]
    [InlineData("import log: func(text: u8);\nexport new t:source {}.b as \"t:wit/n@1.0.0\";", "2:8: type mismatch for import `log`, parameter `text`: world `t:wit/w@1.0.0` has string, the component asks for u8")]
    [InlineData("import more: func();\nexport new t:source {}.b as \"t:wit/n@1.0.0\";", "2:8: unexpected import `more`: the component imports func(), which world `t:wit/w@1.0.0` does not")]
    public void A_target_is_held_to(string statements, string? expected)
    {
        if (expected is null)
        {
            Compose(statements, " targets t:wit/w");
            return;
        }
        Assert.Equal(expected, Places(Assert.Throws<WitException>(() => Compose(statements, " targets t:wit/w"))));
    }

    [Theory]
    [InlineData("let = 1; export; type x = u32\nimport y: nothing;", "2:5: expected a name, found `=`; 2:16: expected a local name, `new` or `(`, found `;`; 2:30: expected `;`, found keyword `import`")]
    [InlineData("export a; export b.c;", "2:8: `a` is not defined, or not before here: a composition is read from top to bottom; 2:18: `b` is not defined, or not before here: a composition is read from top to bottom")]
    [InlineData("let s = new t:source {}; export s;", "2:33: the name of the export does not follow from the expression; add it, as in `export … as \"name\"`")]
    [InlineData("let d = new t:digit {};", "2:13: missing argument `t:n/b@1.0.0` of `t:digit`; end the arguments with `...` to import what is missing")]
    [InlineData("let s = new t:source { x: new t:source {} };", "2:24: `t:source` has no import `x`; it imports nothing")]
    [InlineData("let s = new t:source {}; let d = new t:digit { b: s };", "2:48: type mismatch for `t:n/b@1.0.0.get`: expected func() -> u32 by `t:digit`, found nothing of that name in `t:source`")]
    [InlineData("let s = new t:source {}; let d = new t:digit { ...s, ..., };", "")]
    [InlineData("let s = new t:nowhere {}; let z = new t:digit { b: s };", "2:13: unknown package `t:nowhere`")]
    [InlineData("let s = new t:wit {};", "2:13: `FOLDER/t/wit` is WIT, not a component: it has interfaces and worlds, and no code")]
    [InlineData("let s = new t:source {}; let s = new t:source {};", "2:30: `s` is defined twice")]
    [InlineData("let s = new t:source {}; export s.b; export s.b;", "2:45: duplicate export `t:n/b@1.0.0`")]
    [InlineData("let s = new t:source {}; export s...; export s...;", "2:46: spreading this exports nothing")]
    [InlineData("import x: later; interface later {}", "2:11: `later` is not defined, or not before here: a composition is read from top to bottom")]
    [InlineData("import x: u;  type u = u32;", "2:11: `u` is not defined, or not before here: a composition is read from top to bottom")]
    [InlineData("export new t:source { ... } ... as x;", "2:33: the exports of a spread instance keep their names; `as` can't stand here")]
    public void What_is_wrong_is_said_with_its_place(string statements, string expected)
    {
        if (expected.Length == 0)
        {
            Compose(statements);
            return;
        }
        var places = Places(Assert.Throws<WitException>(() => Compose(statements)));
        Assert.StartsWith(expected, places.Replace(_folder, "FOLDER", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public void Words_of_wit_alone_can_be_names() => Compose("let stream = new t:source {}; let map = stream.b; export map;");

    [Theory]
    [InlineData("import x: foo:bar:baz/qux/jam@1.2.3-pre+abc;")]
    [InlineData("let x = new my:own:record@1.0.0 { let-it: y, \"a:b/c@1.0.0\": (new a:b { ... }).c, ...d, ... };")]
    [InlineData("/* a /* nested */ comment */ interface i { use own:world/interface.{type-of}; }")]
    [InlineData("world w { include a:b/w with { x as y, }; import i: interface {}; export j: interface {} }")]
    [InlineData("interface i { f: func() -> result<_>; g: func() -> result<string, u8>; h: func() -> tuple<u8,>; }")]
    [InlineData("export a[\"b\"].c[\"d:e/f\"]...;")]
    public void The_grammar_takes(string statements) => ScriptComposer.CheckGrammar(new SourceText("package a:b;\n" + statements));

    [Theory]
    [InlineData("let new = x;", "found keyword `new`")]
    [InlineData("let let = x;", "found keyword `let`")]
    [InlineData("import targets: func();", "found keyword `targets`")]
    [InlineData("resource r;", "a resource stands in an interface or a world")]
    [InlineData("use a:b/c as d;", "expected `import`, `let`, `export`")]
    [InlineData("import a:b/c;", "expected `;`, found `/`")]
    [InlineData("let x = new a:b { ..., c };", "`...` without a name stands behind all other arguments")]
    [InlineData("let x = new a:b;", "expected `{`, found `;`")]
    [InlineData("let x = new a { };", "expected a namespace")]
    [InlineData("let x = a[b];", "expected a name in quotes, found `b`")]
    [InlineData("let x = a[\"b\";", "expected `]`, found `;`")]
    [InlineData("let x = (a;", "expected `)`, found `;`")]
    [InlineData("let x = a..b;", "expected `;`")]
    [InlineData("export a as;", "expected a name, or one in quotes, found `;`")]
    [InlineData("export a as \"b;\n", "the string is not closed")]
    [InlineData("type f = func() -> (a: u8, b: u8);", "expected a type, found `(`")]
    [InlineData("}", "expected `import`, `let`, `export`")]
    public void The_grammar_refuses(string statements, string expected) => Assert.Contains(
        expected, Places(Assert.Throws<WitException>(() => ScriptComposer.CheckGrammar(new SourceText("package a:b;\n" + statements)))), StringComparison.Ordinal);

    [Fact]
    public void A_type_is_exported_under_each_name_that_is_given_to_it() =>
        Assert.Equal(["b", "c"], ExportsOf(Compose("type a = u32; export a as b; export a as \"c\";")));

    [Fact]
    public void Names_that_newcomers_take_for_func_can_be_names() => Compose("type fn = func(); import def: fn; interface i { function: fn; }");

    [Fact]
    public void Types_of_the_script_can_be_left_out()
    {
        var script = new SourceText("package a:b; interface i { f: func(); } world w { import i; } record r { a: u8 } type t = r; import x: i; export x; export t;");
        var composed = ScriptComposer.Compose(script, new ScriptPackages(null), new ScriptOptions { OmitTypes = true }).Component;
        Assert.Equal(["x"], ExportsOf(composed).Except(["t"]));
        Assert.Contains("t", ExportsOf(composed));
    }

    [Fact]
    public void A_type_can_be_an_argument()
    {
        Write("t/typed.wasm", Read("typed", "(component (type $r (record (field \"a\" u8))) (import \"r\" (type (eq $r))) (export \"out\" (instance)))".Replace("(export \"out\" (instance))", "", StringComparison.Ordinal)));
        Compose("record r { a: u8 } let x = new t:typed { r };");
        Assert.Contains("type mismatch for `r`, field `a`: expected u8", Places(Assert.Throws<WitException>(() => Compose("record r { a: u16 } let x = new t:typed { r };"))), StringComparison.Ordinal);
    }

    [Fact]
    public void An_export_that_uses_a_type_without_a_name_is_refused_with_advice()
    {
        Write("t/made.wasm", Read("made", """
            (component
              (component $c
                (type $r' (record (field "x" u32))) (export $r "r" (type $r'))
                (core module $m (func (export "f") (result i32) (i32.const 7)))
                (core instance $m (instantiate $m))
                (func $f (result $r) (canon lift (core func $m "f")))
                (export "f" (func $f)))
              (instance $t (instantiate $c))
              (export "a:b/types" (instance $t)))
            """));
        var error = Assert.Throws<CompositionException>(() => Compose("export new t:made {}.types.f;"));
        Assert.Contains("export the interface that the type belongs to as well", error.Message, StringComparison.Ordinal);
        Assert.Equal(["a:b/types", "f"], ExportsOf(Compose("let t = new t:made {}.types; export t; export t.f;")));
    }

    [Fact]
    public void Packages_are_found_by_file_and_by_version()
    {
        var file = Path.Combine(_folder, "t/source.wasm");
        var packages = new ScriptPackages(null, new Dictionary<string, string> { ["my:own@2.0.0"] = file });
        Assert.Equal(7u, Get(ScriptComposer.Compose(new SourceText("package a:b; export new my:own@2.0.0 {}...;"), packages).Component, "t:n/b@1.0.0"));
        Assert.Throws<WitException>(() => ScriptComposer.Compose(new SourceText("package a:b; export new my:own@2.1.0 {}...;"), packages));
        Write("t/source@3.0.0.wasm", Source("source", "t:n/b@1.0.0", 9));
        Assert.Equal(9u, Get(Compose("export new t:source@3.0.0 {}...;"), "t:n/b@1.0.0"));
    }

    [Fact]
    public void Expressions_that_nest_without_end_are_refused()
    {
        var nested = new string('(', 100_000) + "a";
        Assert.Contains("expressions nest deeper than 100 levels", Places(Assert.Throws<WitException>(() => Compose($"let x = {nested};"))), StringComparison.Ordinal);
    }

    [Fact]
    public void Expressions_of_every_allowed_depth_are_evaluated_on_a_small_stack()
    {
        var accesses = string.Concat(Enumerable.Repeat(".x", 90));
        var nested = Enumerable.Range(0, 90).Aggregate("a", (inner, _) => $"({inner}{accesses})");
        var error = OnSmallStack(() => Assert.Throws<WitException>(() => Compose($"let a = new t:source {{}}; let x = {nested};")));
        Assert.Contains("has no export `x`", Places(error), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("type a = a; import f: a;")]
    [InlineData("type a = b; type b = a; import f: func(x: b);")]
    [InlineData("record r { x: option<r> } import f: func(x: r);")]
    public void Types_that_refer_to_themselves_are_refused(string statements) => Assert.Throws<WitException>(() => Compose(statements));

    [Fact]
    public void Long_chains_of_types_are_read_on_a_small_stack()
    {
        var chain = string.Concat(Enumerable.Range(1, 20_000).Select(i => $"type t{i} = t{i - 1};\n"));
        OnSmallStack(() => Record.Exception(() => Compose($"type t0 = func();\n{chain}interface i {{ f: t20000; }}")));
        OnSmallStack(() => Record.Exception(() => Compose($"type t0 = u32;\n{chain}interface i {{ f: func() -> t20000; }}")));
    }

    [Fact]
    public void Types_that_very_many_interfaces_use_are_refused()
    {
        var chain = string.Concat(Enumerable.Range(1, 900).Select(i => $"record t{i} {{ a: t{i / 2} }}\n"));
        var interfaces = string.Concat(Enumerable.Range(0, 1000).Select(i => $"interface i{i} {{ f: func({string.Join(", ", Enumerable.Range(0, 900).Select(j => $"a{j}: t{j}"))}); }}\n"));
        var error = Assert.Throws<WitException>(() => Compose($"record t0 {{ a: u8 }}\n{chain}{interfaces}"));
        Assert.Contains("more than 100000 times", error.Message, StringComparison.Ordinal);
    }

    private static T OnSmallStack<T>(Func<T> action)
    {
        var result = default(T);
        var thread = new Thread(() => result = action(), 1024 * 1024);
        thread.Start();
        thread.Join();
        return result!;
    }

    [Fact]
    public void Instances_of_instances_that_double_are_refused_in_bounded_time()
    {
        Write("t/double.wasm", Read("double", """
            (component
              (type $i (instance (export "get" (func (result u32)))))
              (import "a" (instance $a (type $i))) (import "b" (instance $b (type $i)))
              (instance $both (export "a" (instance $a)) (export "b" (instance $b)))
              (export "out" (instance $both)) (export "get" (func $a "get")))
            """));
        var lines = string.Concat(Enumerable.Range(1, 3000).Select(i => $"let d{i} = new t:double {{ a: d{i - 1}, b: d{i - 1} }};\n"));
        var composed = Compose($"let d0 = new t:source {{}}.b;\n{lines}export d3000.get;");
        Assert.True(WasmOutput.Encode(composed).Length < 300_000);
    }

    private ComponentDefinition Compose(string statements, string target = "") =>
        ScriptComposer.Compose(new SourceText($"package a:b{target};\n{statements}"), new ScriptPackages(_folder)).Component;

    private static string Places(WitException error) => string.Join("; ", error.Diagnostics.Select(diagnostic =>
    {
        var (line, column) = diagnostic.Source.Locate(diagnostic.Span.Start);
        return $"{line}:{column}: {diagnostic.Message}";
    }));

    private static string[] ExportsOf(ComponentDefinition component) => [.. component.Fields.OfType<ExportField>().Select(export => export.Name)];

    private void Write(string name, CompositionPackage package) => Write(name, WasmOutput.Encode(package.Definition!));

    private void Write(string name, string text) => Write(name, System.Text.Encoding.UTF8.GetBytes(text));

    private void Write(string name, byte[] bytes)
    {
        var path = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, bytes);
    }
}
