using Dovetail.Wasi.Cli;
using Dovetail.Wasi.Clocks;
using Dovetail.Wasi.Config;
using Dovetail.Wasi.Filesystem;
using Dovetail.Wasi.Http;
using Dovetail.Wasi.Io;
using Dovetail.Wasi.KeyValue;
using Dovetail.Wasi.Logging;
using Dovetail.Wasi.Random;
using Dovetail.Wasi.Sockets;

namespace Dovetail.Wasi;

/// <summary>Adds WASI to a linker.</summary>
public static class WasiLinker
{
    /// <summary>
    /// Defines the interfaces of WASI 0.2 for the imports of components, of whatever patch version. What guests may use is what <paramref name="options"/> grant, for
    /// each store anew.
    /// </summary>
    /// <exception cref="ArgumentException">An interface is defined already, or an option is out of its range.</exception>
    /// <exception cref="InvalidOperationException">The linker has been used.</exception>
    public static Linker AddWasi(this Linker linker, WasiOptions? options = null)
    {
        var known = (options ?? WasiOptions.Default).Checked();
        return linker.AddWasi(_ => known);
    }

    /// <summary>As <see cref="AddWasi(Linker, WasiOptions?)"/>, with options for each store.</summary>
    /// <param name="options">Called once for a store, when it first uses WASI, on its thread.</param>
    /// <exception cref="ArgumentException">An interface is defined already.</exception>
    /// <exception cref="InvalidOperationException">The linker has been used.</exception>
    public static Linker AddWasi(this Linker linker, Func<Store, WasiOptions> options)
    {
        ArgumentNullException.ThrowIfNull(linker);
        ArgumentNullException.ThrowIfNull(options);
        return linker.AddWasi(new WasiHost(options));
    }

    internal static Linker AddWasi(this Linker linker, WasiHost host)
    {
        IoInterfaces.AddTo(linker, host);
        ClockInterfaces.AddTo(linker, host);
        RandomInterfaces.AddTo(linker, host);
        CliInterfaces.AddTo(linker, host);
        FilesystemInterfaces.AddTo(linker, host);
        SocketInterfaces.AddTo(linker, host);
        ConfigInterfaces.AddTo(linker, host);
        LoggingInterfaces.AddTo(linker, host);
        KeyValueInterfaces.AddTo(linker, host);
        HttpInterfaces.AddTo(linker, host);
        return linker;
    }
}
