using System.Globalization;

namespace Kernels;

/// <summary>A kernel of the shared benchmarks: a module that exports <c>run(n)</c>.</summary>
/// <param name="N">What makes it run for about half a second.</param>
internal sealed record Kernel(string Name, string Path, int N)
{
    // The shared counts are for about 100 ms of native code.
    private const int Lengthening = 5;

    /// <summary>The kernels of the shared folder, or those that are named.</summary>
    /// <param name="simd">Takes the builds with vector instructions.</param>
    public static IReadOnlyList<Kernel> All(IReadOnlyCollection<string> names, bool simd)
    {
        var folder = FindFolder();
        return
        [
            .. Lines(folder).Select(line => line.Split(' '))
                .Where(line => names.Count == 0 || names.Contains(line[0]))
                .Select(line => new Kernel(
                    line[0],
                    System.IO.Path.Combine(folder, "wasm", line[0] + (simd ? ".simd.wasm" : ".wasm")),
                    Lengthening * int.Parse(line[1], CultureInfo.InvariantCulture))),
        ];
    }

    private static string[] Lines(string folder) => File.ReadAllLines(System.IO.Path.Combine(folder, "ns.txt"));

    private static string FindFolder()
    {
        if (Environment.GetEnvironmentVariable("DOVETAIL_SHARED") is { Length: > 0 } named)
            return System.IO.Path.Combine(named, "bench");
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(System.IO.Path.Combine(folder.FullName, "Dovetail.slnx")))
            folder = folder.Parent;
        var beside = System.IO.Path.Combine(folder?.Parent?.FullName ?? "", "shared", "bench");
        return Directory.Exists(beside)
            ? beside
            : throw new DirectoryNotFoundException("set DOVETAIL_SHARED, or put the folder `shared` beside the repository");
    }
}
