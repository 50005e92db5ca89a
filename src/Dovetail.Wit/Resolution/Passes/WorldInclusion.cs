using Dovetail.Wit.Syntax;

namespace Dovetail.Wit.Resolution.Passes;

/// <summary>
/// Carries out an <c>include</c> (WIT.md, "Union of Worlds with include"): interfaces are united, plain names must be new or get
/// another name, types and what stands in braces are copied.
/// </summary>
internal sealed class WorldInclusion
{
    private readonly PassContext _context;
    private readonly Scope _file;
    private readonly IncludeMember _include;
    private readonly WitWorld _from;
    private readonly bool _keepsVersions;
    private readonly WitWorld _into;
    private readonly TypeRewriter _rewriter = new();
    private readonly Dictionary<string, UsedName> _renames = new(StringComparer.Ordinal);
    private readonly HashSet<string> _usedNames = new(StringComparer.Ordinal);

    public WorldInclusion(PassContext context, Scope file, WitWorld into, IncludeMember include, WitWorld from)
    {
        (_context, _file, _include, _from) = (context, file, include, from);
        // The versions of another package's gates say nothing of this one's.
        _keepsVersions = into.Package == from.Package;
        _into = into;
        foreach (var rename in include.Renames)
        {
            if (_renames.ContainsKey(rename.Name.Text))
            {
                context.Diagnostics.Add($"`{rename.Name.Text}` is renamed twice", file.Source, rename.Name.Span);
                continue;
            }
            _renames.Add(rename.Name.Text, rename);
        }
    }

    /// <summary>Copies the imports or exports.</summary>
    public void CopyInto(WorldDraft draft, IEnumerable<WorldItem> items, string verb)
    {
        foreach (var item in items)
        {
            _context.CountWorldItem(_file.Source, _include.Path.Name.Span);
            var copy = Copy(item);
            var other = draft.Conflicting(copy);
            if (other is null)
            {
                draft.Add(copy);
            }
            else if (!TryUnite(draft, other, copy, item))
            {
                var hint = copy is WorldFunction { Function.Resource: not null } ? ""
                    : $"; `with {{ {Escape(item.Name)} as … }}` gives it another name";
                _context.Diagnostics.Add($"{verb} `{copy.Name}` of world `{_from.Name}` conflicts with `{other.Name}`, which is there already{hint}",
                    _file.Source, _include.Path.Name.Span);
            }
        }
    }

    /// <summary>Reports each name behind <c>with</c> that the world doesn't have.</summary>
    public void ReportUnusedNames()
    {
        foreach (var (name, _) in _renames.Values.Where(rename => !_usedNames.Contains(rename.Name.Text)))
        {
            var isInterface = _from.Imports.Concat(_from.Exports)
                .Any(item => item is WorldInterface { Label: null } named && named.Interface.Name == name.Text);
            _context.Diagnostics.Add(isInterface
                ? $"`{name.Text}` is an interface by its own name; only plain names can be renamed"
                : $"world `{_from.Name}` has no import or export `{name.Text}`", _file.Source, name.Span);
        }
    }

    private WorldItem Copy(WorldItem item)
    {
        var gate = Keep(item.Stability);
        return item switch
        {
            WorldInterface { Label: { } label, Interface.Name: null } inline =>
                inline with { Label = Rename(label), Interface = Copy(inline.Interface), Stability = gate },
            WorldInterface { Label: { } label } named => named with { Label = Rename(label), Stability = gate },
            WorldInterface named => named with { Stability = gate },
            WorldType type => new WorldType(_rewriter.Copy(type.Definition, Rename(type.Name), _into, gate)),
            WorldFunction { Function: { Kind: FunctionKind.Freestanding } function } =>
                new WorldFunction(_rewriter.Copy(function, Rename(function.Label), gate)),
            WorldFunction { Function: var function } => new WorldFunction(_rewriter.Copy(
                function, function.Kind == FunctionKind.Constructor ? Rename(function.Label) : function.Label, gate)),
            _ => item,
        };
    }

    private WitInterface Copy(WitInterface inline)
    {
        for (var i = 0; i < inline.Types.Length + inline.Functions.Length; i++)
        {
            _context.CountWorldItem(_file.Source, _include.Path.Name.Span);
        }
        var copy = new WitInterface(null, _into.Package) { Docs = inline.Docs };
        copy.Types = [.. inline.Types.Select(type => _rewriter.Copy(type, type.Name, copy, Keep(type.Stability)))];
        copy.Functions = [.. inline.Functions.Select(function => _rewriter.Copy(function, function.Label, Keep(function.Stability)))];
        return copy;
    }

    private string Rename(string name)
    {
        if (!_renames.TryGetValue(name, out var rename))
        {
            return name;
        }
        _usedNames.Add(name);
        return rename.LocalName.Text;
    }

    private Stability? Keep(Stability? gate) => gate?.Since is null || _keepsVersions ? gate : null;

    // The same interface, or the same type of an interface, is one and the same thing twice.
    private bool TryUnite(WorldDraft draft, WorldItem there, WorldItem copy, WorldItem original)
    {
        if (there is WorldInterface { Label: null } known && copy is WorldInterface { Label: null } again
            && known.Interface == again.Interface)
        {
            draft.Replace(there, known with
            {
                Stability = known.Stability ?? again.Stability,
                Docs = known.Docs ?? again.Docs,
            });
            return true;
        }
        if (there is WorldType { Definition: { Used: { } used } type } && copy is WorldType { Definition: var other }
            && other.Used == used && type.Name == other.Name)
        {
            _rewriter.Map(((WorldType)original).Definition, type);
            return true;
        }
        return false;
    }

    private static string Escape(string name) => Lexer.IsKeyword(name) ? "%" + name : name;
}
