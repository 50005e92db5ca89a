using Dovetail.Wit.Names;
using Dovetail.Wit.Resolution;
using Dovetail.Wit.Syntax;
using Dovetail.Wit.Text;

namespace Dovetail.Tooling.Compose.Scripts;

/// <summary>The WIT that a script refers to, and what that refers to in turn.</summary>
/// <param name="packages">Where packages are found.</param>
/// <param name="own">The script's own package.</param>
internal sealed class ScriptInterfaces(ScriptPackages packages, PackageName own, SourceText source, DiagnosticBag diagnostics)
{
    private readonly Dictionary<PackageName, WitSourceGroup> _groups = [];
    private readonly HashSet<PackageName> _asked = [];

    public List<WitSourceGroup> Groups => [.. _groups.Values.Distinct()];

    /// <summary>Whether a package is missing, which was reported.</summary>
    public bool IsIncomplete { get; private set; }

    /// <summary>A path with the version that its package has, where the script leaves that out.</summary>
    public UsePath Complete(UsePath path)
    {
        if (path.Package is not { } name || name == own)
        {
            return path;
        }
        if (_asked.Add(name))
        {
            Load(name, path.PackageSpan);
        }
        if (name.Version is not null || _groups.ContainsKey(name))
        {
            return path;
        }
        var versions = _groups.Keys.Where(known => known.Path == name.Path).ToList();
        return versions.Count == 1 ? path with { Package = versions[0] } : path;
    }

    private void Load(PackageName name, SourceSpan span)
    {
        if (packages.Find(name) is not { } file)
        {
            if (!_groups.Keys.Any(known => known.Path == name.Path))
            {
                Report($"unknown package `{name}`: {packages.Places(name)}; name its file with `--dep {name}=FILE`", span);
            }
            return;
        }
        var waiting = new Queue<(PackageName Name, string File)>([(name, file)]);
        while (waiting.TryDequeue(out var next))
        {
            Take(next.Name, next.File, span, waiting);
        }
        if (!IsIncomplete && !_groups.Keys.Any(known => known.Path == name.Path))
        {
            Report($"package `{name}` has no interface or world of its own in `{file}`", span);
        }
    }

    private void Take(PackageName name, string file, SourceSpan span, Queue<(PackageName, string)> waiting)
    {
        try
        {
            foreach (var group in ScriptPackages.Interfaces(name, file))
            {
                foreach (var document in group.Files.Select(text => DocumentParser.Read(text, new DiagnosticBag())))
                {
                    Take(document, group, waiting);
                }
            }
        }
        catch (DovetailException error)
        {
            Report($"package `{name}` cannot be read: {error.Message}", span);
        }
    }

    private void Report(string message, SourceSpan span)
    {
        IsIncomplete = true;
        diagnostics.Add(message, source, span);
    }

    // The first to define a package has it: a component shows a part of what it uses, its package's own text the whole.
    private void Take(WitDocument document, WitSourceGroup group, Queue<(PackageName, string)> waiting)
    {
        if (document.Package is { Name: var defined } && !_groups.TryAdd(defined, group))
        {
            return;
        }
        var members = document.Interfaces.SelectMany(item => item.Members).Concat(document.Worlds.SelectMany(world => world.Members));
        foreach (var path in ScriptTypeNames.PathsIn(members).Concat(document.Uses.Select(use => use.Path)))
        {
            if (path.Package is { } needed && _asked.Add(needed) && packages.Find(needed) is { } file)
            {
                waiting.Enqueue((needed, file));
            }
        }
    }
}
