using Dovetail.Compilation.Cil;
using Dovetail.Compilation.Verification;

namespace Dovetail.Tests.Compilation.Verification;

/// <summary>
/// Methods written by hand, as the verifier's tests need them: of one argument (i32) and the owner, with the memory's base and limit
/// in locals.
/// </summary>
internal sealed class MethodUnderTest
{
    public const long MemoryMinimum = 65_536;

    public static readonly CilSignature Signature = new([CilTypes.Int32, RuntimeMembers.FunctionOwner], CilTypes.Int32);

    private static readonly CilType Instance = Catalogue.Type(typeof(ModuleInstance));

    public MethodUnderTest()
    {
        Builder = new CilBuilder("f", Signature);
        Memory = Builder.DeclareLocal(RuntimeMembers.Memory);
        Base = Builder.DeclareLocal(RuntimeMembers.MemoryBase.Type);
        Limit = Builder.DeclareLocal(CilTypes.NativeInt);
        Index = Builder.DeclareLocal(CilTypes.NativeInt);
        Trap = Builder.DefineLabel();
    }

    public CilBuilder Builder { get; }
    public int Memory { get; }
    public int Base { get; }
    public int Limit { get; }
    public int Index { get; }
    public int Trap { get; }

    public static VerificationContext Context { get; } = new()
    {
        Owner = Instance,
        MemoryMinimums = [MemoryMinimum, 0],
        TypeSignatures = [Signature],
        FunctionTypes = [0],
        FunctionTables = [true],
    };

    public MethodUnderTest LoadOwner()
    {
        Builder.LoadArgument(1).Emit(CilOp.Castclass, Instance.Index);
        return this;
    }

    public MethodUnderTest Poll()
    {
        Builder.LoadArgument(1).Load(RuntimeMembers.OwnerStore).Emit(CilOp.Volatile).Load(RuntimeMembers.StoreInterruptFlag)
            .Branch(CilOp.Brtrue, Trap);
        return this;
    }

    /// <summary>Traps where less than <paramref name="frame"/> bytes are left on the stack.</summary>
    public MethodUnderTest CheckStack(int frame = 0)
    {
        Builder.Emit(CilOp.Ldloca, Builder.DeclareLocal(CilTypes.Int32)).Emit(CilOp.ConvU).LoadInt32(frame).Emit(CilOp.Sub)
            .LoadArgument(1).Load(RuntimeMembers.OwnerStore).Load(RuntimeMembers.StoreStackLimit).Branch(CilOp.BltUn, Trap);
        return this;
    }

    /// <summary>Puts the object, the base and the limit of a memory into their locals.</summary>
    public MethodUnderTest LoadMemory(int index = 0)
    {
        LoadOwner();
        Builder.Load(RuntimeMembers.InstanceMemories).LoadInt32(index).Emit(CilOp.LdelemRef).StoreLocal(Memory)
            .LoadLocal(Memory).Load(RuntimeMembers.MemoryBase).StoreLocal(Base);
        return LoadLimit();
    }

    public MethodUnderTest LoadLimit()
    {
        Builder.LoadLocal(Memory).Load(RuntimeMembers.MemoryLimit).Emit(CilOp.ConvI).StoreLocal(Limit);
        return this;
    }

    /// <summary>Puts the argument, as an unsigned number, into the local for the index.</summary>
    public MethodUnderTest LoadIndex(CilOp widen = CilOp.ConvU)
    {
        Builder.LoadArgument(0).Emit(widen).StoreLocal(Index);
        return this;
    }

    /// <summary>Branches to the trap where index + <paramref name="last"/> is larger than the limit.</summary>
    public MethodUnderTest Check(long last, CilOp branch = CilOp.Bgt)
    {
        Builder.LoadLocal(Index).LoadLocal(Limit).LoadNativeInt(last).Emit(CilOp.Sub).Branch(branch, Trap);
        return this;
    }

    /// <summary>Pushes base + index + offset.</summary>
    public MethodUnderTest Address(long offset = 0)
    {
        Builder.LoadLocal(Base).LoadLocal(Index).Emit(CilOp.Add);
        if (offset != 0) Builder.LoadNativeInt(offset).Emit(CilOp.Add);
        return this;
    }

    public MethodUnderTest Then(Action<CilBuilder> write)
    {
        write(Builder);
        return this;
    }

    /// <summary>Ends the method with the value on the stack.</summary>
    public CilBody Return()
    {
        Builder.Return().MarkLabel(Trap).Call(RuntimeMembers.MemoryOutOfBounds);
        return Builder.Build();
    }

    public static void Accepts(CilBody body) => CilVerifier.Verify(body, Context);

    public static void Refuses(string rule, CilBody body) =>
        Assert.Contains(rule, Assert.Throws<VerificationException>(() => CilVerifier.Verify(body, Context)).Rule, StringComparison.Ordinal);
}
