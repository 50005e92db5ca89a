using System.Text;

namespace Dovetail.Testing.Scripts;

/// <summary>
/// What components of scripts may import of the host: the functions <c>host-return-two</c> and <c>host-echo-u32</c>, and the instance
/// <c>host</c> with functions, an instance, a core module and resources, which count how often they are dropped.
/// </summary>
internal sealed class ComponentHost(Engine engine)
{
    private const string SimpleModule =
        """(module (global (export "g") i32 (i32.const 100)) (func (export "f") (result i32) (i32.const 101)))""";

    private readonly Lazy<Module> _module = new(() => Module.Load(engine, Encoding.UTF8.GetBytes(SimpleModule)));
    private uint _drops;
    private uint? _lastDrop;

    /// <summary>Defines all of it in <paramref name="linker"/>.</summary>
    public void DefineIn(Linker linker)
    {
        linker.Define("host-return-two", () => 2u);
        linker.Define("host-echo-u32", (uint value) => value);
        linker.Define("host", DefineHost);
    }

    private void DefineHost(InterfaceBuilder host)
    {
        host.Function("return-three", () => 3u);
        host.Interface("nested", nested => nested.Function("return-four", () => 4u));
        host.Module("simple-module", _module.Value);
        host.Resource<Counted>("resource1", Drop);
        host.Again("resource1-again", "resource1");
        host.Resource<Other>("resource2");
        host.Function("[constructor]resource1", (uint rep) => new Counted(rep));
        host.Function("[static]resource1.assert", (Counted resource, uint rep) => Check(resource.Rep == rep));
        host.Function("[static]resource1.last-drop", () => _lastDrop ?? throw new InvalidOperationException("nothing was dropped"));
        host.Function("[static]resource1.drops", () => _drops);
        host.Function("[method]resource1.simple", (Counted self, uint rep) => Check(self.Rep == rep));
        host.Function("[method]resource1.take-borrow", (Counted self, Counted other) => { });
        host.Function("[method]resource1.take-own", (Counted self, Counted other) => Drop(other));
        host.Function("return-two-slowly", () => 2);
        host.Function("echo-slowly", (uint value) => value);
        host.Function("return-hi", () => "hi");
    }

    private void Drop(Counted resource)
    {
        _drops++;
        _lastDrop = resource.Rep;
    }

    private static void Check(bool holds)
    {
        if (!holds)
        {
            throw new InvalidOperationException("the resource is not the one expected");
        }
    }

    private sealed record Counted(uint Rep);

    private sealed class Other;
}
