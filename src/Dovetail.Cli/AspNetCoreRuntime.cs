using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace Dovetail.Cli;

/// <summary>
/// Lets this process use ASP.NET Core from where it is installed beside the .NET runtime. The tool does not name that framework itself: it would be needed, and looked at when the
/// process starts, for every verb.
/// </summary>
internal static class AspNetCoreRuntime
{
    private const string Framework = "Microsoft.AspNetCore.App";

    /// <summary>From now on its assemblies are found.</summary>
    /// <exception cref="IOException">It is not installed.</exception>
    public static void Use()
    {
        var runtime = Path.TrimEndingDirectorySeparator(RuntimeEnvironment.GetRuntimeDirectory());
        var folder = Best(Path.Combine(runtime, "..", "..", Framework), Path.GetFileName(runtime)) ?? throw new IOException(
            $"`serve` needs {Framework} {Environment.Version.ToString(2)}, which is not installed beside the .NET runtime at `{runtime}`; "
            + "install the ASP.NET Core runtime of that version");
        AssemblyLoadContext.Default.Resolving += (context, name) => Load(context, folder, name);
    }

    // The version of the runtime itself, or else the last one of the same line: the two are made for each other.
    private static string? Best(string frameworks, string runtime)
    {
        var same = Path.Combine(frameworks, runtime);
        if (Directory.Exists(same) || !Directory.Exists(frameworks))
            return Directory.Exists(same) ? same : null;
        var version = Environment.Version;
        return Directory.GetDirectories(frameworks)
            .Where(folder => Version.TryParse(Path.GetFileName(folder), out var found) && (found.Major, found.Minor) == (version.Major, version.Minor))
            .MaxBy(folder => Version.Parse(Path.GetFileName(folder)));
    }

    private static Assembly? Load(AssemblyLoadContext context, string folder, AssemblyName name)
    {
        var path = Path.Combine(folder, name.Name + ".dll");
        return File.Exists(path) ? context.LoadFromAssemblyPath(path) : null;
    }
}
