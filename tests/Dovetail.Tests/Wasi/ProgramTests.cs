using System.Text;
using Dovetail.Tests.House;
using Dovetail.Wasi;
using Dovetail.Wasm;
using Dovetail.Wasm.Components;

namespace Dovetail.Tests.Wasi;

/// <summary>
/// Programs that compilers made of C, Zig, Rust and C++ say what they say natively (<c>tests/programs</c>), as components and as the modules for preview 1 that these were made of. The
/// large ones are not kept: <c>DOVETAIL_PROGRAMS</c> names the folder that its script built them into.
/// </summary>
public sealed class ProgramTests : WasiTestBase
{
    private const string Folder = "tests/programs";

    private readonly string _scratch = Directory.CreateTempSubdirectory("dovetail").FullName;

    /// <summary>A line of cases.txt, and where the files of the program are.</summary>
    public static TheoryData<string, Place> Cases => CasesOf(isKept: true);

    /// <inheritdoc cref="Cases"/>
    public static TheoryData<string, Place> LargeCases => CasesOf(isKept: false);

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        Directory.Delete(_scratch, true);
    }

    [Theory, MemberData(nameof(Cases))]
    public void A_program_says_what_it_says_natively(string line, Place place) => Run(line, place, Repository.PathOf(Folder), RunComponent);

    [BuiltProgramsTheory, MemberData(nameof(LargeCases))]
    public void A_large_program_says_what_it_says_natively(string line, Place place) => Run(line, place, BuiltProgramsTheoryAttribute.Folder!, RunComponent);

    [Theory, MemberData(nameof(Cases))]
    public void A_program_says_the_same_without_an_adapter(string line, Place place) => Run(line, place, Repository.PathOf(Folder), RunModule);

    [BuiltProgramsTheory, MemberData(nameof(LargeCases))]
    public void A_large_program_says_the_same_without_an_adapter(string line, Place place) => Run(line, place, BuiltProgramsTheoryAttribute.Folder!, RunModule);

    private static TheoryData<string, Place> CasesOf(bool isKept)
    {
        var cases = new TheoryData<string, Place>();
        foreach (var line in File.ReadLines(Repository.PathOf($"{Folder}/cases.txt")).Where(line => line.Length > 0 && line[0] != '#'))
        {
            if (File.Exists(Repository.PathOf($"{Folder}/{line.Split(' ')[0]}.wasm")) != isKept)
                continue;
            foreach (var place in OperatingSystem.IsLinux() ? [Place.Memory, Place.Kernel, Place.Components] : new[] { Place.Memory })
                cases.Add(line, place);
        }
        return cases;
    }

    private static int RunComponent(Store store, byte[] component, WasiOptions options) =>
        WasiCommand.Run(new Linker(store.Engine).AddWasi(options).Instantiate(store, Component.Load(store.Engine, component)));

    private static int RunModule(Store store, byte[] component, WasiOptions options) =>
        WasiCommand.Run(new Linker(store.Engine).AddWasiPreview1(options).Instantiate(store, Module.Load(store.Engine, CoreProgram.In(component))));

    private void Run(string line, Place place, string folder, Func<Store, byte[], WasiOptions, int> run)
    {
        var words = line.Split(' ');
        var (program, name, exit, variables) = (words[0], words[1], int.Parse(words[2], System.Globalization.CultureInfo.InvariantCulture), words[3]);
        using var output = new MemoryStream();
        using var store = new Store(Engine, new StoreOptions { Deadline = TimeSpan.FromMinutes(1) });
        var options = new WasiOptions
        {
            Arguments = [program, .. words[4..]],
            Environment = variables == "-" ? new Dictionary<string, string>() : new Dictionary<string, string> { [variables.Split('=')[0]] = variables.Split('=')[1] },
            Stdin = name.EndsWith("-in", StringComparison.Ordinal) ? File.OpenRead(Repository.PathOf($"{Folder}/input.txt")) : null,
            Stdout = output,
            Preopens = [place switch
            {
                Place.Memory => Preopen.Memory(new MemoryFileSystem()),
                Place.Kernel => Preopen.Host(_scratch, "/"),
                _ => Preopen.HostByComponents(_scratch, "/"),
            }],
        };
        // A component says success or failure alone.
        Assert.Equal(run == RunComponent ? Math.Min(exit, 1) : exit, run(store, File.ReadAllBytes(Path.Combine(folder, $"{program}.wasm")), options));
        Assert.Equal(File.ReadAllText(Repository.PathOf($"{Folder}/expected/{program}.{name}.txt")), Encoding.UTF8.GetString(output.ToArray()));
    }
}

/// <summary>The module for preview 1 that a program was, before an adapter made a component of it.</summary>
internal static class CoreProgram
{
    public static byte[] In(byte[] component) => WasmOutput.Encode(WasmInput.ReadComponent(component).Fields.OfType<CoreModuleField>()
        .Select(field => field.Module).Single(module => module.Exports.Any(export => export.Name == "_start")));
}

/// <summary>A theory of programs that are not kept; skipped, with the reason, where nobody has built them.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class BuiltProgramsTheoryAttribute : TheoryAttribute
{
    public BuiltProgramsTheoryAttribute() => Skip = Directory.Exists(Folder) ? null : "needs the programs that tests/programs/build.sh makes: set DOVETAIL_PROGRAMS to their folder";

    public static string? Folder => Environment.GetEnvironmentVariable("DOVETAIL_PROGRAMS");
}
