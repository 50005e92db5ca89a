using Dovetail.Compilation;
using Dovetail.Compilation.Cil;

namespace Dovetail.Tests.Compilation;

/// <summary>
/// What is emitted for each <c>.wat</c> in <c>Goldens</c>, beside it as <c>.cil</c>. <c>DOVETAIL_BLESS=1</c> writes the listings anew.
/// </summary>
public sealed class GoldenTests
{
    public static TheoryData<string> Names { get; } =
        [.. Directory.GetFiles(Folder(), "*.wat").Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_emitted_code_is_the_recorded_one(string name)
    {
        var input = Path.Combine(Folder(), name + ".wat");
        var golden = Path.ChangeExtension(input, ".cil");
        var bodies = ModuleCompiler.Emit(Wat.Validate(File.ReadAllText(input)), out var promises);
        ModuleCompiler.Verify(bodies, promises);
        var listing = string.Join('\n', bodies.Select(CilListing.Of));
        if (Environment.GetEnvironmentVariable("DOVETAIL_BLESS") == "1")
            File.WriteAllText(golden, listing);
        Assert.Equal(File.ReadAllText(golden), listing);
    }

    private static string Folder()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Dovetail.slnx")))
            folder = folder.Parent;
        return Path.Combine(folder.FullName, "tests", "Dovetail.Tests", "Compilation", "Goldens");
    }
}
