using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Dovetail.Compilation.Resident;

/// <summary>.NET's compiler ahead of time, a program of its own that comes as a package; Dovetail does not bring it.</summary>
internal static class Crossgen
{
    private static string Name => OperatingSystem.IsWindows() ? "crossgen2.exe" : "crossgen2";

    /// <summary>The compiler of this runtime's generation in the user's package cache; null where there is none.</summary>
    public static string? Find()
    {
        var packages = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        var folder = Path.Combine(packages, $"microsoft.netcore.app.crossgen2.{Rid}");
        if (!Directory.Exists(folder))
            return null;
        return Directory.GetDirectories(folder)
            .Select(path => (Path: Path.Combine(path, "tools", Name), IsVersion: Version.TryParse(Path.GetFileName(path), out var version), Version: version))
            .Where(found => found.IsVersion && found.Version!.Major == Environment.Version.Major && File.Exists(found.Path))
            .OrderByDescending(found => found.Version).Select(found => found.Path).FirstOrDefault();
    }

    /// <summary>Compiles the assembly at <paramref name="input"/>.</summary>
    /// <exception cref="InvalidOperationException">The compiler failed.</exception>
    /// <exception cref="System.ComponentModel.Win32Exception">It could not be started.</exception>
    public static async Task Compile(string compiler, string input, string output, CancellationToken cancellation)
    {
        using var process = Process.Start(new ProcessStartInfo(compiler, Arguments(input, output))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        try
        {
            var text = process.StandardOutput.ReadToEndAsync(cancellation);
            var errors = await process.StandardError.ReadToEndAsync(cancellation).ConfigureAwait(false);
            await process.WaitForExitAsync(cancellation).ConfigureAwait(false);
            if (process.ExitCode != 0)
                throw new InvalidOperationException($"`{compiler}` ended with {process.ExitCode}: {errors}{await text.ConfigureAwait(false)}");
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw;
        }
    }

    private static IEnumerable<string> Arguments(string input, string output)
    {
        var framework = RuntimeEnvironment.GetRuntimeDirectory();
        return
        [
            input, "-o", output, "-O", "--targetos", Os, "--targetarch", Architecture, "-r", Path.Combine(framework, "*.dll"),
            .. OurAssemblies.SelectMany(path => new[] { "-r", path }),
        ];
    }

    // Of a program in a single file there are none, and crossgen2 says what it misses.
    [UnconditionalSuppressMessage("SingleFile", "IL3000", Justification = "Without files there is no resident code.")]
    private static IEnumerable<string> OurAssemblies =>
        [typeof(Crossgen).Assembly.Location, typeof(Wasm.Modules.ModuleDefinition).Assembly.Location, typeof(DovetailException).Assembly.Location];

    private static string Rid => $"{(Os == "windows" ? "win" : Os)}-{Architecture}";

    private static string Os => OperatingSystem.IsWindows() ? "windows" : OperatingSystem.IsMacOS() ? "osx" : "linux";

    private static string Architecture => RuntimeInformation.ProcessArchitecture == System.Runtime.InteropServices.Architecture.Arm64 ? "arm64" : "x64";
}
