using Dovetail.Compilation.Cil;
using Dovetail.Wasm.Modules;

namespace Dovetail.Tests.Runtime;

public sealed class CallTests : IDisposable
{
    private static readonly FunctionType Nullary = EmittedModule.Type([], []);
    private static readonly FunctionType Number = EmittedModule.Type([], [ValType.I32]);
    private static readonly FunctionType Binary = EmittedModule.Type([ValType.I32, ValType.I32], [ValType.I32]);
    private readonly Engine _engine = new();
    private readonly Store _store;

    public CallTests() => _store = new Store(_engine);

    public void Dispose()
    {
        _store.Dispose();
        _engine.Dispose();
    }

    [Fact]
    public void Calls_through_a_typed_delegate_and_dynamically()
    {
        var instance = Instantiate(Adder());
        Assert.Equal(100, instance.GetFunction<Func<int, int, int>>("add")(42, 58));
        Assert.Equal(uint.MaxValue, instance.GetFunction<Func<uint, int, uint>>("add")(0x7FFFFFFF, int.MinValue));
        Assert.Equal([100], instance.GetFunction("add").Invoke(42, 58));
    }

    [Fact]
    public void A_typed_call_allocates_nothing()
    {
        var add = Instantiate(Adder()).GetFunction<Func<int, int, int>>("add");
        add(1, 2);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
            add(i, 2);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void Says_which_delegate_fits()
    {
        var instance = Instantiate(Adder());
        var refused = Assert.Throws<ArgumentException>(() => instance.GetFunction<Func<long, int, int>>("add"));
        Assert.Contains("Func<int, int, int>", refused.Message, StringComparison.Ordinal);
        Assert.Contains("[i32 i32] -> [i32]", refused.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => instance.GetFunction<Func<string, int>>("add"));
        Assert.Contains("`add`", Assert.Throws<ArgumentException>(() => instance.GetFunction("sub")).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => instance.GetFunction("add").Invoke(1));
        Assert.Throws<ArgumentException>(() => instance.GetFunction("add").Invoke(1, "2"));
    }

    [Fact]
    public void Passes_every_type_both_ways_and_several_results()
    {
        var type = EmittedModule.Type(
            [ValType.I32, ValType.I64, ValType.F32, ValType.F64, ValType.FuncRef, ValType.ExternRef],
            [ValType.ExternRef, ValType.FuncRef, ValType.F64, ValType.F32, ValType.I64, ValType.I32]);
        var module = new EmittedModule().Import("host", "swap", type).Function("swap", type, code => CallImport(code, 0, type));
        var swap = (int a, long b, float c, double d, Function e, object f) => (f, e, d, c, b, a);
        var instance = Instantiate(module, new Linker(_engine).Define("host", "swap", swap));
        var function = instance.GetFunction("swap");
        var typed = function.CreateDelegate<Func<uint, ulong, float, double, Function, object, (object, Function, double, float, ulong, uint)>>();
        Assert.Equal(("x", function, 4.5, 3.5f, ulong.MaxValue, 1u), typed(1, ulong.MaxValue, 3.5f, 4.5, function, "x"));
        Assert.Equal(["x", function, 4.5, 3.5f, 2L, 1], function.Invoke(1, 2L, 3.5f, 4.5, function, "x"));
        Assert.Equal([null, null, 4.5, 3.5f, 2L, 1], function.Invoke(1, 2L, 3.5f, 4.5, null, null));
    }

    [Fact]
    public void What_a_host_function_throws_arrives_with_its_origin()
    {
        var module = new EmittedModule().Import("env", "fail", Nullary).Function("run", Nullary, code => CallImport(code, 0, Nullary));
        Action fail = () => throw new InvalidOperationException("no");
        var run = Instantiate(module, new Linker(_engine).Define("env", "fail", fail)).GetFunction<Action>("run");
        var error = Assert.Throws<HostException>(run);
        Assert.Equal("env.fail", error.Origin);
        Assert.IsType<InvalidOperationException>(error.InnerException);
    }

    [Fact]
    public void Traps_and_exits_pass_a_host_function_as_they_are()
    {
        var module = new EmittedModule().Import("env", "f", Nullary).Function("run", Nullary, code => CallImport(code, 0, Nullary))
            .Function("trap", Number, code => code.Call(RuntimeMembers.Unreachable).LoadInt32(0).Return());
        Action? inner = null;
        var linker = new Linker(_engine).Define("env", "f", () => inner!());
        var instance = Instantiate(module, linker);
        var trapping = instance.GetFunction<Func<int>>("trap");
        inner = () => trapping();
        var trap = Assert.Throws<TrapException>(instance.GetFunction<Action>("run"));
        Assert.Equal(TrapCode.Unreachable, trap.Code);
        Assert.Equal("trap", Assert.Single(trap.Frames));
        inner = () => throw new GuestExitException(3);
        Assert.Equal(3, Assert.Throws<GuestExitException>(instance.GetFunction<Action>("run")).Code);
    }

    [Fact]
    public void The_faults_of_the_processor_in_guest_code_are_traps()
    {
        var module = new EmittedModule().Function("div", Binary, code => code.LoadArgument(0).LoadArgument(1).Emit(CilOp.Div).Return());
        var div = Instantiate(module).GetFunction<Func<int, int, int>>("div");
        Assert.Equal(TrapCode.IntegerDivideByZero, Assert.Throws<TrapException>(() => div(1, 0)).Code);
        Assert.Equal(TrapCode.IntegerOverflow, Assert.Throws<TrapException>(() => div(int.MinValue, -1)).Code);
        Assert.Equal(2, div(4, 2));
    }

    [Fact]
    public void A_long_ping_pong_of_host_and_guest_is_stopped_and_unwinds()
    {
        var module = new EmittedModule().Import("env", "f", Nullary).Function("run", Nullary, code => CallImport(code, 0, Nullary));
        Action? run = null;
        var depth = 0;
        var linker = new Linker(_engine).Define("env", "f", () => { depth++; run!(); });
        run = Instantiate(module, linker).GetFunction<Action>("run");
        Assert.Equal(TrapCode.CallStackExhausted, Assert.Throws<TrapException>(run).Code);
        Assert.InRange(depth, 500, int.MaxValue);
        depth = 0;
        Assert.Throws<TrapException>(run);
    }

    [Fact]
    public void Refuses_a_function_of_another_store()
    {
        using var other = new Store(_engine);
        var foreign = Function.FromDelegate(other, () => { });
        var type = EmittedModule.Type([ValType.FuncRef], []);
        var function = Instantiate(new EmittedModule().Function("take", type, code => code.Return())).GetFunction("take");
        Assert.Throws<ArgumentException>(() => function.Invoke(foreign));
        Assert.Throws<ArgumentException>(() => new Table(_store, new TableType(ValType.FuncRef, new Limits(1, 1)), foreign));
    }

    /// <summary>Writes a call of the imported function at <paramref name="index"/> with all arguments, and the return.</summary>
    internal static void CallImport(CilBuilder code, int index, FunctionType type)
    {
        var owner = type.Parameters.Length;
        for (var i = 0; i < owner; i++)
            code.LoadArgument(i);
        for (var part = 0; part < 2; part++)
        {
            code.LoadArgument(owner).Load(RuntimeMembers.InstanceFunctions).LoadInt32(index).Emit(CilOp.LdelemRef)
                .Load(part == 0 ? RuntimeMembers.ReferenceOwner : RuntimeMembers.ReferencePointer);
        }
        code.CallIndirect(Dovetail.Compilation.CoreSignatures.Of(type)).Return();
    }

    private static EmittedModule Adder() => new EmittedModule().Function(
        "add", Binary, code => code.LoadArgument(0).LoadArgument(1).Emit(CilOp.Add).Return());

    private ModuleInstance Instantiate(EmittedModule module, Linker? linker = null) =>
        (linker ?? new Linker(_engine)).Instantiate(_store, module.Build(_engine));
}
