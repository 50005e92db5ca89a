using System.Diagnostics;
using System.Runtime.InteropServices;

namespace ColdStart;

/// <summary>The two programs, published in a temporary folder, and what the tool runs there.</summary>
internal sealed class Published : IDisposable
{
    private const string EmptyProject = """
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <OutputType>Exe</OutputType>
            <TargetFramework>net10.0</TargetFramework>
            <InvariantGlobalization>true</InvariantGlobalization>
          </PropertyGroup>
        </Project>
        """;

    // (module (func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1))))
    private static readonly byte[] AddModule =
    [
        .. "\0asm"u8, 1, 0, 0, 0, 1, 7, 1, 0x60, 2, 0x7f, 0x7f, 1, 0x7f, 3, 2, 1, 0, 7, 7, 1, 3, .. "add"u8, 0, 0,
        10, 9, 1, 7, 0, 0x20, 0, 0x20, 1, 0x6a, 11,
    ];

    private const string AddComponent = """
        (component
          (core module $m (func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1))))
          (core instance $i (instantiate $m))
          (func (export "add") (param "a" s32) (param "b" s32) (result s32) (canon lift (core func $i "add"))))
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("cold-start").FullName;

    public Published()
    {
        var project = Directory.CreateDirectory(Path.Combine(_folder, "source", "Empty")).FullName;
        File.WriteAllText(Path.Combine(project, "Empty.csproj"), EmptyProject);
        File.WriteAllText(Path.Combine(project, "Program.cs"), "return 0;");
        File.WriteAllBytes(Module, AddModule);
        File.WriteAllText(Component, AddComponent);
        Empty = Publish(Path.Combine(project, "Empty.csproj"), "Empty");
        Tool = Publish(Path.Combine(Repository(), "src", "Dovetail.Cli", "Dovetail.Cli.csproj"), "Dovetail.Cli");
    }

    public string Empty { get; }

    public string Tool { get; }

    public string Module => Path.Combine(_folder, "add.wasm");

    public string Component => Path.Combine(_folder, "add.wat");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Publish(string project, string name)
    {
        var output = Path.Combine(_folder, name);
        using var publish = Process.Start("dotnet",
        [
            "publish", project, "-c", "Release", "-r", RuntimeInformation.RuntimeIdentifier, "-p:PublishReadyToRun=true", "--self-contained", "false",
            "-v", "q", "-o", output,
        ]);
        publish.WaitForExit();
        return publish.ExitCode == 0 ? Path.Combine(output, name) : throw new InvalidOperationException($"{project} cannot be published");
    }

    private static string Repository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Dovetail.slnx")))
            folder = folder.Parent;
        return folder.FullName;
    }
}
