namespace Dovetail.Tests.House;

/// <summary>Rules that every source file keeps.</summary>
public sealed class SourceTests
{
    private static readonly string[] _vagueNames = ["Common", "Core", "Utils", "Utilities", "Abstractions", "Helpers", "Misc", "Shared"];

    private static IEnumerable<string> Sources() => Repository.Files("src", "*.cs");

    [Fact]
    public void No_folder_or_project_has_a_name_that_says_nothing() =>
        Assert.All(
            Repository.Files("src", "*.*").Concat(Repository.Files("tests", "*.cs")),
            file => Assert.Empty(file.Split('/', '.').Intersect(_vagueNames, StringComparer.OrdinalIgnoreCase)));

    [Fact]
    public void Only_compilation_knows_cil() =>
        Assert.All(
            Sources().Where(file => !file.StartsWith("src/Dovetail/Compilation/", StringComparison.Ordinal)),
            file => Assert.DoesNotContain("System.Reflection.Emit", File.ReadAllText(Repository.PathOf(file)), StringComparison.Ordinal));

    [Fact]
    public void Unsafe_code_stands_only_in_the_runtime_project() =>
        Assert.All(
            Repository.Files("src", "*.csproj").Where(project => project is not "src/Dovetail/Dovetail.csproj" and not "src/Dovetail.Wasi/Dovetail.Wasi.csproj"),
            project => Assert.DoesNotContain("AllowUnsafeBlocks", File.ReadAllText(Repository.PathOf(project)), StringComparison.Ordinal));

    // The calls of the system that it declares become unsafe code only where the compiler generates it.
    [Fact]
    public void No_source_of_wasi_is_unsafe() =>
        Assert.All(
            Sources().Where(file => file.StartsWith("src/Dovetail.Wasi/", StringComparison.Ordinal)),
            file => Assert.DoesNotContain(" unsafe ", File.ReadAllText(Repository.PathOf(file)), StringComparison.Ordinal));

    [Fact]
    public void No_source_leaves_a_hole() =>
        Assert.All(Sources(), file =>
        {
            var text = File.ReadAllText(Repository.PathOf(file));
            Assert.DoesNotContain("NotImplemented" + "Exception", text, StringComparison.Ordinal);
            Assert.DoesNotContain("TO" + "DO", text, StringComparison.Ordinal);
            Assert.DoesNotContain("FIX" + "ME", text, StringComparison.Ordinal);
        });

    [Fact]
    public void No_source_uses_regions() =>
        Assert.All(Sources(), file => Assert.DoesNotContain("#region", File.ReadAllText(Repository.PathOf(file)), StringComparison.Ordinal));
}
