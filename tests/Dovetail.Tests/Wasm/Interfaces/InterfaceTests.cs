using System.Text;
using Dovetail.Tests.Wit;
using Dovetail.Wasm;
using Dovetail.Wasm.Components;
using Dovetail.Wasm.Components.Validation;
using Dovetail.Wasm.Interfaces;
using Dovetail.Wit.Printing;

namespace Dovetail.Tests.Wasm.Interfaces;

public class InterfaceTests
{
    private const string Everything = """
        /// The package.
        package a:b@1.2.3;

        /// Types.
        @since(version = 1.0.0)
        interface types {
          /// A record.
          record r {
            /// A field.
            a: u32,
            b: list<tuple<u8, s64>, 4>,
          }

          flags f {
            a,
          }

          enum e {
            /// A case.
            a,
          }

          variant w {
            a,
            b(result<_, string>),
          }

          type m = map<string, option<stream<u8>>>;

          /// A resource.
          resource res {
            constructor(x: u32) -> result<res>;
            /// A method.
            @external-id("some id")
            read: async func() -> future<string>;
            make: static func(a: res, b: borrow<res>) -> res;
          }

          type other = res;

          type handle = own<res>;

          done: func(r: r, f: f, e: e, w: w, m: m) -> result;
        }

        interface uses {
          use types.{r, res as s};

          f: func(r: r) -> s;
        }

        /// A world.
        world app {
          import types;
          /// Like it.
          @external-id("another")
          import primary: types;
          use types.{res};

          /// Its own.
          resource local {
            m: func();
          }

          type alias = u8;

          /// Says it.
          import log: func(message: res, x: alias) -> local;

          /// Runs.
          export run: async func();
          export types;
          export uses;
          /// In braces.
          export inline: interface {
            use types.{r};

            /// A function.
            f: func(r: r);
          }
        }

        """;

    [Fact]
    public void A_package_keeps_all_on_the_way_to_a_binary_and_back()
    {
        var component = InterfaceEncoder.Encode(WitText.Resolve(Everything).Roots[0]);
        var decoded = InterfaceDecoder.Decode(ComponentValidator.Validate(component, gates: ComponentFeatures.All));
        Assert.Equal(Everything, WitPrinter.Print(decoded));
    }

    [Fact]
    public void Docs_are_left_out_where_there_are_none()
    {
        var component = InterfaceEncoder.Encode(WitText.Resolve("package a:b; interface i {}").Roots[0]);
        Assert.Equal("\u0001{}", Encoding.UTF8.GetString(component.Fields.OfType<CustomField>().Single().Bytes.Span));
    }

    [Theory]
    [InlineData("\u0002{\"docs\":\"x\",\"unknown\":[1]}", "/// x\npackage a:b;\n")]
    [InlineData("\u0001{\"docs\":", "package a:b;\n")]
    [InlineData("", "package a:b;\n")]
    [InlineData("\u0001{\"docs\":\"\\ud800\"}", "package a:b;\n")]
    [InlineData("\u0001{\"\\udc00\":1,\"docs\":\"x\"}", "package a:b;\n")]
    [InlineData("\u0001{\"interfaces\":{\"i\":{\"docs\":\"x\",\"stability\":{\"unstable\":{\"feature\":\"a)\\n// b\"}}}}}", "package a:b;\n\n/// x\ninterface i {\n")]
    [InlineData("\u0001{\"docs\":\"one\\rtwo\\u2028three\\u0085\\u202efour\"}", "/// one\n/// two\n/// three\n/// \ufffdfour\npackage a:b;\n")]
    public void Docs_are_read_as_far_as_they_can_be(string section, string expected)
    {
        var component = InterfaceEncoder.Encode(WitText.Resolve("package a:b; interface i {}").Roots[0]);
        var changed = component with
        {
            Fields = [.. component.Fields.Select(field => field is CustomField custom ? custom with { Bytes = Encoding.UTF8.GetBytes(section) } : field)],
        };
        Assert.StartsWith(expected, WitPrinter.Print(InterfaceDecoder.Decode(ComponentValidator.Validate(changed))), StringComparison.Ordinal);
    }

    [Fact]
    public void Docs_that_are_not_utf8_are_passed_over()
    {
        var component = InterfaceEncoder.Encode(WitText.Resolve("package a:b; interface i {}").Roots[0]);
        byte[] section = [1, .. "{\"docs\":\""u8, 0xff, .. "\"}"u8];
        var changed = component with { Fields = [.. component.Fields.Select(field => field is CustomField custom ? custom with { Bytes = section } : field)] };
        Assert.StartsWith("package a:b;\n", WitPrinter.Print(InterfaceDecoder.Decode(ComponentValidator.Validate(changed))), StringComparison.Ordinal);
    }

    [Fact]
    public void A_map_whose_key_has_a_name_in_a_binary_is_one_of_wit() => Assert.Contains("f: func(m: map<u32, k>)", WitPrinter.Print(WitText.Resolve(Show("""
        (component
          (import "a:b/i" (instance
            (type $u u32) (export "k" (type $k (eq $u)))
            (type $m (map $k $k))
            (export "f" (func (param "m" $m))))))
        """))), StringComparison.Ordinal);

    [Fact]
    public void Types_of_another_interface_are_used_by_name_wherever_a_component_takes_them_from()
    {
        const string component = """
            (component
              (import "a:b/i" (instance $i (type (;0;) (record (field "x" u8))) (export "t" (type (eq 0))) (export "r" (type (sub resource)))))
              (alias export $i "t" (type $t))
              (alias export $i "r" (type $r))
              (type (own $r))
              (import "t" (func (param "x" $t)))
              (import "a:b/j" (instance
                (alias outer 1 $t (type)) (alias outer 1 $r (type)) (type (list 0)) (type (borrow 1))
                (export "t" (func (param "y" 0) (param "z" 2) (param "r" 3)))))
              (export "h" (func 0)))
            """;
        var wit = Show(component);
        Assert.Contains("use a:b/i.{t as t-2};\n\n  import t: func(x: t-2);\n\n  export h: func(x: t-2);\n", wit, StringComparison.Ordinal);
        Assert.Contains("use i.{t as t-2, r};\n\n    t: func(y: t-2, z: list<t-2>, r: borrow<r>);\n", wit, StringComparison.Ordinal);
        Assert.Equal(wit, WitPrinter.Print(WitText.Resolve(wit)));
    }

    [Theory]
    [InlineData("(import \"x\" (instance $i (export \"t\" (type (sub resource))))) (alias export $i \"t\" (type $t))")]
    [InlineData("(import \"t\" (type $t (sub resource)))")]
    public void Types_that_no_use_can_name_are_refused(string import)
    {
        var component = $"(component {import} (import \"a:b/j\" (instance (alias outer 1 $t (type)) (type (own 0)) (export \"g\" (func (param \"y\" 1))))))";
        Assert.StartsWith("type `t` is used outside of the world or interface that has it", Assert.Throws<InvalidException>(() => Show(component)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_package_whose_interfaces_repeat_too_much_is_refused_before_it_is_made()
    {
        var chain = string.Concat(Enumerable.Range(1, 2000).Select(i => $"interface i{i} {{ use i{i - 1}.{{t}}; }} "));
        var package = WitText.Resolve($"package a:b; interface i0 {{ type t = u8; }} {chain}").Roots[0];
        Assert.Equal("type work", Assert.Throws<LimitException>(() => InterfaceEncoder.Encode(package)).Limit);
    }

    [Theory]
    [InlineData("(import \"x\" (instance $i (type (;0;) (record (field \"a\" u8))) (export \"t\" (type (eq 0)))))", "type `t` is used outside of the world or interface that has it")]
    [InlineData("(import \"x\" (implements \"a:b/i\") (instance $i (type (;0;) (record (field \"a\" u8))) (export \"t\" (type (eq 0)))))", "type `t` of `a:b/i` is used by a function of the world, which does not import that interface")]
    [InlineData("(component $c (type (record (field \"a\" u8))) (export \"t\" (type 0))) (instance $j (instantiate $c)) (export $i \"a:b/i\" (instance $j))",
        "type `t` of `a:b/i` is used by a function of the world, which does not import that interface")]
    public void Types_that_a_function_of_the_world_has_no_name_for_are_refused(string instance, string message)
    {
        var component = $"""
            (component {instance} (alias export $i "t" (type $t)) (type (option $t)) (core module $m (func (export "f") (param i32 i32)))
              (core instance $m (instantiate $m)) (func $f (param "x" (option $t)) (canon lift (core func $m "f"))) (export "f" (func $f)))
            """;
        Assert.StartsWith(message, Assert.Throws<InvalidException>(() => Show(component)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_world_of_a_binary_package_that_lacks_an_import_is_refused_when_it_is_written()
    {
        var package = ComponentValidator.Validate(WasmInput.ReadComponent(Encoding.UTF8.GetBytes("""
            (component
              (type (component
                (type (component
                  (import "a:b/i" (instance (export "t" (type (sub resource)))))
                  (alias export 0 "t" (type $t))
                  (import "a:b/j" (instance (alias outer 1 $t (type)) (export "t" (type (eq 0)))))))
                (export "a:b/w" (component (type 0)))))
              (export "w" (type 0))
              (type (component
                (type (component
                  (import "a:b/j" (instance (export "t" (type (sub resource)))))))
                (export "a:b/v" (component (type 0)))))
              (export "v" (type 2)))
            """)));
        var decoded = InterfaceDecoder.Decode(package).Roots[0];
        Assert.Equal("type `t` of `a:b/i` is used where neither imports nor exports have it", Assert.Throws<InvalidException>(() => InterfaceEncoder.Encode(decoded)).Message);
    }

    [Fact]
    public void A_component_is_a_world()
    {
        Assert.Equal("""
            package root:component;

            world root {
              import a:b/i@1.0.0;
              import log: func(r: u32);

              export run: func();
            }

            package a:b@1.0.0 {
              interface i {
                resource r;

                f: func() -> r;
              }
            }

            """, Show("""
            (component
              (import "a:b/i@1.0.0" (instance (export "r" (type $r (sub resource))) (export "f" (func (result (own $r))))))
              (import "log" (func (param "r" u32)))
              (core module $m (func (export "run")))
              (core instance $k (instantiate $m))
              (func (export "run") (canon lift (core func $k "run"))))
            """));
    }

    [Fact]
    public void An_exported_instance_is_an_interface_whatever_made_it()
    {
        Assert.Contains("""
            package a:b {
              interface types {
                enum level {
                  info,
                  debug,
                }
              }

              interface log {
                use types.{level};

                f: func(l: level);
              }
            }
            """, Show("""
            (component
              (import "a:b/types" (instance $types (type (;0;) (enum "info" "debug")) (export "level" (type (eq 0)))))
              (alias export $types "level" (type $level))
              (core module $m (func (export "f") (param i32)))
              (core instance $k (instantiate $m))
              (func $f (param "l" $level) (canon lift (core func $k "f")))
              (component $shim
                (type $inner (enum "info" "debug"))
                (import "import-type-level" (type $level (eq $inner)))
                (import "import-func-f" (func $f (param "l" $level)))
                (export $named "level" (type $level))
                (export "f" (func $f) (func (param "l" $named))))
              (instance $log (instantiate $shim (with "import-type-level" (type $level)) (with "import-func-f" (func $f))))
              (export "a:b/log" (instance $log)))
            """), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("(component (import \"m\" (core module)))", "`m` is a core module; a world has only functions, types and interfaces")]
    [InlineData("(component (import \"a:b/i\" (instance (export \"c\" (component)))))", "`c` is a component; an interface has only functions and types")]
    public void What_wit_has_no_words_for_is_refused(string text, string expected) =>
        Assert.Equal(expected, Assert.Throws<InvalidException>(() => Show(text)).Message);

    private static string Show(string text) =>
        WitPrinter.Print(InterfaceDecoder.Decode(ComponentValidator.Validate(WasmInput.ReadComponent(Encoding.UTF8.GetBytes(text)), gates: ComponentFeatures.All)));
}
