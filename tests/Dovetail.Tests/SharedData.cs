namespace Dovetail.Tests;

/// <summary>Test data that is not part of the repository: suites and components, in a folder beside it or named by a variable.</summary>
internal static class SharedData
{
    public const string Missing = "needs the shared test data: set DOVETAIL_SHARED, or put the folder `shared` beside the repository";

    public static string? Root { get; } = Find();

    public static bool Exists => Root is not null;

    public static string PathOf(params string[] parts) => Path.Combine([Root ?? "missing", .. parts]);

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("DOVETAIL_SHARED") is { Length: > 0 } named)
        {
            return Directory.Exists(named) ? named : null;
        }
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Dovetail.slnx")))
        {
            folder = folder.Parent;
        }
        var beside = Path.Combine(folder?.Parent?.FullName ?? "missing", "shared");
        return Directory.Exists(beside) ? beside : null;
    }
}

/// <summary>A fact that is skipped, with the reason, where the shared test data is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SharedFactAttribute : FactAttribute
{
    public SharedFactAttribute() => Skip = SharedData.Exists ? null : SharedData.Missing;
}

/// <summary>A theory that is skipped, with the reason, where the shared test data is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SharedTheoryAttribute : TheoryAttribute
{
    public SharedTheoryAttribute() => Skip = SharedData.Exists ? null : SharedData.Missing;
}
