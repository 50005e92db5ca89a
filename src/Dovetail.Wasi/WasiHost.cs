using Dovetail.Wit.Names;

namespace Dovetail.Wasi;

/// <summary>WASI as it was added to a linker: what functions of the host are closed over. Safe from many threads.</summary>
internal sealed class WasiHost
{
    private readonly Func<Store, WasiState> _create;

    public WasiHost(Func<Store, WasiOptions> options) => _create = store => new WasiState(store, options(store).Checked());

    /// <summary>What belongs to the store that calls.</summary>
    public WasiState Of(Store store) => store.GetState(this, _create);

    /// <summary>The name of an interface of WASI 0.2, as it is offered. The version stands for its track, so all of 0.2 gets the same interface and the same resources.</summary>
    /// <param name="path">The package and the interface: <c>io/streams</c>.</param>
    public static string Name(string path) => $"wasi:{path}@0.2.12";

    /// <summary>Whether a component exports an interface of that <paramref name="name"/>, of whatever version of its track.</summary>
    public static bool IsExported(Component component, string name)
    {
        var exports = new NameMap<bool>(NameMatching.Compatible);
        foreach (var export in component.Exports)
            exports.TryAdd(export, true);
        return exports.TryGet(name, out _, out _);
    }
}
