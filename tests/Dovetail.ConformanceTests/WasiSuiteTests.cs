using System.Text;
using Dovetail.Wasi;

namespace Dovetail.ConformanceTests;

/// <summary>All programs of <see cref="WasiSuite"/> end as their specifications say, over files of the host and in memory. None is skipped.</summary>
public sealed class WasiSuiteTests : IDisposable
{
    private const int ProgramCount = 72;

    private readonly string _scratch = Directory.CreateTempSubdirectory("dovetail").FullName;

    /// <summary>A program, and whether its files are in memory. Directories of the host are granted on Linux alone.</summary>
    public static TheoryData<string, bool> Programs
    {
        get
        {
            var data = new TheoryData<string, bool>();
            foreach (var program in WasiSuite.Programs)
            {
                var hasFiles = WasiSuite.SpecificationOf(program).Root is not null;
                if (hasFiles)
                    data.Add(program, true);
                if (!hasFiles || OperatingSystem.IsLinux())
                    data.Add(program, false);
            }
            return data;
        }
    }

    public void Dispose() => Directory.Delete(_scratch, true);

    [WasiSuiteFact]
    public void No_program_is_missed() => Assert.Equal(ProgramCount, WasiSuite.Programs.Count);

    [WasiSuiteTheory]
    [MemberData(nameof(Programs))]
    public void A_program_ends_as_its_specification_says(string program, bool isInMemory)
    {
        var specification = WasiSuite.SpecificationOf(program);
        using var output = new MemoryStream();
        using var errors = new MemoryStream();
        using var engine = new Engine();
        using var store = new Store(engine, new StoreOptions { Deadline = TimeSpan.FromMinutes(1) });
        var instance = new Linker(engine).AddWasiPreview1(new WasiOptions
        {
            Arguments = [Path.GetFileName(program), .. specification.Args ?? []],
            Environment = specification.Env ?? [],
            Preopens = specification.Root is { } root ? [Preopened(program, root, isInMemory)] : [],
            Stdout = output,
            Stderr = errors,
        }).Instantiate(store, Module.Load(engine, WasiSuite.PathOf(program)));
        var code = Run(instance);
        var (written, said) = (Encoding.UTF8.GetString(output.ToArray()), Encoding.UTF8.GetString(errors.ToArray()));
        Assert.True(code == specification.ExitCode, $"exit code {code}\n{said}");
        Assert.Equal(specification.Stdout ?? written, written);
        Assert.Equal(specification.Stderr ?? said, said);
    }

    // A program that panics says why on its standard error, and then executes `unreachable`.
    private static int Run(ModuleInstance instance)
    {
        try
        {
            return WasiCommand.Run(instance);
        }
        catch (TrapException trap) when (trap.Code == TrapCode.Unreachable)
        {
            return -1;
        }
    }

    private Preopen Preopened(string program, string root, bool isInMemory)
    {
        WasiSuite.CopyRoot(program, root, _scratch);
        if (!isInMemory)
            return Preopen.Host(_scratch, "/");
        var files = new MemoryFileSystem();
        foreach (var path in Directory.EnumerateFiles(_scratch, "*", SearchOption.AllDirectories))
            files.WriteFile(Path.GetRelativePath(_scratch, path).Replace('\\', '/'), File.ReadAllBytes(path));
        return Preopen.Memory(files);
    }
}
