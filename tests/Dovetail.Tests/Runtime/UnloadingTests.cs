using System.Runtime.CompilerServices;
using Dovetail.CanonicalAbi;
using Dovetail.Compilation.Cil;
using Dovetail.Wasm.Modules;

namespace Dovetail.Tests.Runtime;

public sealed class UnloadingTests : IDisposable
{
    private static readonly FunctionType Number = EmittedModule.Type([], [ValType.I32]);
    private readonly Engine _engine = new();

    public void Dispose() => _engine.Dispose();

    [Fact]
    public void A_module_that_nothing_refers_to_is_unloaded()
    {
        var code = Use(_ => null, out var held);
        Assert.Null(held);
        AssertUnloaded(code);
    }

    [Fact]
    public void A_held_trap_does_not_keep_its_module()
    {
        var code = Use(instance => Record.Exception(() => instance.GetFunction("trap").Invoke()), out var held);
        AssertUnloaded(code);
        Assert.Equal(["trap"], ((TrapException)held!).Frames.ToArray());
    }

    [Fact]
    public void A_delegate_keeps_its_module()
    {
        var held = new object?[1];
        var code = Use(instance => instance.GetFunction<Func<int>>("seven"), out held[0]);
        Collect();
        Assert.True(code.IsAlive);
        Call(held);
        AssertUnloaded(code);
    }

    [Fact]
    public void An_entry_of_a_table_keeps_its_module()
    {
        using var store = new Store(_engine);
        var table = new Table(store, new TableType(ValType.FuncRef, new Limits(1, 1)));
        var code = Fill(store, table);
        Collect();
        Assert.True(code.IsAlive);
        Call(table);
        AssertUnloaded(code);
    }

    [Fact]
    public void A_structure_keeps_its_type_but_not_its_module()
    {
        var module = MakeStructure(out var held);
        for (var round = 0; round < 20 && module.IsAlive; round++)
            Collect();
        Assert.False(module.IsAlive);
        Assert.Equal(HeapKind.Struct, ((HeapReference)held).Kind);
        var reader = new Linker(_engine).Instantiate(((HeapReference)held).Store, Module.Parse(_engine, """
            (module (rec (type $s (struct (field i32) (field (ref null $s)))) (type $t (array (ref $s))))
              (func (export "read") (param (ref $s)) (result i32) (struct.get $s 0 (local.get 0))))
            """));
        Assert.Equal([41], reader.GetFunction("read").Invoke(held));
    }

    [Fact]
    public void A_store_that_was_dropped_gives_its_memories_back()
    {
        var before = Dovetail.Runtime.MemoryAccount.Process.Bytes;
        DropStores();
        for (var round = 0; round < 20 && Dovetail.Runtime.MemoryAccount.Process.Bytes > before + (1L << 40); round++)
            Collect();
        Assert.InRange(Dovetail.Runtime.MemoryAccount.Process.Bytes, 0, before + (1L << 40));
    }

    // In methods of their own, so that no temporary of a test's method keeps what they touch.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Call(object?[] held)
    {
        Assert.Equal(7, ((Func<int>)held[0]!)());
        held[0] = null;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Call(Table table)
    {
        Assert.Equal([7], ((Function)table[0]!).Invoke());
        table[0] = null;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private WeakReference MakeStructure(out object held)
    {
        var instance = new Linker(_engine).Instantiate(new Store(_engine), Module.Parse(_engine, """
            (module (rec (type $s (struct (field i32) (field (ref null $s)))) (type $t (array (ref $s))))
              (func (export "make") (result (ref $s)) (struct.new $s (i32.const 41) (ref.null $s))))
            """));
        held = instance.GetFunction("make").Invoke()[0]!;
        return new WeakReference(instance.Module);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void DropStores()
    {
        for (var i = 0; i < 500; i++)
            _ = new Memory(new Store(_engine), new MemoryType(new Limits(1, null)));
    }

    // The delegates' types live for ever; what was found and emitted for them must not.
    [Fact]
    public void What_was_bound_to_functions_of_a_component_goes_with_it()
    {
        var (lowered, lifted) = Bind();
        for (var round = 0; round < 20 && (lowered.IsAlive || lifted.IsAlive); round++)
            Collect();
        Assert.False(lowered.IsAlive);
        Assert.False(lifted.IsAlive);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private (WeakReference Lowered, WeakReference Lifted) Bind()
    {
        var component = Component.Parse(_engine, """
            (component
              (import "half" (func $half (param "x" u32) (result u32)))
              (core func $half (canon lower (func $half)))
              (core module $m (import "" "half" (func $half (param i32) (result i32)))
                (func (export "f") (param i32) (result i32) (call $half (local.get 0))))
              (core instance $i (instantiate $m (with "" (instance (export "half" (func $half))))))
              (func (export "f") (param "x" u32) (result u32) (canon lift (core func $i "f"))))
            """);
        using var store = new Store(_engine);
        var instance = new Linker(_engine).Define("half", (uint x) => x / 2).Instantiate(store, component);
        Assert.Equal(21u, instance.GetFunction<Func<uint, uint>>("f")(42));
        var host = (HostComponentFunction)instance.Origin.Imports["half"];
        return (new WeakReference(host.Plan), new WeakReference(((LiftedFunction)instance.Items.Items["f"]).Plan));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private WeakReference Fill(Store store, Table table)
    {
        var instance = new Linker(_engine).Instantiate(store, Build().Build(_engine));
        table[0] = instance.GetFunction("seven");
        return CodeOf(instance);
    }

    /// <summary>Makes a module, and forgets all of it but what <paramref name="keep"/> returns.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private WeakReference Use(Func<ModuleInstance, object?> keep, out object? kept)
    {
        var instance = new Linker(_engine).Instantiate(new Store(_engine), Build().Build(_engine));
        Assert.Equal(7, instance.GetFunction<Func<int>>("seven")());
        kept = keep(instance);
        return CodeOf(instance);
    }

    // The handle of a method's type dies with the unit itself, not only with our objects.
    private static WeakReference CodeOf(ModuleInstance instance) =>
        new(((EmittedModule.Code)instance.Module.Code).Unit.Method(0).DeclaringType!.Assembly);

    private static EmittedModule Build() => new EmittedModule()
        .Function("seven", Number, code => code.LoadInt32(7).Return())
        .Function("trap", Number, code => code.Call(RuntimeMembers.Unreachable).LoadInt32(0).Return());

    private static void AssertUnloaded(WeakReference code)
    {
        for (var round = 0; round < 20 && code.IsAlive; round++)
            Collect();
        Assert.False(code.IsAlive);
    }

    private static void Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
    }
}
