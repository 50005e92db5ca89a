namespace Dovetail.Cli;

/// <summary>What the command line says about a run.</summary>
/// <param name="File">What is run.</param>
internal sealed record RunOptions(string File)
{
    /// <summary>The call to make, in WAVE; null for none.</summary>
    public string? Call { get; init; }

    /// <summary>After how many seconds the guest is stopped; null for never.</summary>
    public double? Timeout { get; init; }

    /// <summary>How much fuel it has; null where that is not metered.</summary>
    public long? Fuel { get; init; }

    /// <summary>The arguments of a program.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>The variables of its environment: <c>NAME=VALUE</c>, or <c>NAME</c> for the value that it has here.</summary>
    public IReadOnlyList<string> Variables { get; init; } = [];

    /// <summary>Whether it may use the network as this process may.</summary>
    public bool InheritsNetwork { get; init; }

    /// <summary>The hosts with ports that it may connect to.</summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];

    /// <summary>The directories that it is granted: <c>HOST[::GUEST][:ro]</c>.</summary>
    public IReadOnlyList<string> Directories { get; init; } = [];

    /// <summary>Where it may send HTTP requests.</summary>
    public IReadOnlyList<string> Http { get; init; } = [];
}
