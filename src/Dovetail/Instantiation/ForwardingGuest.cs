using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.CompilerServices;
using Dovetail.CanonicalAbi;
using Dovetail.Runtime;
using Dovetail.Wit.Abi;

namespace Dovetail.Instantiation;

/// <summary>
/// Makes a function of the host that a component exports again callable like all its others: by way of a guest that does nothing but pass the call on. So
/// values are checked and converted as for any guest, whatever C# types the host's function has and its caller wants.
/// </summary>
[RequiresDynamicCode("Emits the edges of calls at run time.")]
internal static class ForwardingGuest
{
    private static readonly FlatFunctionType Nothing = new([], []);
    private static readonly ConditionalWeakTable<Engine, ConcurrentDictionary<string, Module>> Modules = [];

    // Memory that is given out upwards and taken back as a whole at the end of each call.
    private const string Allocator = """
        (module
          (memory (export "memory") 1)
          (global $top (mut i64) (i64.const 16))
          (func (export "reset") (global.set $top (i64.const 16)))
          (func (export "realloc") (param $old i32) (param $old-size i32) (param $alignment i32) (param $size i32) (result i32)
            (local $at i64) (local $missing i64)
            (local.set $at (i64.and
              (i64.add (global.get $top) (i64.extend_i32_u (i32.sub (local.get $alignment) (i32.const 1))))
              (i64.sub (i64.const 0) (i64.extend_i32_u (local.get $alignment)))))
            (global.set $top (i64.add (local.get $at) (i64.extend_i32_u (local.get $size))))
            (local.set $missing (i64.sub (global.get $top) (i64.shl (i64.extend_i32_u (memory.size)) (i64.const 16))))
            (if (i64.gt_s (local.get $missing) (i64.const 0))
              (then (if (i32.eq (i32.const -1)
                  (memory.grow (i32.wrap_i64 (i64.shr_u (i64.add (local.get $missing) (i64.const 65535)) (i64.const 16)))))
                (then (unreachable)))))
            (memory.copy (i32.wrap_i64 (local.get $at)) (local.get $old)
              (select (local.get $old-size) (local.get $size) (i32.lt_u (local.get $old-size) (local.get $size))))
            (i32.wrap_i64 (local.get $at))))
        """;

    /// <summary>A guest's function that passes its calls on to <paramref name="callee"/>. An instance of its own: nothing else runs in it.</summary>
    /// <exception cref="LimitException">The store has no room for it.</exception>
    public static LiftedFunction Lift(Store store, HostComponentFunction callee)
    {
        var allocator = ModuleInstantiation.Run(store, ModuleOf(store.Engine, Allocator), []);
        var state = new ComponentState(store, null, callee.Path);
        var options = new CanonicalOptions(StringEncoding.Utf16, Export<Memory>(allocator, "memory"), Export<FunctionReference>(allocator, "realloc"));
        var lowered = CanonLower.Lower(callee, callee.Type, state, options, resource => callee.ResourceOf(resource)!);
        var forwarder = ModuleInstantiation.Run(store, ModuleOf(store.Engine, Forwarder(callee.Plan)),
            [lowered, options.Realloc!, Export<FunctionReference>(allocator, "reset"), CanonLower.Reference(Nothing, new DropBorrows(state))]);
        return new LiftedFunction(callee.Path, callee.Type, state, options with { PostReturn = Export<FunctionReference>(forwarder, "reset") },
            Export<FunctionReference>(forwarder, "call"), resource => callee.ResourceOf(resource)!);
    }

    // A lowered function takes the place for a large result, and a lifted one returns it.
    private static string Forwarder(FunctionPlan plan)
    {
        var arguments = string.Concat(plan.Lift.Parameters.Select((_, i) => string.Create(CultureInfo.InvariantCulture, $"(local.get {i})")));
        var call = !plan.ResultInMemory ? $"(call $f {arguments}) (call $drop-borrows)" : string.Create(CultureInfo.InvariantCulture, $"""
            (local $result i32)
            (local.set $result (call $realloc (i32.const 0) (i32.const 0)
              (i32.const {Layout.Alignment(plan.Type.Result!)}) (i32.const {Layout.ElemSize(plan.Type.Result!)})))
            (call $f {arguments} (local.get $result)) (call $drop-borrows)
            (local.get $result)
            """);
        return $"""
            (module
              (import "" "f" (func $f {Types("param", plan.Lower.Parameters)} {Types("result", plan.Lower.Results)}))
              (import "" "realloc" (func $realloc (param i32 i32 i32 i32) (result i32)))
              (import "" "reset" (func $reset))
              (import "" "drop-borrows" (func $drop-borrows))
              (func (export "call") {Types("param", plan.Lift.Parameters)} {Types("result", plan.Lift.Results)} {call})
              (func (export "reset") {Types("param", plan.Lift.Results)} (call $reset)))
            """;
    }

    private static string Types(string kind, IEnumerable<FlatType> types) =>
        $"({kind} {string.Join(' ', types.Select(type => type.ToString().ToLowerInvariant()))})";

    private static Module ModuleOf(Engine engine, string text) =>
        Modules.GetOrCreateValue(engine).GetOrAdd(text, static (text, engine) => Module.Parse(engine, text), engine);

    private static T Export<T>(ModuleInstance instance, string name)
        where T : class => (T)(instance.TryGetExport(name, out var export) ? export : throw new System.Diagnostics.UnreachableException());
}
