namespace Dovetail.Tests.Cli;

[Collection("console")]
public sealed class WitVerbTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("dovetail-wit").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Shows_a_folder_with_its_dependencies()
    {
        Write("world.wit", "package a:b; world w { import x:dep/i; }");
        Write("deps/dep/i.wit", "package x:dep; interface i { f: func(); }");
        var (code, output, errors) = CommandLine.Run("wit", _folder);
        Assert.Equal((0, ""), (code, errors));
        Assert.Equal("package a:b;\n\nworld w {\n  import x:dep/i;\n}\n\npackage x:dep {\n  interface i {\n    f: func();\n  }\n}\n", output);
        Assert.Equal(output, CommandLine.Run("wit", _folder).Output);
    }

    [Fact]
    public void Writes_a_file_for_each_package()
    {
        Write("world.wit", "package a:b; world w { import x:dep/i@1.0.0; }");
        Write("deps/dep.wit", "package x:dep@1.0.0; interface i {}");
        var target = Path.Combine(_folder, "out");
        Assert.Equal(0, CommandLine.Run("wit", _folder, "--out-dir", target).Code);
        Assert.Equal("package a:b;\n\nworld w {\n  import x:dep/i@1.0.0;\n}\n", File.ReadAllText(Path.Combine(target, "b.wit")));
        Assert.Equal(0, CommandLine.Run("wit", target).Code);
    }

    [Fact]
    public void Packages_whose_names_could_be_one_file_get_several()
    {
        Write("world.wit", "package a:b; world w { import a:b-c/i; import a-b:c/i; import c:d/i@1.0.0-A; import c:d/j@1.0.0-a; }");
        Write("deps/one.wit", "package a:b-c; interface i { f: func(); }");
        Write("deps/two.wit", "package a-b:c; interface i { g: func(); }");
        Write("deps/three.wit", "package c:d@1.0.0-A; interface i { h: func(); }");
        Write("deps/four.wit", "package c:d@1.0.0-a; interface j { k: func(); }");
        var target = Path.Combine(_folder, "out");
        Assert.Equal(0, CommandLine.Run("wit", _folder, "--out-dir", target).Code);
        Assert.Equal(4, Directory.GetFiles(Path.Combine(target, "deps")).Select(path => path.ToUpperInvariant()).Distinct().Count());
        Assert.Equal(CommandLine.Run("wit", _folder).Output, CommandLine.Run("wit", target).Output);
    }

    [Fact]
    public void Several_packages_that_are_put_together_are_one_folder_again()
    {
        var (one, two) = (Write("one.wit", "package a:same; world w { import f: func(); }"), Write("two.wit", "package b:same; world v { import g: func(); }"));
        var target = Path.Combine(_folder, "out");
        Assert.Equal(0, CommandLine.Run("wit", one, two, "--out-dir", target).Code);
        Assert.Equal(CommandLine.Run("wit", one, two).Output, CommandLine.Run("wit", target).Output);
        Assert.StartsWith("package b:same;", CommandLine.Run("wit", one, two).Output, StringComparison.Ordinal);
        Assert.StartsWith("package a:same;", CommandLine.Run("wit", two, one).Output, StringComparison.Ordinal);
        Assert.Contains("world w {", CommandLine.Run("wit", one, two, "--world", "w").Output, StringComparison.Ordinal);
        Assert.Contains("world v {", CommandLine.Run("wit", one, two, "--world", "v").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_package_of_the_last_file_is_the_one_that_is_written()
    {
        var (one, two) = (Write("one.wit", "package a:same; world w { import f: func(); }"), Write("two.wit", "package b:same; world v { import g: func(); }"));
        var (binary, target) = (Path.Combine(_folder, "p.wasm"), Path.Combine(_folder, "out"));
        Assert.Equal(0, CommandLine.Run("wit", two, one, "-o", binary).Code);
        Assert.StartsWith("package a:same;", CommandLine.Run("wit", binary).Output, StringComparison.Ordinal);
        Assert.Equal(0, CommandLine.Run("wit", two, one, "--out-dir", target).Code);
        Assert.StartsWith("package a:same;", File.ReadAllText(Path.Combine(target, "same.wit")), StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_with_every_place()
    {
        var file = Write("a.wit", "package a:b;\ninterface i { f: func(x: one); }\ninterface j { f: func(x: two); }\n");
        var (code, output, errors) = CommandLine.Run("wit", file);
        Assert.Equal((1, ""), (code, output));
        Assert.Contains($"--> {file}:2:26", errors, StringComparison.Ordinal);
        Assert.Contains($"--> {file}:3:26", errors, StringComparison.Ordinal);
        var json = CommandLine.Run("wit", file, "--json");
        Assert.Equal(1, json.Code);
        Assert.Contains("\"line\": 3", json.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Fixes_the_file_itself()
    {
        var file = Write("a.wit", "package shared\ninterface Math { add: func() }\n");
        var (code, output, errors) = CommandLine.Run("wit", file, "--fix");
        Assert.Equal((0, ""), (code, output));
        Assert.Contains("fixed: ", errors, StringComparison.Ordinal);
        Assert.Equal("package local:shared;\ninterface math { add: func(); }\n", File.ReadAllText(file));
    }

    [Fact]
    public void Json_has_everything_by_name()
    {
        var file = Write("a.wit", "package a:b@1.0.0;\n/// Docs.\ninterface i { @since(version = 1.0.0) f: func(x: u32) -> string; }\n");
        var (code, output, _) = CommandLine.Run("wit", file, "--json");
        Assert.Equal(0, code);
        using var json = System.Text.Json.JsonDocument.Parse(output);
        var item = json.RootElement.GetProperty("packages")[0].GetProperty("interfaces")[0];
        Assert.Equal("Docs.", item.GetProperty("docs").GetString());
        Assert.Equal("1.0.0", item.GetProperty("functions")[0].GetProperty("stability").GetProperty("since").GetString());
    }

    [Fact]
    public void Shows_the_world_of_a_component()
    {
        var file = Write("c.wat", "(component (import \"a:b/i\" (instance (export \"f\" (func)))))");
        var (code, output, errors) = CommandLine.Run("wit", file);
        Assert.Equal((0, ""), (code, errors));
        Assert.Equal("package root:component;\n\nworld root {\n  import a:b/i;\n}\n\npackage a:b {\n  interface i {\n    f: func();\n  }\n}\n", output);
    }

    [Fact]
    public void Nested_names_go_to_the_binary_and_back_behind_their_gate()
    {
        const string text = """
            package a:%world:c/d/%type@1.0.0;

            interface %interface {
              f: func() -> u32;
            }

            world w {
              import e:f:g/h/i@0.1.0;

              export %interface;
            }

            package e:f:g/h@0.1.0 {
              interface i {
                f: func();
              }
            }

            """;
        var file = Write("a.wit", text);
        var binary = Path.Combine(_folder, "a.wasm");
        Assert.Equal((0, text, ""), CommandLine.Run("wit", file));
        Assert.Equal((0, "", ""), CommandLine.Run("wit", file, "-o", binary));
        Assert.Equal((0, text, ""), CommandLine.Run("wit", binary));
        Assert.Equal(0, CommandLine.Run("validate", binary, "--features", "nested-names").Code);
        var (code, _, errors) = CommandLine.Run("validate", binary);
        Assert.Equal(1, code);
        Assert.Contains("nested", errors, StringComparison.Ordinal);
        var folder = Path.Combine(_folder, "out");
        Assert.Equal(0, CommandLine.Run("wit", file, "--out-dir", folder).Code);
        Assert.Equal((0, text, ""), CommandLine.Run("wit", folder));
    }

    [Fact]
    public void Reads_the_older_form_in_which_a_module_says_its_world()
    {
        var package = Path.Combine(_folder, "p.wasm");
        Assert.Equal(0, CommandLine.Run("wit", Write("a.wit", "package a:b; world v {} world w { import f: func(); }"), "-o", package).Code);
        byte[] content = [14, .. "component-type"u8, 3, 0, 1, (byte)'w', .. File.ReadAllBytes(package)];
        var module = Path.Combine(_folder, "m.wasm");
        File.WriteAllBytes(module, [0, .. "asm"u8, 1, 0, 0, 0, 0, (byte)(content.Length & 0x7f | 0x80), (byte)(content.Length >> 7), .. content]);
        Assert.Equal((0, "package a:b;\n\nworld w {\n  import f: func();\n}\n", ""), CommandLine.Run("wit", module));
    }

    [Fact]
    public void A_type_that_a_component_exports_is_one_of_its_world()
    {
        var file = Write("c.wat", """
            (component
              (type $r (record (field "x" u8)))
              (export $e "r" (type $r))
              (core module $m (func (export "f") (param i32)))
              (core instance $i (instantiate $m))
              (func (export "f") (param "v" $e) (canon lift (core func $i "f"))))
            """);
        var (code, output, errors) = CommandLine.Run("wit", file);
        Assert.Equal((0, ""), (code, errors));
        Assert.Equal("package root:component;\n\nworld root {\n  record r {\n    x: u8,\n  }\n\n  export f: func(v: r);\n}\n", output);
    }

    [Fact]
    public void A_resource_that_a_component_exports_by_itself_is_refused()
    {
        var (code, _, errors) = CommandLine.Run("wit", Write("c.wat", "(component (type $r (resource (rep i32))) (export \"r\" (type $r)))"));
        Assert.Equal(1, code);
        Assert.Contains("`r` is a resource that is exported by itself", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("p.wasm")]
    [InlineData("p.wat")]
    public void Writes_a_binary_package_that_says_the_same(string name)
    {
        const string text = "/// Docs.\npackage a:b@1.0.0;\n\ninterface i {\n  /// Says.\n  f: func(x: list<u8>) -> string;\n}\n";
        var file = Path.Combine(_folder, name);
        var (code, output, errors) = CommandLine.Run("wit", Write("a.wit", text), "-o", file);
        Assert.Equal((0, "", ""), (code, output, errors));
        Assert.Equal(text, CommandLine.Run("wit", file).Output);
    }

    [Fact]
    public void What_no_component_can_have_is_not_written()
    {
        var file = Path.Combine(_folder, "p.wasm");
        Assert.Equal(1, CommandLine.Run("wit", Write("a.wit", "package a:b; interface i { record r {} }"), "-o", file).Code);
        Assert.False(File.Exists(file));
    }

    [Fact]
    public void A_module_without_a_world_is_refused()
    {
        var (code, _, errors) = CommandLine.Run("wit", Write("m.wat", "(module)"));
        Assert.Equal(1, code);
        Assert.Contains("is a core module without a section `component-type`", errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Takes_packages_in_deps_that_are_binaries()
    {
        Write("world.wit", "package a:b; world w { import x:dep/i; }");
        Write("deps/dep.wat", "(component (type (component (export \"x:dep/i\" (instance (export \"f\" (func)))))) (export \"i\" (type 0)))");
        var (code, output, errors) = CommandLine.Run("wit", _folder);
        Assert.Equal((0, ""), (code, errors));
        Assert.Contains("package x:dep {\n  interface i {\n    f: func();\n  }\n}\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Binaries_in_deps_may_refer_to_what_others_have()
    {
        Write("world.wit", "// It needs package x:dep too.\npackage a:b; world w { import p:one/i; import p:two/i; }");
        Write("x.wit", "package x:dep; interface i { type a = u8; type b = u16; }");
        Write("x-other.wit", "package x:dep-other; interface i { type a = u8; }");
        Write("one/w.wit", "package p:one; interface i { use x:dep/i.{a}; f: func(a: a); }");
        Write("two/w.wit", "package p:two; interface i { use x:dep/i.{b}; f: func(b: b); }");
        foreach (var name in new[] { "one", "two" })
        {
            Write($"{name}/deps/x.wit", File.ReadAllText(Path.Combine(_folder, "x.wit")));
            Directory.CreateDirectory(Path.Combine(_folder, "app", "deps"));
            Assert.Equal(0, CommandLine.Run("wit", Path.Combine(_folder, name), "-o", Path.Combine(_folder, "app", "deps", name + ".wasm")).Code);
        }
        Write("app/world.wit", File.ReadAllText(Path.Combine(_folder, "world.wit")));
        Write("app/deps/other.wit", File.ReadAllText(Path.Combine(_folder, "x-other.wit")));
        var (code, output, errors) = CommandLine.Run("wit", Path.Combine(_folder, "app"));
        Assert.Equal((0, ""), (code, errors));
        Assert.Contains("package x:dep {\n  interface i {\n    type a = u8;\n\n    type b = u16;\n", output, StringComparison.Ordinal);
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }
}
