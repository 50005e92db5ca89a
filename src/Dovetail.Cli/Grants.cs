using System.CommandLine;
using Dovetail.Wasi;
using Dovetail.Wasi.Http;

namespace Dovetail.Cli;

/// <summary>What the command line grants to guests, for every verb that runs some.</summary>
internal static class Grants
{
    private const string As = "::";
    private const string ReadOnly = ":ro";

    public static Option<string[]> Environment() => new("--env")
    {
        Description = "A variable of the program's environment, with a value or the one it has here. May be repeated.",
        HelpName = "NAME[=VALUE]",
    };

    public static Option<string[]> Directories() => new("--dir")
    {
        Description = "A directory that the program may use, as itself or as GUEST; with :ro it may change nothing. May be repeated.",
        HelpName = "HOST[::GUEST][:ro]",
    };

    public static Option<bool> Network() => new("--inherit-network") { Description = "Lets the program use the network: TCP, UDP, names of hosts." };

    public static Option<string[]> Hosts()
    {
        var option = new Option<string[]>("--allow-tcp")
        {
            Description = "A host that the program may connect to, and whose name it may look up. May be repeated.",
            HelpName = "HOST:PORT",
        };
        option.Validators.Add(result =>
        {
            try
            {
                _ = NetworkGrants.ConnectTo(result.GetValueOrDefault<string[]>() ?? []);
            }
            catch (ArgumentException error)
            {
                result.AddError($"--allow-tcp: {error.Message}");
            }
        });
        return option;
    }

    public static Option<string[]> Http()
    {
        var option = new Option<string[]>("--allow-http")
        {
            Description = "Where the program may send HTTP requests; *.HOST for all names below one. May be repeated.",
            HelpName = "[SCHEME://]HOST[:PORT]",
        };
        option.Validators.Add(result =>
        {
            foreach (var token in result.Tokens)
            {
                try
                {
                    HttpOrigin.Parse(token.Value);
                }
                catch (FormatException error)
                {
                    result.AddError($"--allow-http: {error.Message}");
                }
            }
        });
        return option;
    }

    /// <exception cref="UnsupportedException">This system cannot grant directories yet.</exception>
    /// <exception cref="IOException">There is no such directory.</exception>
    public static WasiOptions Of(IReadOnlyList<string> variables, IReadOnlyList<string> directories, IReadOnlyList<string> http, NetworkGrants network) => new()
    {
        Network = network,
        Environment = variables.Select(Variable).DistinctBy(variable => variable.Key).ToDictionary(),
        Preopens = [.. directories.Select(Directory)],
        Http = http.Count == 0 ? OutgoingHttp.None : new OutgoingHttp { Allowed = [.. http.Select(HttpOrigin.Parse)] },
    };

    /// <summary>All of the network, some hosts, or nothing.</summary>
    public static NetworkGrants NetworkOf(bool all, IReadOnlyList<string> hosts) =>
        all ? NetworkGrants.Everything : hosts.Count > 0 ? NetworkGrants.ConnectTo(hosts) : NetworkGrants.None;

    private static Preopen Directory(string text)
    {
        var isReadOnly = text.EndsWith(ReadOnly, StringComparison.Ordinal);
        var paths = isReadOnly ? text[..^ReadOnly.Length] : text;
        var at = paths.IndexOf(As, StringComparison.Ordinal);
        var host = at < 0 ? paths : paths[..at];
        return System.IO.Directory.Exists(host)
            ? Preopen.Host(host, at < 0 ? null : paths[(at + As.Length)..], isReadOnly)
            : throw new IOException($"--dir: there is no directory `{host}`");
    }

    private static KeyValuePair<string, string> Variable(string text) => text.IndexOf('=', StringComparison.Ordinal) is var at and >= 0
        ? new(text[..at], text[(at + 1)..])
        : new(text, System.Environment.GetEnvironmentVariable(text) ?? "");
}
