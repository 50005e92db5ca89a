using System.Text;
using Dovetail;

namespace Instantiation;

/// <summary>The modules that are instantiated, and the engines that do it.</summary>
internal static class Guests
{
    /// <summary>An engine that keeps no memories.</summary>
    public static EngineOptions Fresh { get; } = new() { MaxPooledMemories = 0 };

    /// <summary>An engine that keeps memories.</summary>
    public static EngineOptions Pooled { get; } = new() { MaxPooledMemories = 16 };

    /// <summary>An engine that keeps memories and copies data into them, as where the system cannot map it.</summary>
    public static EngineOptions Copying { get; } = new() { MaxPooledMemories = 16, CopiesImages = true };

    /// <summary>A module as small toolchains make it: a memory, a table, globals, a little data.</summary>
    public static byte[] Small { get; } = Bytes("""
        (module
          (memory (export "memory") 1) (data (i32.const 1024) "hello, world")
          (table 4 funcref) (elem (i32.const 1) $one $two)
          (global $sp (mut i32) (i32.const 65536)) (global (export "base") i32 (i32.const 1024))
          (func $one (export "one") (result i32) (i32.load (i32.const 1024)))
          (func $two (export "two") (param i32) (i32.store (i32.const 2048) (local.get 0))))
        """);

    /// <summary>A module that has no memory.</summary>
    public static byte[] WithoutMemory { get; } = Bytes("""
        (module (func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1))))
        """);

    /// <summary>A module with 10 MiB of data.</summary>
    public static byte[] Large { get; } = Bytes($$"""
        (module (memory (export "memory") 200) (data (i32.const 65536) "{{new string('x', 10 << 20)}}")
          (func (export "one") (result i32) (i32.load (i32.const 65536))))
        """);

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
