using System.Net;

namespace Dovetail.AspNetCore;

/// <summary>How a file with a component is served. Immutable.</summary>
/// <param name="File">The component, binary or text.</param>
public sealed record ComponentServerOptions(string File)
{
    /// <summary>
    /// Where to listen; null (the default) for where Kestrel's configuration says (<c>appsettings.json</c>, <c>ASPNETCORE_URLS</c>, <c>Kestrel__Endpoints__…</c>; TLS and HTTP/2 are
    /// set up there too), and at 127.0.0.1:8080 where it says nothing.
    /// </summary>
    public IPEndPoint? Address { get; init; }

    /// <summary>What guests are granted, and how much they may use.</summary>
    public ComponentHostOptions Host { get; init; } = ComponentHostOptions.Default;

    /// <summary>The settings of the engine.</summary>
    public EngineOptions Engine { get; init; } = new() { MaxPooledMemories = 256, MaxMemoryReservation = 1L << 30 };

    /// <summary>Whether the file is watched, and what is written to it takes over while requests are served.</summary>
    public bool Watches { get; init; } = true;

    /// <summary>The path that answers how the server is doing; null (the default) for none.</summary>
    public string? HealthPath { get; init; }

    /// <summary>Whether the log is lines of JSON.</summary>
    public bool LogsJson { get; init; }

    /// <summary>Told of the addresses when the server takes requests.</summary>
    public Action<IReadOnlyCollection<string>>? OnListening { get; init; }
}
