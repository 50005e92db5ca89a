using Dovetail.CanonicalAbi;
using Dovetail.Compilation.Delegates;
using Dovetail.Resources;
using Dovetail.Runtime;
using Dovetail.Wasm.Components.Validation;
using Dovetail.Wasm.Modules;
using Dovetail.Wit.Abi;
using Dovetail.Wit.Types;

namespace Dovetail.Tests.CanonicalAbi;

/// <summary>
/// A component instance whose core functions are C# delegates, with a memory and a realloc that only ever goes up.
/// </summary>
internal sealed class AbiGuest
{
    public AbiGuest(Store store, StringEncoding encoding = StringEncoding.Utf8, ComponentState? parent = null,
        string name = "guest")
    {
        State = new ComponentState(store, parent, name);
        Memory = new Memory(store, new MemoryType(new Limits(2, 16)));
        Realloc = Realign;
        Options = new CanonicalOptions(encoding, Memory,
            Core((int old, int oldSize, int alignment, int size) =>
                (int)Realloc((uint)old, (uint)oldSize, (uint)alignment, (uint)size)));
    }

    public ComponentState State { get; }

    public Memory Memory { get; }

    public CanonicalOptions Options { get; private set; }

    /// <summary>What realloc does; tests replace it.</summary>
    public Func<uint, uint, uint, uint, uint> Realloc { get; set; }

    /// <summary>The arguments of each call of realloc.</summary>
    public List<(uint Old, uint OldSize, uint Alignment, uint Size)> Reallocs { get; } = [];

    public uint Top { get; set; } = 1024;

    public FunctionReference Core(Delegate target) => DelegateCompiler.CreateHostFunction(State.Store, target, "core");

    public AbiGuest With(FunctionReference postReturn)
    {
        Options = Options with { PostReturn = postReturn };
        return this;
    }

    public LiftedFunction Lift(WitFunctionType type, Delegate core,
        params (ResourceType, RuntimeResourceType)[] resources) =>
        new("guest.f", type, State, Options, Core(core), resource =>
            resources.First(pair => pair.Item1 == resource).Item2);

    public FunctionReference Lower(ComponentFunction callee, params (ResourceType, RuntimeResourceType)[] resources)
    {
        RuntimeResourceType Resolve(ResourceType resource) => resources.First(pair => pair.Item1 == resource).Item2;
        (callee as HostComponentFunction)?.BindResources(Resolve);
        return CanonLower.Lower(callee, callee.Type, State, Options, Resolve);
    }

    public FunctionReference BuiltIn(ResourceBuiltin builtIn, RuntimeResourceType type) =>
        ResourceBuiltins.Make(builtIn, type, State, CoreStub.Of(State.Store.Engine, ResourceBuiltins.TypeOf(builtIn, type.Representation)));

    public Span<byte> Bytes(uint address, int length) => Memory.Slice(address, length);

    public int Word(uint address) => Memory.ReadInt32(address);

    private uint Realign(uint old, uint oldSize, uint alignment, uint size)
    {
        Reallocs.Add((old, oldSize, alignment, size));
        Top = (Top + alignment - 1) & ~(alignment - 1);
        var address = Top;
        Top += size;
        Bytes(old, (int)Math.Min(oldSize, size)).CopyTo(Bytes(address, (int)size));
        return address;
    }
}
