using System.Collections.Immutable;
using Dovetail.Wasm.Modules;

namespace Dovetail.Tooling.New.Adapters;

/// <summary>Leaves of each adapter what is used of it, and finds what the imports stand for that are left.</summary>
internal sealed class AdapterTrimming
{
    public const string MainModule = "__main_module__";

    private readonly ImmutableArray<CorePart> _parts;
    private readonly HashSet<string>[] _used;

    private AdapterTrimming(ImmutableArray<CorePart> parts)
    {
        _parts = parts;
        _used = [.. parts.Select(_ => new HashSet<string>(StringComparer.Ordinal))];
    }

    /// <summary>The modules, with the adapters trimmed, and the imports of each. One of which nothing is used has nothing left.</summary>
    /// <param name="parts">The modules.</param>
    /// <param name="exports">What is behind the exports of the world.</param>
    /// <param name="destructors">Its destructors.</param>
    /// <param name="reallocByMemoryGrow">Whether adapters take pages even if the main module allocates.</param>
    /// <param name="resolve">Finds what the imports of a module stand for.</param>
    public static (ImmutableArray<CorePart> Parts, ImmutableArray<ImmutableArray<CoreImport>> Imports) Trim(
        ImmutableArray<CorePart> parts,
        ImmutableArray<ExportMatch> exports,
        ImmutableArray<DestructorMatch> destructors,
        bool reallocByMemoryGrow,
        Func<CorePart, ImmutableArray<CoreImport>> resolve)
    {
        var trimming = new AdapterTrimming(parts);
        trimming.AddUses(exports, destructors);
        var canAllocate = !reallocByMemoryGrow && MainRealloc(parts[0]) is not null;
        while (true)
        {
            var before = trimming._used.Sum(names => names.Count);
            var trimmed = parts.Select(part => trimming.Trim(part, canAllocate)).ToImmutableArray();
            var imports = trimmed.Select(resolve).ToImmutableArray();
            trimming.AddUses(trimmed, imports);
            if (trimming._used.Sum(names => names.Count) == before)
            {
                return (trimmed, imports);
            }
        }
    }

    /// <summary>What the main module allocates with for adapters; null where it doesn't.</summary>
    public static string? MainRealloc(CorePart main) =>
        new[] { "cabi_realloc_adapter", "cabi_realloc", StandardNames.Realloc, "canonical_abi_realloc" }.FirstOrDefault(name => main.Shape.Function(name) is not null);

    private CorePart Trim(CorePart part, bool canAllocate)
    {
        var used = _used[part.Index];
        return part.IsMain ? part
            : part.With(used.Count == 0 ? new ModuleDefinition() : ModuleShaker.Shake(AdapterStack.Add(part.Module, used, canAllocate), used));
    }

    private void AddUses(ImmutableArray<ExportMatch> exports, ImmutableArray<DestructorMatch> destructors)
    {
        foreach (var match in exports)
        {
            _used[match.Part.Index].UnionWith(new[] { match.CoreName, match.Callback, match.PostReturn }.OfType<string>());
            if (match.Needs.Realloc && new PartExports(match.Part).ExportRealloc is { } realloc)
            {
                _used[match.Part.Index].Add(realloc);
            }
        }
        foreach (var destructor in destructors)
        {
            _used[destructor.Part.Index].Add(destructor.CoreName);
        }
    }

    private void AddUses(ImmutableArray<CorePart> trimmed, ImmutableArray<ImmutableArray<CoreImport>> imports)
    {
        foreach (var part in trimmed)
        {
            foreach (var import in imports[part.Index])
            {
                if (import.Source is CoreSource source)
                {
                    _used[source.Part].Add(source.Name);
                }
                else if (Needs.Of(import.Source).Realloc && new PartExports(_parts[part.Index]).ImportRealloc is { } realloc)
                {
                    _used[part.Index].Add(realloc);
                }
            }
            // What is used of an adapter may rely on what it has initialised, and on its memory.
            var own = new PartExports(_parts[part.Index]);
            if (!part.IsMain && _used[part.Index].Count > 0)
            {
                _used[part.Index].UnionWith(new[] { own.Initialize, _parts[part.Index].Module.Memories.Length > 0 ? own.Memory : null }.OfType<string>());
            }
        }
    }
}
