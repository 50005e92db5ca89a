using System.Collections.Immutable;
using Dovetail.Wit.Resolution;

namespace Dovetail.Tooling.Bindgen;

/// <summary>The languages that guests are written in and that declarations can be made for.</summary>
public enum GuestLanguage
{
    /// <summary>AssemblyScript, by the types that its adapter expects.</summary>
    AssemblyScript,
    /// <summary>C, without a library.</summary>
    C,
    /// <summary>Rust, without its standard library.</summary>
    Rust,
}

/// <summary>A file that was made.</summary>
/// <param name="Name">Its name, without a folder.</param>
/// <param name="Content">Its text.</param>
public readonly record struct GeneratedFile(string Name, string Content);

/// <summary>Makes guest-side declarations of a world, so that a compiler checks sources against it. Thread-safe.</summary>
public static class GuestBindings
{
    /// <summary>The declarations of <paramref name="world"/> for <paramref name="language"/>. The same world gives the same files.</summary>
    /// <exception cref="UnsupportedException">The language has nothing for a type of the world.</exception>
    public static ImmutableArray<GeneratedFile> Generate(WitWorld world, GuestLanguage language)
    {
        ArgumentNullException.ThrowIfNull(world);
        return language switch
        {
            GuestLanguage.AssemblyScript => ScriptBindings.Generate(world),
            GuestLanguage.C => CBindings.Generate(world),
            GuestLanguage.Rust => RustBindings.Generate(world),
            _ => throw new ArgumentOutOfRangeException(nameof(language)),
        };
    }
}
