using System.Collections.Immutable;
using Dovetail.Tooling.AssemblyScript;
using Dovetail.Tooling.Bindgen;
using Dovetail.Tooling.New;
using Dovetail.Wasm;
using Dovetail.Wasm.Components;
using Dovetail.Wasm.Components.Validation;
using Dovetail.Wasm.Interfaces;
using Dovetail.Wit.Resolution;

namespace Dovetail.Tests.Tooling.Bindgen;

/// <summary>Declarations of worlds for the sources of guests. Where the compilers are, what is generated is compiled.</summary>
public sealed class GuestBindingsTests
{
    private const string Everything = """
        record point { x: f64, y: f64 }
        record all {
          a: bool, b: s8, c: u8, d: s16, e: u16, f: s32, g: u32, h: s64, i: u64, j: f32, k: f64, l: char, m: string,
          n: list<point>, o: option<u16>, p: tuple<u8, string, point>, q: result<string, point>, r: result, s: shape, t: color, u: style, v: list<list<string>>,
          w: option<option<string>>, x: many, delete: u8,
        }
        variant shape { nothing, circle(f32), boxed(point), %list(list<u8>), self(u64) }
        variant many { MANY-CASES }
        enum color { red, green, %type }
        flags style { bold, %static }
        type id = u32;
        """;

    private static readonly string s_types = Everything.Replace("MANY-CASES", string.Join(", ", Enumerable.Range(0, 300).Select(i => $"case-{i}")), StringComparison.Ordinal);

    /// <summary>Worlds that between them have every type, one by one and together, on both sides.</summary>
    public static TheoryData<string> Worlds =>
    [
        "interface i { " + s_types + " f: func(x: all) -> all; } world w { import i; export i; }",
        "interface i { " + s_types + " a: func(x: shape, y: color, z: style) -> shape; b: func(x: option<point>) -> result<id, color>; c: func(x: tuple<u8, s64>) -> tuple<u8>; }"
            + " world w { import i; export i; }",
        "interface i { " + s_types + " a: func(x: list<all>) -> list<all>; b: func() -> many; c: func(x: many); d: func() -> option<option<string>>; }"
            + " interface j { use i.{point as p, shape}; record point { z: p } a: func(p: point) -> shape; } world w { import i; import j; export j; }",
        "world w { import new: func(fn: string) -> bool; export delete: func(switch: char, match: f32) -> f64; export log: func(a: s8, b: s16, c: u8, d: u16); }",
        "interface files { resource file { constructor(name: string); read: func(n: u32) -> list<u8>; open: static func() -> result<file>; } size: func(f: borrow<file>) -> u64; }"
            + " world w { import files; export run: func(); }",
        "world w { import p: func(a: string, b: string, c: string, d: string, e: string, f: string, g: string, h: string, i: u8); "
            + "export p: func(a: string, b: string, c: string, d: string, e: string, f: string, g: string, h: string, i: u8) -> string; }",
        "interface i { record list-string { a: u8 } record tuple-u8-u8 { a: u8, b: u16 } record u8-u8 { a: u64 } type %u8 = string; type %string = list<u8>;"
            + " f: func(a: list<string>, b: list-string, c: tuple<u8-u8>, d: tuple<tuple<u8>>, e: tuple<%u8, %u8>, g: %string) -> tuple<tuple<u8, s8>>;"
            + " h: func(a: option<list<string>>, b: option<list-string>); }"
            + " interface j { use i.{u8-u8}; variant shape { a(u8) } record shape-value { a: u8 } enum shape-tag { b } flags style { g } type style-bits = u32;"
            + " f: func(a: shape, b: shape-value, c: shape-tag, d: style, e: style-bits) -> result<tuple<shape>, u8-u8>; } world w { import i; import j; export i; export j; }",
        "interface a { b-c: func(x: u8); } interface a-b { c: func(x: u16); } world w { import a; import a-b; import a-b-c: func(x: u32); export a; export a-b; export a-b-c: func(x: u32); }",
        "world w { import i: interface { record r { a: u8 } f: func(r: r) -> r; } export i: interface { record r { a: u8, b: u8 } f: func(r: r) -> r; } }",
        // Names that files have besides, or that they make of others.
        "interface i { record foo { a: u8 } foo-t: func(x: foo) -> foo; record f-params { a: u8 } record i-f-params { a: u8 } record import-i-f-params { a: u8 } "
            + "record export-i-f-params { a: u8 } f: func(a: string, b: string, c: string, d: string, e: string, f: string, g: string, h: string, i: string) -> string; "
            + "free-all: func(); cabi-realloc: func(); memory: func(); %export: func(); color: func() -> string; enum i-color { post } enum export-i-color { post } "
            + "enum a { b-c, d } enum a-b { c, d } record guest { a: u8 } record str { a: u8 } record %list { a: u8 } record opt { a: u8 } record res { a: u8 } record copy { a: u8 } "
            + "record array { a: list<u8> } g: func(a: guest, b: str, c: %list, d: opt, e: res, f: copy, g: list<array>); "
            + "dup: func(a: string, a-ptr: u32, b: tuple<u8, u8>, b-item0: u8); hide: func(w-i-foo-t: u8, uint8-t: u8, x: u8, y: foo, size-t: u8, z: string); } "
            + "world w { import i; export i; import free-all: func(); import cabi-realloc: func(); import string-t: func(); "
            + "export free-all: func(); export cabi-realloc: func(); export string-t: func(); }",
        // Names of C's headers.
        "interface a { enum least8 { max, min } record fast8 { a: u8 } t: func(a: least8, b: fast8); } world int { import a; export a; import t: func(); export fast8-t: func(); }",
        "interface a { enum c { max } t: func(a: c); } world uint8 { import a; export a; import c: func(); import t: func(); export max: func(); }",
        "world cabi { import realloc: func(); export realloc: func(); } ",
        "world %static { import assert: func(); export assert: func(); } ",
        KeywordWorld(),
        s_sharedLabels,
    ];

    // Interfaces whose labels are the same, and those of their packages too, with functions of one name, of which the world has one itself.
    private const string s_sharedLabels = "package a:b { interface types { f: func() -> u8; types-f: func(); } } package c:d { interface types { f: func() -> u16; } } "
        + "package e:d { interface types { f: func() -> u32; } } package g:d@1.0.0 { interface types { f: func() -> u64; } } package g:d@2.0.0 { interface types { f: func() -> f32; } } "
        + "world w { import a:b/types; import c:d/types; import e:d/types; import g:d/types@1.0.0; import g:d/types@2.0.0; import f: func() -> f64; import b-types-f: func(); "
        + "export a:b/types; export c:d/types; export e:d/types; export g:d/types@1.0.0; export g:d/types@2.0.0; export f: func() -> f64; export b-types-f: func(); }";

    // Words of the languages, as names of everything.
    private static string KeywordWorld()
    {
        string[] words =
        [
            "alignas", "alignof", "asm", "auto", "bool", "constexpr", "double", "errno", "extern", "nullptr", "offsetof", "params", "register", "ret", "signed", "sizeof", "static-assert",
            "struct", "switch", "thread-local", "typedef", "typeof-unqual", "union", "void", "volatile", "async", "await", "box", "crate", "dyn", "fn", "gen", "impl", "loop", "match",
            "mod", "move", "mut", "priv", "self", "super", "trait", "unsafe", "use", "virtual", "where", "yield", "abstract", "arguments", "catch", "class", "constructor", "debugger",
            "declare", "delete", "eval", "export", "f32", "finally", "function", "get", "infer", "instanceof", "interface", "is", "keyof", "let", "namespace", "never", "new", "null",
            "number", "of", "package", "readonly", "set", "string", "symbol", "this", "throw", "try", "type", "undefined", "usize", "v128", "var", "with", "option", "result", "vec",
            "map", "math", "nan", "none", "some", "main", "exit", "abort", "malloc", "program", "check", "start", "next", "end",
        ];
        var all = string.Join(", ", words.Select(word => $"%{word}: u8"));
        return $"interface i {{ record all {{ {all} }} variant cases {{ {string.Join(", ", words.Select(word => $"%{word}(u8)"))} }} enum names {{ {string.Join(", ", words.Select(word => $"%{word}"))} }} "
            + $"flags bits {{ {string.Join(", ", words.Take(32).Select(word => $"%{word}"))} }} f: func(a: all, b: cases, c: names, d: bits); }} "
            + $"interface types {{ {string.Concat(words.Select(word => $"record %{word} {{ a: u8 }} f-{word}: func(%{word}: %{word}); "))} }} "
            + $"world w {{ import i; export i; import types; export types; {string.Concat(words.Select(word => $"import %{word}: func(%{word}: u8) -> u8; export %{word}: func(%{word}: u8) -> u8; "))} }}";
    }

    [CompilerTheory(Compiler.Clang)]
    [MemberData(nameof(Worlds))]
    public void A_program_in_C_becomes_a_component(string wit) => Check(GuestCompiler.CompileC(Generate(wit, GuestLanguage.C)), wit);

    [CompilerTheory(Compiler.Rust)]
    [MemberData(nameof(Worlds))]
    public void A_program_in_Rust_becomes_a_component(string wit) => Check(GuestCompiler.CompileRust(Generate(wit, GuestLanguage.Rust)), wit);

    [CompilerTheory(Compiler.AssemblyScript)]
    [Trait("Category", "Slow")]
    [MemberData(nameof(Worlds))]
    public void A_program_in_AssemblyScript_becomes_a_component(string wit)
    {
        var core = GuestCompiler.CompileScript(Generate(wit, GuestLanguage.AssemblyScript), out var declarations, out var glue);
        ScriptComponent.Build(WasmInput.ReadModule(core), World(wit), ScriptDeclarations.Read(declarations, glue));
    }

    [Theory]
    [InlineData("a\rb\u2028c\u2029d\u0085e\vf\fg")]
    [InlineData("a\\\nb")]
    [InlineData("a\\  \nb")]
    [InlineData("a??/\nb")]
    [InlineData("*/ a /*\r\n\u202eb")]
    public void Docs_of_a_binary_stay_in_their_comments(string docs)
    {
        var component = InterfaceEncoder.Encode(Resolve("interface i { record r { a: u8 } f: func(r: r); } world w { import i; export i; }").Roots[0]);
        var json = System.Text.Json.JsonSerializer.Serialize(new
        {
            interfaces = new { i = new { types = new { r = new { docs } }, funcs = new { f = new { docs } } } },
        });
        var section = new CustomField("package-docs", (byte[])[1, .. System.Text.Encoding.UTF8.GetBytes(json)], 0);
        var changed = component with { Fields = [.. component.Fields.Where(field => field is not CustomField), section] };
        var world = InterfaceDecoder.Decode(ComponentValidator.Validate(changed, gates: ComponentFeatures.All)).SelectWorld("w");
        foreach (var file in Enum.GetValues<GuestLanguage>().SelectMany(language => GuestBindings.Generate(world, language)))
        {
            Assert.DoesNotContain(file.Content, c => c is '\r' or '\v' or '\f' or '\u0085' or '\u2028' or '\u2029' or '\u202e');
            foreach (var line in file.Content.Split('\n').Where(line => file.Name.EndsWith(".h", StringComparison.Ordinal) && line.TrimStart().StartsWith("//", StringComparison.Ordinal)))
            {
                Assert.False(line.TrimEnd().EndsWith('\\') || line.EndsWith("??/", StringComparison.Ordinal), line);
            }
            foreach (var line in file.Content.Split('\n').Select(line => line.Trim()))
            {
                Assert.False(line.Length == 1 && char.IsLetter(line[0]), $"`{line}` stands outside of a comment");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Worlds))]
    public void The_same_world_gives_the_same_files(string wit) => Assert.All(Enum.GetValues<GuestLanguage>(), language =>
        Assert.Equal(Generate(wit, language).ToArray(), Generate(wit, language).ToArray()));

    [Theory]
    [InlineData(GuestLanguage.C, "void w_files_drop_file(w_file_t self);")]
    [InlineData(GuestLanguage.Rust, "pub fn files_drop_file(self_: u32);")]
    [InlineData(GuestLanguage.AssemblyScript, "export declare function dropFile(self: File): void;")]
    public void A_handle_to_an_imported_resource_can_be_ended_where_it_is_defined(GuestLanguage language, string declaration)
    {
        var text = Generate("interface files { resource file; } interface users { use files.{file}; f: func(f: borrow<file>); } world w { import users; export files; }", language)[0].Content;
        Assert.Equal(2, text.Split(declaration).Length);
        Assert.Contains("t:t/files", text[..text.IndexOf(declaration, StringComparison.Ordinal)], StringComparison.Ordinal);
        Assert.Equal(2, text.Split("[resource-drop]file\"").Length);
    }

    [Theory]
    [InlineData("world w { export f: func(s: stream<u8>); }", "guest declarations of the type `stream<u8>`")]
    [InlineData("world w { export f: async func(); }", "guest declarations of async functions: `$root.f`")]
    [InlineData("interface i { resource r { constructor(); } } world w { export i; }", "guest declarations of exported resources: `t:t/i.[constructor]r`")]
    public void What_has_no_declaration_is_refused_by_name(string wit, string feature) => Assert.All(Enum.GetValues<GuestLanguage>(), language =>
        Assert.Equal(feature, Assert.Throws<UnsupportedException>(() => Generate(wit, language)).Feature));

    [Theory]
    [InlineData(GuestLanguage.C)]
    [InlineData(GuestLanguage.Rust)]
    public void A_function_that_would_take_the_memorys_name_is_refused(GuestLanguage language) => Assert.StartsWith(
        "guest declarations of an exported function `memory`",
        Assert.Throws<UnsupportedException>(() => Generate("world w { export memory: func(); }", language)).Feature, StringComparison.Ordinal);

    [Fact]
    public void Functions_of_interfaces_that_share_a_label_are_told_apart_by_their_packages() => Assert.Equal(
        ["bTypesF", "bTypesF2", "cDTypesF", "eDTypesF", "f", "gDTypesF", "gDTypesF2", "typesF"],
        System.Text.RegularExpressions.Regex.Matches(Generate(s_sharedLabels, GuestLanguage.AssemblyScript)[1].Content, @"program\.(\w+)").Select(match => match.Groups[1].Value)
            .Order(StringComparer.Ordinal));

    private static void Check(byte[] core, string wit) =>
        ComponentBuilder.Build(WasmInput.ReadModule(core), new ComponentOptions { Worlds = [new ModuleWorld(World(wit))] });

    private static ImmutableArray<GeneratedFile> Generate(string wit, GuestLanguage language) => GuestBindings.Generate(World(wit), language);

    private static WitWorld World(string wit) => Resolve(wit).Roots.Single(root => root.Name.Namespace == "t").Worlds.Single();

    private static WitResolution Resolve(string wit) =>
        WitResolution.Resolve([new WitSourceGroup([new Dovetail.Wit.Text.SourceText($"package t:t;\n{wit}", "world.wit")])]);
}
