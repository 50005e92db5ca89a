using Dovetail.Compilation;
using Dovetail.Wasm.Modules.Decoding;
using Dovetail.Wasm.Modules.Validation;

namespace Dovetail.Tests.Compilation.Verification;

public sealed class ModuleVerificationTests
{
    /// <summary>The last branch to the outer loop stands before the last one to the inner, and before what that one assigns.</summary>
    [Fact]
    public void Loops_that_cross_are_accepted() => Verify(Wat.Validate("""
        (module (func (param i32) (local i32)
          (loop $outer
            (loop $inner
              (br_if $outer (local.get 1))
              (local.set 1 (i32.add (local.get 0) (i32.const 1)))
              (br_if $inner (local.get 0))))))
        """));

    [Fact]
    public void A_loop_may_set_a_local_that_held_the_length_of_an_array() => Verify(Wat.Validate("""
        (module (type $a (array (mut i8)))
          (func (export "f") (param $a (ref $a)) (result i32) (local $n i32)
            (local.set $n (array.len (local.get $a)))
            (loop $l (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
            (local.get $n)))
        """));

    /// <summary>Behind the branch the local is 0, which the verifier does not know any more in the protected block.</summary>
    [Fact]
    public void The_range_of_a_local_does_not_reach_into_a_protected_block() => Verify(Wat.Validate("""
        (module (memory 1) (tag $e)
          (func (param i32)
            (block $out
              (local.set 0 (i32.const 4))
              (loop $l
                (br_if $out (local.get 0))
                (try_table (catch_all $out)
                  (drop (f32.load offset=65532 (local.get 0)))
                  (local.set 0 (i32.const 7))
                  (throw $e))
                (br $l)))))
        """));

    [SharedFact]
    public void Everything_that_is_emitted_for_real_modules_is_accepted()
    {
        foreach (var path in RealModules.Paths)
        {
            Verify(ModuleValidator.Validate(ModuleDecoder.Decode(File.ReadAllBytes(path))));
        }
    }

    private static void Verify(ValidatedModule module) => ModuleCompiler.Verify(ModuleCompiler.Emit(module, out var promises), promises);
}

/// <summary>The modules of the shared kernels and guests.</summary>
internal static class RealModules
{
    public static IReadOnlyList<string> Paths { get; } = SharedData.Exists
        ? [.. Directory.GetFiles(SharedData.PathOf("bench", "wasm"), "*.wasm")
            .Concat(Directory.GetFiles(SharedData.PathOf("guests"), "core*.wasm", SearchOption.AllDirectories)).Order(StringComparer.Ordinal)]
        : [];
}
