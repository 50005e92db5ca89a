using System.Collections.Immutable;
using Dovetail.Wasm.Components.Types;
using Dovetail.Wit.Resolution;
using Dovetail.Wit.Types;

namespace Dovetail.Tooling.Diff;

/// <summary>
/// Compares members of two interfaces, or of two worlds, by their names. What is gone breaks callers, what is new implementers, and what is
/// another one both: types and functions must be equal (Explainer.md, "Type Checking").
/// </summary>
/// <param name="isCompared">Whether an interface, of which another one uses types, is compared itself.</param>
internal sealed class InterfaceComparer(
    TypeAlignment alignment, ChangeSide side, Func<WitInterface, bool> isCompared, ImmutableArray<InterfaceChange>.Builder changes)
{
    private readonly TypeInterner _interner = new();

    public void Compare(string path, WitInterface old, WitInterface @new)
    {
        CompareTypes(path, old.Types, @new.Types);
        CompareFunctions(path, old.Functions, @new.Functions);
    }

    public void CompareTypes(string path, IEnumerable<WitTypeDefinition> old, IEnumerable<WitTypeDefinition> @new) =>
        Match(path, old, @new, type => type.Name, ItemText.KindOf, ItemText.Of, CompareType);

    public void CompareFunctions(string path, IEnumerable<WitFunction> old, IEnumerable<WitFunction> @new) =>
        Match(path, old, @new, ItemText.PathOf, _ => "function", ItemText.Of, CompareFunction);

    public void Add(ChangeKind kind, string path, string what, string? old, string? @new) => changes.Add(new InterfaceChange
    {
        Kind = kind,
        Side = side,
        Path = path,
        What = what,
        Old = old,
        New = @new,
        BreaksCallers = kind != ChangeKind.Added,
        BreaksImplementers = kind != ChangeKind.Removed,
    });

    /// <summary>Adds a change that breaks nobody.</summary>
    public void Note(string path, string what, string? old, string? @new) =>
        changes.Add(new InterfaceChange { Kind = ChangeKind.Changed, Side = side, Path = path, What = what, Old = old, New = @new });

    private void Match<T>(
        string path, IEnumerable<T> old, IEnumerable<T> @new, Func<T, string> name, Func<T, string> kind, Func<T, string> text, Action<string, T, T> compare)
        where T : class
    {
        var known = @new.ToDictionary(name, StringComparer.Ordinal);
        foreach (var item in old)
        {
            if (known.Remove(name(item), out var other))
            {
                compare(Inside(path, name(item)), item, other);
            }
            else
            {
                Add(ChangeKind.Removed, Inside(path, name(item)), kind(item), text(item), null);
            }
        }
        foreach (var item in @new.Where(item => known.ContainsKey(name(item))))
        {
            Add(ChangeKind.Added, Inside(path, name(item)), kind(item), null, text(item));
        }
    }

    private void CompareFunction(string path, WitFunction old, WitFunction @new)
    {
        var isOther = old.Kind != @new.Kind;
        var difference = TypeDifference.Between(alignment.Align(old.Type), alignment.Align(@new.Type), _interner);
        var (before, after) = (ItemText.Of(old), ItemText.Of(@new));
        if (difference is not null && before == after)
        {
            // The names are the same, and what one of them stands for is not.
            Add(ChangeKind.Changed, path, $"function, {difference.Place}:", difference.Expected, difference.Found);
        }
        else if (difference is not null || isOther)
        {
            Add(ChangeKind.Changed, path, "function", before, after);
        }
        else if (old.Docs != @new.Docs)
        {
            Note(path, "docs", null, null);
        }
    }

    private void CompareType(string path, WitTypeDefinition old, WitTypeDefinition @new)
    {
        if (old.Resource is not null || @new.Resource is not null)
        {
            // The functions of a resource are compared by themselves.
            if (old.Resource is null || @new.Resource is null)
            {
                Add(ChangeKind.Changed, path, "type", ItemText.Of(old), ItemText.Of(@new));
            }
            return;
        }
        if (old.Used?.Owner is WitInterface a && @new.Used?.Owner is WitInterface b && isCompared(a) && isCompared(b) && old.Used.Name == @new.Used.Name)
        {
            return;
        }
        var (before, after) = (alignment.Align(old.Type), alignment.Align(@new.Type));
        if (_interner.Same(before, after))
        {
            if (old.Docs != @new.Docs)
            {
                Note(path, "docs", null, null);
            }
            return;
        }
        var found = changes.Count;
        CompareParts(path, before, after);
        if (changes.Count == found)
        {
            Add(ChangeKind.Changed, path, ItemText.KindOf(@new), ItemText.Of(old), ItemText.Of(@new));
        }
    }

    // To types with names a part more or less is another type, for callers and implementers alike.
    private void CompareParts(string path, WitType old, WitType @new)
    {
        switch (old, @new)
        {
            case (RecordType a, RecordType b):
                CompareParts(path, "field", [.. a.Fields.Select(f => (f.Name, (WitType?)f.Type))], [.. b.Fields.Select(f => (f.Name, (WitType?)f.Type))]);
                break;
            case (VariantType a, VariantType b):
                CompareParts(path, "case", [.. a.Cases.Select(c => (c.Name, c.Type))], [.. b.Cases.Select(c => (c.Name, c.Type))]);
                break;
            case (EnumType a, EnumType b):
                CompareParts(path, "case", [.. a.Names.Select(name => (name, (WitType?)null))], [.. b.Names.Select(name => (name, (WitType?)null))]);
                break;
            case (FlagsType a, FlagsType b):
                CompareParts(path, "flag", [.. a.Names.Select(name => (name, (WitType?)null))], [.. b.Names.Select(name => (name, (WitType?)null))]);
                break;
            default:
                break;
        }
    }

    private void CompareParts(string path, string what, ImmutableArray<(string Name, WitType? Type)> old, ImmutableArray<(string Name, WitType? Type)> @new)
    {
        var known = @new.ToDictionary(part => part.Name, part => part.Type, StringComparer.Ordinal);
        foreach (var (name, type) in old)
        {
            if (!known.Remove(name, out var other))
            {
                Break(ChangeKind.Removed, Inside(path, name), what, Text(type, name), null);
            }
            else if (type is null ? other is not null : other is null || !_interner.Same(type, other))
            {
                Break(ChangeKind.Changed, Inside(path, name), what, Text(type, "no value"), Text(other, "no value"));
            }
        }
        foreach (var (name, type) in @new.Where(part => known.ContainsKey(part.Name)))
        {
            Break(ChangeKind.Added, Inside(path, name), what, null, Text(type, name));
        }
    }

    private void Break(ChangeKind kind, string path, string what, string? old, string? @new) => changes.Add(new InterfaceChange
    {
        Kind = kind,
        Side = side,
        Path = path,
        What = what,
        Old = old,
        New = @new,
        BreaksCallers = true,
        BreaksImplementers = true,
    });

    private static string Text(WitType? type, string otherwise) => type is null ? otherwise : ItemText.Cut(type.ToString());

    private static string Inside(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";
}
