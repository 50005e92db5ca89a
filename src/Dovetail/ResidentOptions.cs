namespace Dovetail;

/// <summary>How a module is made resident. Immutable.</summary>
public sealed record ResidentOptions
{
    /// <summary>The compiler is looked for.</summary>
    public static ResidentOptions Default { get; } = new();

    /// <summary>
    /// The path of <c>crossgen2</c>, .NET's compiler ahead of time; null (the default) for the one of this runtime's generation in the user's package cache
    /// (package <c>Microsoft.NETCore.App.Crossgen2</c>).
    /// </summary>
    public string? CompilerPath { get; init; }

    /// <summary>Whether the compiler is there, so that modules can be made resident.</summary>
    public bool IsAvailable => Compiler is { } path && File.Exists(path);

    internal string? Compiler => CompilerPath ?? Compilation.Resident.Crossgen.Find();
}
