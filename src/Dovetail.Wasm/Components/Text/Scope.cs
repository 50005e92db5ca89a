using System.Diagnostics.CodeAnalysis;
using Dovetail.Wasm.Components.Text.Syntax;
using Dovetail.Wasm.Modules;
using Dovetail.Wasm.Text;
using Dovetail.Wit.Text;

namespace Dovetail.Wasm.Components.Text;

/// <summary>The index spaces of a component, or of a component, instance or module type, and the identifiers in them.</summary>
/// <param name="id">The identifier that outer aliases call it by.</param>
internal sealed class Scope(Scope? parent, Identifier? id)
{
    private readonly int[] _counts = new int[Sorts.Count];
    private readonly Dictionary<(Sort Sort, Identifier Id), int> _names = [];
    private readonly Dictionary<(Sort Sort, int Count, int Index), int> _outer = [];

    private readonly List<KnownType> _types = [];

    public Scope? Parent => parent;

    public Identifier? Id => id;

    /// <summary>Outer aliases that were added and are not yet part of the output, with the places of the references.</summary>
    public List<(OuterAlias Alias, SourceSpan Span)> Pending { get; } = [];

    /// <summary>Adds an index, and binds the identifier if there is one; false if that is taken.</summary>
    public bool TryDefine(Sort sort, Identifier? name) =>
        (name is not { } known || _names.TryAdd((sort, known), _counts[(int)sort])) && _counts[(int)sort]++ >= 0;

    /// <summary>How many definitions of a sort there are, and so the next index.</summary>
    public int Count(Sort sort) => _counts[(int)sort];

    public bool TryFind(Sort sort, Identifier name, out int index) => _names.TryGetValue((sort, name), out index);

    /// <summary>What is known of the type at an index; nothing of one that an instance exports, or that is out of range.</summary>
    public KnownType TypeAt(int index) => (uint)index < (uint)_types.Count ? _types[index] : default;

    /// <summary>Keeps what a field adds to the types.</summary>
    public void AddType(ComponentField field)
    {
        switch (field)
        {
            case TypeField { Type: var type }: _types.Add(new KnownType(this, type)); break;
            case AliasField { Alias: var alias }: AddType(alias); break;
            case ImportField { Type: { Sort: Sort.Type } type }: AddType(type); break;
            case ExportDeclaration { Type: { Sort: Sort.Type } type }: AddType(type); break;
            case ExportField { Sort: Sort.Type, Index: var index }: _types.Add(TypeAt(index)); break;
        }
    }

    /// <summary>Keeps what an alias adds to the types.</summary>
    public void AddType(Alias alias)
    {
        if (alias.Sort == Sort.Type)
        {
            _types.Add(alias is OuterAlias outer && TryGetOuter((uint)outer.Count, out var scope) ? scope.TypeAt(outer.Index) : default);
        }
    }

    private void AddType(ExternTypeReference type) =>
        _types.Add(type.Kind == ExternTypeKind.TypeEqual ? TypeAt(type.Index) : default);

    /// <summary>
    /// What a name section calls the definitions. What a printer made up (<see cref="IdSpace"/>) names what stands behind its first space.
    /// </summary>
    public ComponentNames Names()
    {
        var names = new ComponentNames { Component = parent is null && id?.Name is [not IdSpace.MadeUp, ..] name ? name : null };
        foreach (var sort in _names.Where(entry => entry.Key.Id.Serial == 0).GroupBy(entry => entry.Key.Sort))
        {
            var map = new IndexNames();
            foreach (var ((_, known), index) in sort.OrderBy(entry => entry.Value))
            {
                if (NameOf(known.Name) is { } spelled)
                {
                    map.Add(index, spelled);
                }
            }
            names.Add(sort.Key, map);
        }
        return names;
    }

    private static string? NameOf(string id) => id[0] != IdSpace.MadeUp ? id
        : id.IndexOf(' ', StringComparison.Ordinal) is > 0 and var space ? id[(space + 1)..]
        : null;

    /// <summary>The scope that stands <paramref name="count"/> scopes out.</summary>
    public bool TryGetOuter(uint count, [NotNullWhen(true)] out Scope? scope)
    {
        scope = this;
        for (; count > 0 && scope is not null; count--)
        {
            scope = scope.Parent;
        }
        return scope is not null;
    }

    /// <summary>The index here of a definition further out, for which an alias is added unless there is one.</summary>
    public int Import(Sort sort, int count, int index, SourceSpan span)
    {
        if (!_outer.TryGetValue((sort, count, index), out var local))
        {
            local = _counts[(int)sort]++;
            _outer.Add((sort, count, index), local);
            Pending.Add((new OuterAlias(sort, count, index), span));
        }
        return local;
    }
}

/// <summary>A type as it was defined, and the scope that its indices count in; the default where it is not known.</summary>
internal readonly record struct KnownType(Scope? Scope, TypeDefinition? Definition);
