namespace Dovetail;

/// <summary>When the functions of a module are compiled.</summary>
public enum CompileMode
{
    /// <summary>A module of up to 32 KiB of code as a whole when it is loaded, a larger one lazily.</summary>
    Automatic,
    /// <summary>Each function at its first call: loading takes little, and a function that is never called costs nothing.</summary>
    Lazy,
    /// <summary>All when the module is loaded, on all cores: no call has to wait, and what is too complex is refused at once.</summary>
    Eager,
}

/// <summary>How all functions of a module are compiled at once. Immutable.</summary>
public sealed record CompileOptions
{
    /// <summary>All cores, no progress.</summary>
    public static CompileOptions Default { get; } = new();

    /// <summary>On how many threads; null (the default) for one per core. Greater than zero.</summary>
    public int? MaxThreads { get; init; }

    /// <summary>Is told how far it is, from the threads that compile; the numbers only grow.</summary>
    public IProgress<CompilationProgress>? Progress { get; init; }
}

/// <summary>How much of a module is compiled.</summary>
/// <param name="CompiledFunctions">How many functions are done.</param>
/// <param name="TotalFunctions">How many functions there are.</param>
public readonly record struct CompilationProgress(int CompiledFunctions, int TotalFunctions);

/// <summary>What was compiled of a module so far.</summary>
public readonly record struct CompilationStatistics
{
    /// <summary>How many functions the module defines.</summary>
    public int Functions { get; init; }

    /// <summary>How many of them are compiled.</summary>
    public int CompiledFunctions { get; init; }

    /// <summary>The bytes of intermediate language that they became.</summary>
    public long EmittedBytes { get; init; }

    /// <summary>
    /// How many functions are so large that .NET's compiler does not optimise them: by its documented limits, of 60,000 bytes of intermediate
    /// language, 20,000 instructions, 2,000 blocks, 2,000 locals, or 8,000 uses of them. They run two to three times slower.
    /// </summary>
    public int UnoptimizedFunctions { get; init; }

    /// <summary>Their share of <see cref="EmittedBytes"/>, in bytes.</summary>
    public long UnoptimizedBytes { get; init; }

    internal CompilationStatistics Plus(in CompilationStatistics other) => new()
    {
        Functions = Functions + other.Functions,
        CompiledFunctions = CompiledFunctions + other.CompiledFunctions,
        EmittedBytes = EmittedBytes + other.EmittedBytes,
        UnoptimizedFunctions = UnoptimizedFunctions + other.UnoptimizedFunctions,
        UnoptimizedBytes = UnoptimizedBytes + other.UnoptimizedBytes,
    };
}
