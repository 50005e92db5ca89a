using System.Collections.Immutable;

namespace Dovetail.Wasm.Metadata;

/// <summary>
/// What a module or component says of itself in custom sections: who made it and with what, its licences and where it comes from. Of a component, the
/// outermost one alone. Immutable.
/// </summary>
/// <remarks>
/// All of it comes from whoever made the file, and nothing is checked when it is read: it may be wrong, and is not fit for a terminal as it is. Where
/// a section stands several times, the last one counts.
/// </remarks>
public sealed record WasmMetadata
{
    /// <summary>The name in the name section; null where there is none.</summary>
    public string? Name { get; init; }

    /// <summary>The languages and tools; null where there is no section, or one that is malformed.</summary>
    public Producers? Producers { get; init; }

    /// <summary>The authors, in a form of their own.</summary>
    public string? Authors { get; init; }

    /// <summary>What it does.</summary>
    public string? Description { get; init; }

    /// <summary>The licences, an SPDX expression.</summary>
    public string? Licenses { get; init; }

    /// <summary>The URL of the source code.</summary>
    public string? Source { get; init; }

    /// <summary>The URL of a page about it.</summary>
    public string? Homepage { get; init; }

    /// <summary>The commit, or what else its version control calls it.</summary>
    public string? Revision { get; init; }

    /// <summary>The version.</summary>
    public string? Version { get; init; }

    /// <summary>The texts that stand in a section of their own each, by the names of these; null where there is none.</summary>
    public ImmutableArray<(string Section, string? Text)> Texts =>
    [
        ("authors", Authors), ("description", Description), ("licenses", Licenses), ("source", Source), ("homepage", Homepage),
        ("revision", Revision), ("version", Version),
    ];

    /// <summary>This, with another text for the section of that name; null takes it away. What is no section of a text changes nothing.</summary>
    public WasmMetadata With(string section, string? text) => section switch
    {
        "authors" => this with { Authors = text },
        "description" => this with { Description = text },
        "licenses" => this with { Licenses = text },
        "source" => this with { Source = text },
        "homepage" => this with { Homepage = text },
        "revision" => this with { Revision = text },
        "version" => this with { Version = text },
        _ => this,
    };
}
