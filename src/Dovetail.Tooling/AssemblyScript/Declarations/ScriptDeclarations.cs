using System.Collections.Immutable;

namespace Dovetail.Tooling.AssemblyScript;

/// <summary>What asc wrote beside a module with <c>--bindings raw</c>: which types its functions have, and which ids and fields their classes. Immutable.</summary>
public sealed class ScriptDeclarations
{
    internal static ScriptDeclarations None { get; } = new();

    internal ScriptDeclarations()
    {
    }

    /// <summary>The exported functions, by name.</summary>
    internal Dictionary<string, ScriptSignature> Exports { get; } = new(StringComparer.Ordinal);

    /// <summary>The imported functions, by both parts of their names.</summary>
    internal Dictionary<(string Module, string Name), ScriptSignature> Imports { get; } = [];

    /// <summary>The ids of classes, by their full names.</summary>
    internal Dictionary<string, uint> Ids { get; } = new(StringComparer.Ordinal);

    /// <summary>The fields of those classes that asc shows, by the full names of the classes.</summary>
    internal Dictionary<string, ImmutableArray<ScriptField>> Fields { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether there are any.</summary>
    internal bool IsEmpty => Exports.Count + Imports.Count + Ids.Count == 0;

    /// <summary>Reads the declarations and, where it is there, the JavaScript beside them, which has the ids of arrays.</summary>
    /// <param name="declarations">The content of the file that ends in <c>.d.ts</c>.</param>
    /// <param name="glue">The content of the file that ends in <c>.js</c>; null where there is none.</param>
    /// <exception cref="DovetailException">The files are not asc's.</exception>
    public static ScriptDeclarations Read(string declarations, string? glue = null)
    {
        ArgumentNullException.ThrowIfNull(declarations);
        var read = new ScriptDeclarations();
        Declarations.DeclarationReader.Read(declarations, read);
        if (glue is not null)
        {
            Declarations.GlueReader.Read(glue, read);
        }
        return !read.IsEmpty ? read : throw new InvalidException(
            "these are no declarations of asc's: it writes them with `--bindings raw` (or `esm`), each type in a comment above its function");
    }
}

/// <summary>A function of a program.</summary>
/// <param name="Parameters">The types of its parameters.</param>
/// <param name="Result">The type of its result; null where there is none.</param>
internal sealed record ScriptSignature(ImmutableArray<ScriptType> Parameters, ScriptType? Result)
{
    public override string ToString() => $"({string.Join(", ", Parameters)}) => {Result?.ToString() ?? "void"}";
}

/// <summary>A field of a class.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type; null where nothing says.</param>
/// <param name="Offset">Where it lies in an object; null where the order of the fields says so.</param>
/// <param name="Stored">As what it is read or written, which tells its size, not whether it has a sign; null where nothing says.</param>
internal readonly record struct ScriptField(string Name, ScriptType? Type, uint? Offset, ScriptScalar? Stored = null);
