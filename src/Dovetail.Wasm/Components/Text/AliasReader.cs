using Dovetail.Wasm.Components.Text.Syntax;
using Dovetail.Wasm.Text;
using Dovetail.Wit.Text;

namespace Dovetail.Wasm.Components.Text;

/// <summary>Reads aliases, with the sort last or first (Explainer.md, "Alias Definitions").</summary>
internal sealed class AliasReader(ComponentReader reader)
{
    private readonly TokenCursor _cursor = reader.Cursor;

    private enum Target
    {
        Export,
        CoreExport,
        Outer,
    }

    /// <summary>Takes <c>(alias target (sort id?))</c>.</summary>
    public DefinitionSyntax Take()
    {
        var span = _cursor.Peek().Span;
        _cursor.Open("alias");
        var (target, first, second) = TakeTarget();
        var sort = reader.References.TakeSort();
        var id = reader.References.TryTakeId();
        _cursor.Close();
        _cursor.Close();
        return Alias(target, first, second, sort, id, span);
    }

    /// <summary>Takes <c>(alias target)</c>, if it comes next; the sort and the identifier stand before it.</summary>
    public DefinitionSyntax? TryTakeInverted(Sort sort, Identifier? id, SourceSpan span)
    {
        if (!PeekInverted())
        {
            return null;
        }
        _cursor.Open("alias");
        var (target, first, second) = TakeTarget();
        _cursor.Close();
        return Alias(target, first, second, sort, id, span);
    }

    // The second part is an index or a name.
    private (Target Target, IndexSyntax First, object Second) TakeTarget()
    {
        var target = _cursor.TryTakeKeyword("outer") ? Target.Outer
            : _cursor.TryTakeKeyword("export") ? Target.Export
            : _cursor.TryTakeKeyword("core") ? Target.CoreExport
            : throw _cursor.Unexpected("`export`, `core export` or `outer`");
        if (target == Target.CoreExport)
        {
            _cursor.TakeKeyword("export");
        }
        var first = reader.References.TakeIndex();
        return (target, first, target == Target.Outer ? reader.References.TakeIndex() : _cursor.TakeName());
    }

    private DefinitionSyntax Alias(Target target, IndexSyntax first, object second, Sort sort, Identifier? id, SourceSpan span)
    {
        if (target == Target.Outer)
        {
            return new OuterAliasSyntax(sort, id, first, (IndexSyntax)second, span);
        }
        var isCore = target == Target.CoreExport;
        if (isCore != (ReferenceReader.IsCore(sort) && sort != Sort.CoreModule))
        {
            throw _cursor.Error($"a {sort.Text()} is no export of a {(isCore ? "core instance" : "component instance")}", span);
        }
        var instance = ReferenceSyntax.To(isCore ? Sort.CoreInstance : Sort.Instance, first);
        return new ExportAliasSyntax(sort, id, instance, (string)second, span);
    }

    private bool PeekInverted()
    {
        if (!_cursor.PeekOpen("alias"))
        {
            return false;
        }
        var distance = 2;
        while (_cursor.PeekAt(distance).Kind is TokenKind.Keyword or TokenKind.Id or TokenKind.Number or TokenKind.String)
        {
            distance++;
        }
        return _cursor.PeekAt(distance).Kind == TokenKind.RightParen;
    }
}
