using System.Diagnostics.CodeAnalysis;
using Dovetail.Wasm.Components.Text.Syntax;
using Dovetail.Wit.Text;

namespace Dovetail.Wasm.Components.Text;

/// <summary>The index spaces of a component, or of a component, instance or module type, and the identifiers in them.</summary>
/// <param name="id">The identifier that outer aliases call it by.</param>
internal sealed class Scope(Scope? parent, Identifier? id)
{
    private readonly int[] _counts = new int[Sorts.Count];
    private readonly Dictionary<(Sort Sort, Identifier Id), int> _names = [];
    private readonly Dictionary<(Sort Sort, int Count, int Index), int> _outer = [];

    public Scope? Parent => parent;

    public Identifier? Id => id;

    /// <summary>Outer aliases that were added and are not yet part of the output, with the places of the references.</summary>
    public List<(OuterAlias Alias, SourceSpan Span)> Pending { get; } = [];

    /// <summary>Adds an index, and binds the identifier if there is one; false if that is taken.</summary>
    public bool TryDefine(Sort sort, Identifier? name) =>
        (name is not { } known || _names.TryAdd((sort, known), _counts[(int)sort])) && _counts[(int)sort]++ >= 0;

    public bool TryFind(Sort sort, Identifier name, out int index) => _names.TryGetValue((sort, name), out index);

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
