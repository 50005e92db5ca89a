using Dovetail.Tooling.Embed;
using Dovetail.Tooling.New;
using Dovetail.Tooling.Targets;
using Dovetail.Wasm;

namespace Dovetail.Tests.Tooling;

public sealed class DummyModuleTests
{
    [Theory]
    [InlineData("import f: func(s: string) -> list<u8>; export g: func(a: list<string>) -> tuple<string, u8>;")]
    [InlineData("import i: interface { resource r { constructor(); m: func(x: borrow<r>) -> r; s: static func(); } } "
        + "export j: interface { resource r { constructor(a: string); m: func(); } f: func() -> r; }")]
    [InlineData("export memory: func(s: string) -> string;")]
    [InlineData("resource r { constructor(); m: func() -> r; } import f: func(x: r); export g: func() -> r;")]
    [InlineData("import f: async func(s: string) -> u8; export g: async func(x: stream<u8>) -> future<string>;")]
    [InlineData("export f: func(a: tuple<u64,u64,u64,u64,u64,u64,u64,u64,u64,u64,u64,u64,u64,u64,u64,u64,u64>) -> tuple<f32, f64>;")]
    public void A_dummy_becomes_a_component_that_conforms_to_its_world_and_imports_all_of_it(string items)
    {
        var world = WorldText.World(items);
        var component = ComponentBuilder.Build(DummyModule.Make(world));
        Assert.Empty(TargetChecker.Check(Dovetail.Tooling.Compose.CompositionPackage.Of("dummy", component), world.World, exact: true));
        Assert.Equal(world.World.Imports.Select(item => item.Name), component.Type.Imports.Items.Select(item => item.Name));
        Assert.Equal(WasmOutput.Encode(DummyModule.Make(world)), WasmOutput.Encode(DummyModule.Make(world)));
    }

    [Fact]
    public void What_a_dummy_exports_traps()
    {
        using var engine = new Engine();
        using var store = new Store(engine);
        var component = Component.Load(engine, WasmOutput.Encode(ComponentBuilder.Build(DummyModule.Make(WorldText.World("export f: func() -> u8;"))).Definition));
        var f = new Linker(engine).Instantiate(store, component).GetFunction<Func<byte>>("f");
        Assert.Equal(TrapCode.Unreachable, Assert.Throws<TrapException>(() => f()).Code);
    }
}
