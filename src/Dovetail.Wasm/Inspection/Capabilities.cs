using System.Collections.Immutable;

namespace Dovetail.Wasm.Inspection;

/// <summary>A thing of the world outside that a component or module can touch, if its host lets it.</summary>
/// <param name="Area">What it is, in a word or a few: <c>files</c>, <c>network</c>, …</param>
/// <param name="Import">The import that leads there.</param>
/// <param name="Uses">The functions and resources that it takes; may be empty.</param>
public sealed record Capability(string Area, string Import, string Uses);

/// <summary>
/// What components can touch: by their imports, for there is no other way out. Imports of WASI are known by their areas; every other import is a way to
/// whatever the host puts behind it.
/// </summary>
public static class Capabilities
{
    /// <summary>The area of what only a host knows.</summary>
    public const string Host = "functions of the host";

    // By what the name begins with; the first that fits.
    private static readonly (string Prefix, string? Area)[] s_interfaces =
    [
        ("wasi:filesystem/", "files"),
        ("wasi:sockets/", "network"),
        ("wasi:http/outgoing-handler", "outgoing HTTP"),
        ("wasi:http/client", "outgoing HTTP"),
        ("wasi:http/", null),
        ("wasi:cli/environment", "environment variables and arguments"),
        ("wasi:cli/exit", "end of the process"),
        ("wasi:cli/stdin", "standard input"),
        ("wasi:cli/stdout", "standard output"),
        ("wasi:cli/stderr", "standard error"),
        ("wasi:cli/terminal-", "terminal"),
        ("wasi:clocks/", "clocks"),
        ("wasi:random/", "random numbers"),
        ("wasi:config/", "configuration"),
        ("wasi:keyvalue/", "key-value store"),
        ("wasi:blobstore/", "blob store"),
        ("wasi:messaging/", "messages"),
        ("wasi:logging/", "log"),
        ("wasi:nn/", "machine learning"),
        ("wasi:webgpu/", "graphics processor"),
        ("wasi:tls/", "network"),
        ("wasi:i2c/", "devices"),
        ("wasi:usb/", "devices"),
        // Streams, polls and errors belong to whatever gives them.
        ("wasi:io/", null),
        ("wasi:cli/types", null),
    ];

    private static readonly (string Prefix, string Area)[] s_previewOne =
    [
        ("path_", "files"), ("fd_", "files and standard streams"), ("sock_", "network"), ("environ_", "environment variables and arguments"),
        ("args_", "environment variables and arguments"), ("clock_", "clocks"), ("random_", "random numbers"), ("proc_", "end of the process"),
        ("poll_", "clocks"),
    ];

    /// <summary>What a component can touch.</summary>
    public static ImmutableArray<Capability> Of(ComponentOutline component)
    {
        ArgumentNullException.ThrowIfNull(component);
        var all = ImmutableArray.CreateBuilder<Capability>();
        foreach (var import in component.Imports)
        {
            // A type is nothing that could be called, and a module or component only what it imports itself.
            if (import.Kind is "func" or "instance" && AreaOf(import.Name) is { } area)
            {
                all.Add(new Capability(area, import.Name, import.Detail));
            }
        }
        return all.DrainToImmutable();
    }

    /// <summary>What a core module can touch.</summary>
    public static ImmutableArray<Capability> Of(ModuleOutline module)
    {
        ArgumentNullException.ThrowIfNull(module);
        return
        [
            .. module.Imports.Where(import => import.Kind == "func").Select(import => new Capability(AreaOfCore(import.Name), import.Name, "")),
        ];
    }

    private static string? AreaOf(string name)
    {
        foreach (var (prefix, area) in s_interfaces)
        {
            if (name.StartsWith(prefix, StringComparison.Ordinal))
            {
                return area;
            }
        }
        return Host;
    }

    private static string AreaOfCore(string name)
    {
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        if (name[..dot] is not ("wasi_snapshot_preview1" or "wasi_unstable"))
        {
            return Host;
        }
        var function = name[(dot + 1)..];
        return s_previewOne.FirstOrDefault(entry => function.StartsWith(entry.Prefix, StringComparison.Ordinal)).Area ?? Host;
    }
}
