using Dovetail.Wasm;
using static Dovetail.Tests.Wasm.Components.Printing.ComponentRoundTrip;

namespace Dovetail.Tests.Wasm.Components.Printing;

public class ComponentPrinterTests
{
    private const string Text = """
        (component $c
          (type $t (;0;)
            (instance
              (export (;0;) "r" (type (sub resource)))
              (type (;1;) (own 0))
              (type (;2;) (func (param "x" 1) (result string)))
              (export (;0;) "f" (func (type 2)))
              (alias outer 1 0 (type (;3;)))
            )
          )
          (import "a:b/c@1.0.0" (instance $i (;0;) (type $t)))
          (core type (;0;) (func (param i32)))
          (core type (;1;)
            (module
              (type (;0;) (func))
              (alias outer 1 0 (type (;1;)))
              (import "m" "n" (func (type 1)))
              (export "memory" (memory 1))
            )
          )
          (core module $m (;0;)
            (type (;0;) (func))
            (memory (;0;) 1)
            (export "memory" (memory 0))
            (export "f" (func $f))
            (func $f (;0;) (type 0))
          )
          (core module (;1;) (@name "inner"))
          (core instance $mi (;0;) (instantiate $m))
          (alias core export $mi "memory" (core memory $memory (;0;)))
          (alias core export $mi "f" (core func $f (;0;)))
          (core instance (;1;)
            (export "f" (func $f))
            (export "m" (memory $memory))
          )
          (core instance (;2;) (instantiate 1
              (with "x" (instance 1))
              (with "y" (instance $mi))
            )
          )
          (alias export $i "r" (type $r (;1;)))
          (type (;2;) (resource (rep i32) (dtor $f)))
          (type (;3;) (borrow $r))
          (type (;4;) (func (param "self" 3) (result 5)))
          (type (;5;) (result $r (error string)))
          (type (;6;) (variant (case "a" u8) (case "b")))
          (type (;7;) (record (field "x" 6) (field "y" f64)))
          (type (;8;) (tuple bool char))
          (type (;9;) (flags "a" "b"))
          (type (;10;) (enum "a" "b"))
          (type (;11;) (list 10))
          (type (;12;) (option 11))
          (type (;13;) s64)
          (alias export $i "f" (func $f (;0;)))
          (core func $lowered (;1;) (canon lower (func $f) (memory $memory) (realloc $f) string-encoding=utf16))
          (core func (;2;) (canon resource.new 2))
          (core func (;3;) (canon resource.drop $r))
          (core func (;4;) (canon resource.rep 2))
          (func (;1;) (type 4) (canon lift (core func $f) string-encoding=latin1+utf16 (post-return $lowered)))
          (component $nested (;0;)
            (type (;0;) (func))
            (import "f" (func (;0;) (type 0)))
            (export (;1;) "g" (func 0))
          )
          (instance (;1;) (instantiate $nested
              (with "f" (func $f))
            )
          )
          (instance (;2;)
            (export "x" (core module $m))
            (export "y" (instance 1))
            (export "z" (type $r))
          )
          (export $out (;2;) "f" (func $f))
          (export (;3;) "i" (instance 1) (instance (type $t)))
          (@producers
            (language "Rust" "1.80")
          )
        )

        """;

    [Fact]
    public void Writes_every_definition_for_itself()
    {
        Assert.Equal(Text, Print(Parse(Text)));
        Assert.Null(Check(Parse(Text)));
    }

    [Fact]
    public void Leaves_bodies_out_of_a_skeleton() =>
        Assert.Contains("(func $f (;0;) (type 0) ...)", Print(Parse(Text), new PrintOptions { IsSkeleton = true }), StringComparison.Ordinal);

    [Fact]
    public void Expands_what_the_text_abbreviates()
    {
        var component = Parse("""
            (component
              (import "i" (instance $i (export "f" (func (param "x" (list (tuple u8 string)))))))
              (core module $m (import "" "f" (func (param i32 i32))))
              (core func $low (canon lower (func $i "f")))
              (core instance (instantiate $m (with "" (instance (export "f" (func $low)))))))
            """);
        Assert.Null(Check(component));
    }
}
