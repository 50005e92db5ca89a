using System.Text;
using Dovetail.Tests.House;
using Dovetail.Wasi;

namespace Dovetail.Tests.Wasi;

/// <summary>
/// Programs that compilers made of C, Zig, Rust and C++ say what they say natively (<c>tests/programs</c>). The large ones are not kept: <c>DOVETAIL_PROGRAMS</c> names the folder that
/// its script built them into.
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
    public void A_program_says_what_it_says_natively(string line, Place place) => Run(line, place, Repository.PathOf(Folder));

    [BuiltProgramsTheory, MemberData(nameof(LargeCases))]
    public void A_large_program_says_what_it_says_natively(string line, Place place) => Run(line, place, BuiltProgramsTheoryAttribute.Folder!);

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

    private void Run(string line, Place place, string folder)
    {
        var words = line.Split(' ');
        var (program, name, exit, variables) = (words[0], words[1], int.Parse(words[2], System.Globalization.CultureInfo.InvariantCulture), words[3]);
        using var output = new MemoryStream();
        using var store = new Store(Engine, new StoreOptions { Deadline = TimeSpan.FromMinutes(1) });
        var instance = new Linker(Engine).AddWasi(new WasiOptions
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
        }).Instantiate(store, Component.Load(Engine, Path.Combine(folder, $"{program}.wasm")));
        Assert.Equal(exit, WasiCommand.Run(instance));
        Assert.Equal(File.ReadAllText(Repository.PathOf($"{Folder}/expected/{program}.{name}.txt")), Encoding.UTF8.GetString(output.ToArray()));
    }
}

/// <summary>A theory of programs that are not kept; skipped, with the reason, where nobody has built them.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class BuiltProgramsTheoryAttribute : TheoryAttribute
{
    public BuiltProgramsTheoryAttribute() => Skip = Directory.Exists(Folder) ? null : "needs the programs that tests/programs/build.sh makes: set DOVETAIL_PROGRAMS to their folder";

    public static string? Folder => Environment.GetEnvironmentVariable("DOVETAIL_PROGRAMS");
}
