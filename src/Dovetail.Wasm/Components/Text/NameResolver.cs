using Dovetail.Wasm.Components.Text.Syntax;
using Dovetail.Wasm.Text;
using Dovetail.Wit.Text;

namespace Dovetail.Wasm.Components.Text;

/// <summary>Finds what identifiers stand for, by lexical scoping (Explainer.md, "Alias Definitions").</summary>
internal sealed class NameResolver(SourceText source)
{
    /// <summary>The index of what a reference means; an outer alias is added if it stands further out.</summary>
    public int Resolve(Scope scope, ReferenceSyntax reference) => Resolve(scope, reference.Sort, reference.Index);

    /// <summary>The index of what an index means; a number is taken as it is, and validated later.</summary>
    public int Resolve(Scope scope, Sort sort, IndexSyntax index)
    {
        if (index.Id is not { } id)
        {
            return Clamp(index.Number);
        }
        var count = 0;
        for (var at = scope; at is not null; at = at.Parent, count++)
        {
            if (at.TryFind(sort, id, out var found))
            {
                return count == 0 ? found
                    : CanBeOuter(sort) ? scope.Import(sort, count, found, index.Span)
                    : throw Error($"outer item `{id}` is not a module, type, or component", index.Span);
            }
        }
        throw Unknown(sort, id, index.Span);
    }

    /// <summary>What an explicit outer alias stands for.</summary>
    public OuterAlias Outer(Scope scope, Sort sort, IndexSyntax outer, IndexSyntax index)
    {
        var count = outer.Id is { } name ? CountTo(scope, name, outer.Span) : outer.Number;
        if (index.Id is not { } id)
        {
            return new OuterAlias(sort, Clamp(count), Clamp(index.Number));
        }
        return !scope.TryGetOuter(count, out var target) ? throw Error($"outer count of `{count}` is too large", outer.Span)
            : target.TryFind(sort, id, out var found) ? new OuterAlias(sort, Clamp(count), found)
            : throw Unknown(sort, id, index.Span);
    }

    /// <summary>Gives the next index to a definition.</summary>
    public void Define(Scope scope, Sort sort, Identifier? id, SourceSpan span)
    {
        if (!scope.TryDefine(sort, id))
        {
            throw Error($"duplicate {sort.Text()} identifier `{id}`", span);
        }
    }

    private uint CountTo(Scope scope, Identifier name, SourceSpan span)
    {
        var count = 0u;
        for (var at = scope; at is not null; at = at.Parent, count++)
        {
            if (at.Id == name)
            {
                return count;
            }
        }
        throw Error($"outer component `{name}` not found", span);
    }

    private MalformedException Unknown(Sort sort, Identifier id, SourceSpan span) => Error($"unknown {sort.Text()} `{id}`", span);

    private MalformedException Error(string message, SourceSpan span) => TextError.At(message, source, span);

    private static bool CanBeOuter(Sort sort) => sort is Sort.CoreModule or Sort.CoreType or Sort.Component or Sort.Type;

    // Numbers that are no int are out of range of every index space, which is for validation to say.
    private static int Clamp(uint number) => (int)Math.Min(number, int.MaxValue);
}
