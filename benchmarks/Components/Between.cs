using Dovetail;

namespace Components;

/// <summary>Calls from component to component whose callee returns at once, so that what is timed is the adapter and the caller's loop.</summary>
internal static class Between
{
    private const string Source = """
        (component
          (type $point (record (field "id" u32) (field "x" f64) (field "y" f64) (field "tag" u8)))
          (component $callee
            (core module $m
              (memory (export "memory") 4)
              (func (export "realloc") (param i32 i32 i32 i32) (result i32) i32.const 65536)
              (func (export "range") (param i32 i32) (result i32) local.get 1)
              (func (export "two") (param i32 i32 i32 i32) (result i32) local.get 1)
              (func (export "scalar") (param i32 i32) (result i32) local.get 1))
            (core instance $i (instantiate $m))
            (type $p (record (field "id" u32) (field "x" f64) (field "y" f64) (field "tag" u8)))
            (export $point "point" (type $p))
            (func (export "bytes") (param "p" (list u8)) (result u32)
              (canon lift (core func $i "range") (memory $i "memory") (realloc (func $i "realloc"))))
            (func (export "text") (param "p" string) (result u32)
              (canon lift (core func $i "range") (memory $i "memory") (realloc (func $i "realloc"))))
            (func (export "points") (param "p" (list $point)) (result u32)
              (canon lift (core func $i "range") (memory $i "memory") (realloc (func $i "realloc"))))
            (func (export "strings") (param "p" (list string)) (result u32)
              (canon lift (core func $i "range") (memory $i "memory") (realloc (func $i "realloc"))))
            (func (export "option") (param "p" (option string)) (param "c" char) (result u32)
              (canon lift (core func $i "two") (memory $i "memory") (realloc (func $i "realloc")))))
          (component $caller
            (type $p (record (field "id" u32) (field "x" f64) (field "y" f64) (field "tag" u8)))
            (import "point" (type $point (eq $p)))
            (import "bytes" (func $bytes (param "p" (list u8)) (result u32)))
            (import "text" (func $text (param "p" string) (result u32)))
            (import "points" (func $points (param "p" (list $point)) (result u32)))
            (import "strings" (func $strings (param "p" (list string)) (result u32)))
            (import "option" (func $option (param "p" (option string)) (param "c" char) (result u32)))
            (core module $m
              (import "" "bytes" (func $bytes (param i32 i32) (result i32)))
              (import "" "text" (func $text (param i32 i32) (result i32)))
              (import "" "points" (func $points (param i32 i32) (result i32)))
              (import "" "strings" (func $strings (param i32 i32) (result i32)))
              (import "" "option" (func $option (param i32 i32 i32 i32) (result i32)))
              (import "m" "memory" (memory 4))
              (func (export "call-bytes") (param $n i32) (result i32)
                (loop (drop (call $bytes (i32.const 1024) (i32.const 65536)))
                  (br_if 0 (local.tee $n (i32.sub (local.get $n) (i32.const 1))))) (local.get $n))
              (func (export "call-text") (param $n i32) (result i32)
                (loop (drop (call $text (i32.const 0) (i32.const 32)))
                  (br_if 0 (local.tee $n (i32.sub (local.get $n) (i32.const 1))))) (local.get $n))
              (func (export "call-points") (param $n i32) (result i32)
                (loop (drop (call $points (i32.const 1024) (i32.const 1000)))
                  (br_if 0 (local.tee $n (i32.sub (local.get $n) (i32.const 1))))) (local.get $n))
              (func (export "call-strings") (param $n i32) (result i32)
                (loop (drop (call $strings (i32.const 131072) (i32.const 100)))
                  (br_if 0 (local.tee $n (i32.sub (local.get $n) (i32.const 1))))) (local.get $n))
              (func (export "call-option") (param $n i32) (result i32)
                (loop (drop (call $option (i32.const 1) (i32.const 0) (i32.const 32) (i32.const 65)))
                  (br_if 0 (local.tee $n (i32.sub (local.get $n) (i32.const 1))))) (local.get $n))
              (func (export "fill") (local $i i32)
                (loop
                  (i32.store (i32.add (i32.const 131072) (local.get $i)) (i32.const 0))
                  (i32.store offset=4 (i32.add (i32.const 131072) (local.get $i)) (i32.const 32))
                  (br_if 0 (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 8))) (i32.const 800))))))
            (core module $memory
              (memory (export "memory") 4)
              (data (i32.const 0) "hello world, this is 32 bytes ok"))
            (core instance $memory (instantiate $memory))
            (core func $bytes (canon lower (func $bytes) (memory $memory "memory")))
            (core func $text (canon lower (func $text) (memory $memory "memory")))
            (core func $points (canon lower (func $points) (memory $memory "memory")))
            (core func $strings (canon lower (func $strings) (memory $memory "memory")))
            (core func $option (canon lower (func $option) (memory $memory "memory")))
            (core instance $i (instantiate $m (with "m" (instance $memory)) (with "" (instance
              (export "bytes" (func $bytes)) (export "text" (func $text)) (export "points" (func $points))
              (export "strings" (func $strings)) (export "option" (func $option))))))
            (func (export "call-bytes") (param "n" u32) (result u32) (canon lift (core func $i "call-bytes")))
            (func (export "call-text") (param "n" u32) (result u32) (canon lift (core func $i "call-text")))
            (func (export "call-points") (param "n" u32) (result u32) (canon lift (core func $i "call-points")))
            (func (export "call-strings") (param "n" u32) (result u32) (canon lift (core func $i "call-strings")))
            (func (export "call-option") (param "n" u32) (result u32) (canon lift (core func $i "call-option")))
            (func (export "fill") (canon lift (core func $i "fill"))))
          (instance $callee (instantiate $callee))
          (alias export $callee "point" (type $point2))
          (instance $caller (instantiate $caller
            (with "point" (type $point2))
            (with "bytes" (func $callee "bytes")) (with "text" (func $callee "text")) (with "points" (func $callee "points"))
            (with "strings" (func $callee "strings")) (with "option" (func $callee "option"))))
          (func (export "call-bytes") (alias export $caller "call-bytes"))
          (func (export "call-text") (alias export $caller "call-text"))
          (func (export "call-points") (alias export $caller "call-points"))
          (func (export "call-strings") (alias export $caller "call-strings"))
          (func (export "call-option") (alias export $caller "call-option"))
          (func (export "fill") (alias export $caller "fill")))
        """;

    /// <summary>Adds a row for each kind of value.</summary>
    public static void Run(Engine engine, Store store, Action<string, int, Action<int>> time)
    {
        var instance = new Linker(engine).Instantiate(store, Component.Parse(engine, Source));
        instance.GetFunction<Action>("fill")();
        Add("list<u8> 64 KiB", "call-bytes", 2000);
        Add("string 32 B", "call-text", 100_000);
        Add("list<record> 1000", "call-points", 1000);
        Add("list<string> 100 of 32 B", "call-strings", 2000);
        Add("option<string> 32 B and char", "call-option", 100_000);

        void Add(string name, string export, int count)
        {
            var call = instance.GetFunction<Func<uint, uint>>(export);
            time($"component->component {name}, returning at once", count, n => call((uint)n));
        }
    }
}
