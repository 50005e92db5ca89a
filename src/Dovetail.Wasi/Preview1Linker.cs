using System.Runtime.CompilerServices;
using Dovetail.Wasi.Preview1;

namespace Dovetail.Wasi;

/// <summary>Adds WASI preview 1, the WASI of core modules, to a linker.</summary>
public static class Preview1Linker
{
    /// <summary>
    /// Defines the 46 functions of <c>wasi_snapshot_preview1</c> for the imports of core modules. What guests may use is what <paramref name="options"/> grant, for each store
    /// anew: the instances of a store share their open files, as they share its standard streams.
    /// </summary>
    /// <remarks>
    /// An instance must export its memory as <c>memory</c>. A pointer that is out of its bounds, or not aligned as its type wants, traps; so does what
    /// <see cref="WasiLimits"/> says traps. A directory that is granted and cannot be opened is the host's affair: each call fails with a <see cref="HostException"/>. Everything
    /// else that goes wrong is an <c>errno</c>. <see cref="WasiCommand"/> runs what is a program.
    /// </remarks>
    /// <exception cref="ArgumentException">A function is defined already, or an option is out of its range.</exception>
    /// <exception cref="InvalidOperationException">The linker has been used.</exception>
    public static Linker AddWasiPreview1(this Linker linker, WasiOptions? options = null)
    {
        var known = (options ?? WasiOptions.Default).Checked();
        return linker.AddWasiPreview1(_ => known);
    }

    /// <summary>As <see cref="AddWasiPreview1(Linker, WasiOptions?)"/>, with options for each store.</summary>
    /// <param name="options">Called once for a store, when it first uses WASI, on its thread.</param>
    /// <exception cref="ArgumentException">A function is defined already.</exception>
    /// <exception cref="InvalidOperationException">The linker has been used.</exception>
    public static Linker AddWasiPreview1(this Linker linker, Func<Store, WasiOptions> options)
    {
        ArgumentNullException.ThrowIfNull(linker);
        ArgumentNullException.ThrowIfNull(options);
        var (host, key, guests) = (new WasiHost(options), new object(), new ConditionalWeakTable<ModuleInstance, Guest>());
        foreach (var (name, make) in Preview1Functions.All)
            linker.Define(Preview1Functions.Module, name, (store, instance) => make(guests.GetValue(instance, instance => new Guest(store, instance, ProcessOf))));
        return linker;

        GuestProcess ProcessOf(Store store) => store.GetState(key, store => new GuestProcess(host.Of(store)));
    }
}
