using System.Diagnostics;
using System.Runtime.CompilerServices;
using Dovetail.Compilation.Cil;
using Dovetail.Runtime;

namespace Dovetail.Tests.Compilation.Cil;

public sealed unsafe class CilBuilderTests
{
    private static readonly CilSignature Binary =
        new([CilTypes.Int32, CilTypes.Int32, RuntimeMembers.FunctionOwner], CilTypes.Int32);

    [Fact]
    public void Rows_stand_in_the_order_of_the_enumeration_and_bear_the_reflection_names()
    {
        foreach (var op in Enum.GetValues<CilOp>())
        {
            Assert.Equal(op, op.Row().Op);
            if (op < CilOp.BeginTry && op is not (CilOp.Tail or CilOp.CallFunction))
                Assert.Equal(op.Row().Mnemonic, op.Row().OpCode.Name);
        }
    }

    [Fact]
    public void A_loop_runs()
    {
        // gcd(a, b)
        var builder = new CilBuilder("gcd", Binary);
        var (head, done) = (builder.DefineLabel(), builder.DefineLabel());
        var rest = builder.RentLocal(CilTypes.Int32);
        builder.MarkLabel(head).LoadArgument(1).Branch(CilOp.Brfalse, done)
            .LoadArgument(0).LoadArgument(1).Emit(CilOp.Rem).StoreLocal(rest)
            .LoadArgument(1).StoreArgument(0).LoadLocal(rest).StoreArgument(1).Branch(CilOp.Br, head)
            .MarkLabel(done).LoadArgument(0).Return();
        Assert.Equal(6, Run(builder.Build(), 54, 24));
    }

    [Fact]
    public void Siblings_call_each_other_across_types()
    {
        var bodies = new List<CilBody>();
        for (var i = 0; i < CollectibleOutlet.MethodsPerType + 1; i++)
        {
            var builder = new CilBuilder($"f{i}", Binary).LoadArgument(0).LoadArgument(1);
            bodies.Add((i == 0
                ? builder.LoadArgument(2).CallFunction(CollectibleOutlet.MethodsPerType, Binary)
                : builder.Emit(CilOp.Sub)).Return().Build());
        }
        var unit = CollectibleOutlet.Load("siblings", [.. bodies]);
        Assert.Equal(37, ((delegate*<int, int, FunctionOwner?, int>)unit.Pointer(0))(42, 5, null));
    }

    [Fact]
    public void Everything_in_a_large_unit_is_machine_code_once_it_is_prepared_from_both_ends()
    {
        var bodies = Enumerable.Range(0, 40).Select(method =>
        {
            var builder = new CilBuilder($"f{method}", Binary).LoadArgument(0);
            for (var i = 0; i < 500; i++)
                builder.LoadArgument(1).Emit(CilOp.Add);
            return builder.LoadInt32(method).Emit(CilOp.Add).Return().Build();
        });
        var unit = CollectibleOutlet.Load("large", [.. bodies]);
        Assert.False(unit.IsPrepared);
        unit.PrepareAllSoon();
        Assert.True(unit.IsPrepared);
        for (var i = 0; i < 40; i++)
        {
            Assert.Equal(unit.PreparedPointer(i), unit.Pointer(i));
            Assert.Equal(7 + (500 * 3) + i, ((delegate*<int, int, FunctionOwner?, int>)unit.Pointer(i))(7, 3, null));
        }
    }

    [Fact]
    public void A_prologue_stands_before_the_body_and_its_labels()
    {
        var builder = new CilBuilder("prologue", Binary);
        var skip = builder.DefineLabel();
        var local = builder.DeclareLocal(CilTypes.Int32);
        builder.LoadLocal(local).Return();
        builder.BeginPrologue().LoadInt32(7).StoreLocal(local).LoadArgument(0).Branch(CilOp.Brfalse, skip)
            .LoadArgument(0).StoreLocal(local).MarkLabel(skip).EndPrologue();
        Assert.Equal(7, Run(builder.Build(), 0, 0));
        Assert.Equal(3, Run(builder.Build(), 3, 0));
    }

    [Fact]
    public void Traps_of_the_catalogue_are_reached_from_emitted_code()
    {
        var builder = new CilBuilder("trap", Binary).Call(RuntimeMembers.Unreachable).LoadInt32(0).Return();
        var trap = Assert.Throws<TrapException>(() => Run(builder.Build(), 1, 2));
        Assert.Equal(TrapCode.Unreachable, trap.Code);
    }

    [Fact]
    public void A_far_branch_gets_the_long_form()
    {
        var builder = new CilBuilder("far", Binary);
        var end = builder.DefineLabel();
        builder.LoadArgument(0).Branch(CilOp.Brtrue, end);
        for (var i = 0; i < 100; i++)
            builder.LoadArgument(1).LoadInt32(i + 1000).Emit(CilOp.Add).StoreArgument(1);
        builder.MarkLabel(end).LoadArgument(1).Return();
        Assert.Equal(5, Run(builder.Build(), 1, 5));
        Assert.Equal(5 + 100 * 1000 + 4950, Run(builder.Build(), 0, 5));
    }

    // The generator writes branches of its own around handlers, which count towards how far another one goes.
    [Fact]
    public void A_branch_over_a_handler_is_long_where_it_must_be()
    {
        for (var between = 80; between < 140; between++)
        {
            var builder = new CilBuilder("over", Binary);
            var (end, behind) = (builder.DefineLabel(), builder.DefineLabel());
            builder.LoadArgument(0).Branch(CilOp.Brtrue, end).Emit(CilOp.BeginTry).LoadInt32(7).StoreArgument(1).Branch(CilOp.Leave, behind)
                .Emit(CilOp.BeginCatch, RuntimeMembers.GuestThrow.Index).Emit(CilOp.Pop).Branch(CilOp.Leave, behind).Emit(CilOp.EndTry)
                .MarkLabel(behind);
            for (var i = 0; i < between; i++) builder.Emit(CilOp.Nop);
            builder.MarkLabel(end).LoadArgument(1).Return();
            Assert.Equal(5, Run(builder.Build(), 1, 5));
            Assert.Equal(7, Run(builder.Build(), 0, 5));
        }
    }

    [Fact]
    public void A_fault_block_runs_only_when_an_exception_passes()
    {
        var builder = new CilBuilder("fault", Binary);
        var end = builder.DefineLabel();
        builder.Emit(CilOp.BeginTry).Emit(CilOp.Nop).Emit(CilOp.BeginTry).LoadInt32(6).LoadArgument(0).Emit(CilOp.Div).StoreArgument(0).Branch(CilOp.Leave, end)
            .Emit(CilOp.BeginFault).LoadInt32(9).StoreArgument(1).Emit(CilOp.EndTry)
            .Emit(CilOp.BeginCatch, Catalogue.Type(typeof(Exception)).Index).Emit(CilOp.Pop).Branch(CilOp.Leave, end).Emit(CilOp.EndTry)
            .MarkLabel(end).LoadArgument(0).LoadArgument(1).Emit(CilOp.Add).Return();
        Assert.Equal(3 + 1, Run(builder.Build(), 2, 1));
        Assert.Equal(0 + 9, Run(builder.Build(), 0, 1));
    }

    [Fact]
    public void Rejects_a_value_taken_from_an_empty_stack() =>
        Assert.Throws<UnreachableException>(() => new CilBuilder("empty", Binary).LoadInt32(1).Emit(CilOp.Add));

    [Fact]
    public void Rejects_a_label_that_was_never_marked()
    {
        var builder = new CilBuilder("label", Binary);
        builder.LoadInt32(0).Branch(CilOp.Brtrue, builder.DefineLabel()).LoadInt32(0).Return();
        Assert.Throws<UnreachableException>(builder.Build);
    }

    [Fact]
    public void A_listing_shows_labels_locals_and_names()
    {
        var builder = new CilBuilder("list", Binary);
        var end = builder.DefineLabel();
        var local = builder.RentLocal(CilTypes.Int64);
        builder.LoadArgument(0).Branch(CilOp.Brtrue, end).LoadInt64(-1).StoreLocal(local).Call(RuntimeMembers.Unreachable)
            .MarkLabel(end).LoadArgument(2).Load(RuntimeMembers.OwnerStore).Emit(CilOp.Pop).LoadInt32(3).Return();
        Assert.Equal("""
            list: int32 (int32, int32, FunctionOwner)
              .maxstack 1
              .local 0 int64
              ldarg 0
              brtrue L0
              ldc.i8 -1
              stloc 0
              call Traps::Unreachable
             L0:
              ldarg 2
              ldfld FunctionOwner::Store
              pop
              ldc.i4 3
              ret

            """, CilListing.Of(builder.Build()));
    }

    [Fact]
    public void A_unit_is_unloaded_when_nothing_refers_to_it()
    {
        var assembly = LoadAndForget();
        for (var i = 0; i < 20 && assembly.IsAlive; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        Assert.False(assembly.IsAlive);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference LoadAndForget()
    {
        var body = new CilBuilder("f", Binary).LoadArgument(0).Return().Build();
        var unit = CollectibleOutlet.Load("forgotten", [body]);
        Assert.Equal(8, ((delegate*<int, int, FunctionOwner?, int>)unit.Pointer(0))(8, 0, null));
        return new WeakReference(unit.Method(0).Module.Assembly);
    }

    private static int Run(CilBody body, int a, int b)
    {
        var unit = CollectibleOutlet.Load(body.Name, [body]);
        var result = ((delegate*<int, int, FunctionOwner?, int>)unit.Pointer(0))(a, b, null);
        GC.KeepAlive(unit);
        return result;
    }
}
