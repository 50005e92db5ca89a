using System.Collections.Immutable;
using Dovetail.Wasm.Components.Text.Syntax;
using Dovetail.Wasm.Metadata;
using Dovetail.Wasm.Text;
using Dovetail.Wit.Text;

namespace Dovetail.Wasm.Components.Text;

/// <summary>Reads the definitions of a component (Explainer.md, "Component Definitions"), but for those of core.</summary>
/// <remarks>
/// Most definitions can be written in several ways: with exports in place, as an import in place, as an alias with the sort first,
/// or in full. What stands behind the sort, the identifier and the exports decides.
/// </remarks>
internal sealed class FieldReader(ComponentReader reader)
{
    private readonly TokenCursor _cursor = reader.Cursor;

    /// <summary>Takes fields up to a parenthesis that closes the component, or the end of the text.</summary>
    public ImmutableArray<FieldSyntax> TakeAll()
    {
        var fields = ImmutableArray.CreateBuilder<FieldSyntax>();
        TakeCustoms(fields);
        while (!_cursor.PeekRightParen() && !_cursor.AtEnd)
        {
            fields.Add(Take());
            TakeCustoms(fields);
        }
        return fields.DrainToImmutable();
    }

    private FieldSyntax Take() => _cursor.PeekOpen() switch
    {
        "core" => reader.CoreFields.Take(),
        "component" => TakeDefinition("component", Sort.Component, TakeComponent),
        "instance" => TakeDefinition("instance", Sort.Instance, TakeInstance),
        "func" => TakeDefinition("func", Sort.Function, TakeFunction),
        "type" => TakeDefinition("type", Sort.Type, TakeType),
        "alias" => reader.Aliases.Take(),
        "canon" => reader.Canons.Take(),
        "import" => reader.Declarations.TakeImport(),
        "export" => TakeExport(),
        "start" => reader.Values.TakeStart(),
        "value" => TakeDefinition("value", Sort.Value, reader.Values.TakeValue),
        _ => throw _cursor.Unexpected("a definition of a component"),
    };

    /// <summary>Takes <c>(keyword id? export* …)</c>: an import in place, an inverted alias, or the definition itself.</summary>
    private DefinitionSyntax TakeDefinition(string keyword, Sort sort, Func<Identifier?, SourceSpan, DefinitionSyntax> take)
    {
        var span = _cursor.Peek().Span;
        _cursor.Open(keyword);
        return TakeRest(sort, span, take);
    }

    /// <summary>Takes <c>id? export* …)</c>, which stands behind the keyword of a definition.</summary>
    public DefinitionSyntax TakeRest(Sort sort, SourceSpan span, Func<Identifier?, SourceSpan, DefinitionSyntax> take)
    {
        var id = reader.References.TryTakeId();
        var exports = TakeExportsInPlace();
        var definition = reader.Externs.TryTakeInPlace("import") is { } name
            ? new ImportSyntax(id, name, reader.Externs.TakeBody(sort, span), span)
            : reader.Aliases.TryTakeInverted(sort, id, span) ?? take(id, span);
        _cursor.Close();
        return definition with { Exports = exports };
    }

    private ImmutableArray<ExternNameSyntax> TakeExportsInPlace()
    {
        var exports = ImmutableArray.CreateBuilder<ExternNameSyntax>();
        while (reader.Externs.TryTakeInPlace("export") is { } name)
        {
            exports.Add(name);
        }
        return exports.DrainToImmutable();
    }

    private ComponentSyntax TakeComponent(Identifier? id, SourceSpan span) => new(id, reader.Nested(TakeAll), span);

    private InstanceSyntax TakeInstance(Identifier? id, SourceSpan span) => new(id, reader.Instances.Take(), span);

    private LiftSyntax TakeFunction(Identifier? id, SourceSpan span) =>
        reader.Canons.TakeInvertedLift(id, reader.Externs.TakeBody(Sort.Function, span), span);

    private TypeDefinitionSyntax TakeType(Identifier? id, SourceSpan span) => new(id, reader.Types.TakeDefinition(), span);

    private ExportSyntax TakeExport()
    {
        var span = _cursor.Peek().Span;
        _cursor.Open("export");
        var id = reader.References.TryTakeId();
        var name = reader.Externs.TakeName();
        var item = reader.References.TakeExtern();
        var ascription = _cursor.PeekRightParen() ? null : reader.Externs.TakeType(mayBind: false).Type;
        _cursor.Close();
        return new ExportSyntax(id, name, item, ascription, span);
    }

    private void TakeCustoms(ImmutableArray<FieldSyntax>.Builder fields)
    {
        while (TryTakeCustom() is { } custom)
        {
            fields.Add(custom);
        }
    }

    private CustomSyntax? TryTakeCustom()
    {
        if (_cursor.TryTakeAnnotation("custom", ProducersText.Keyword) is not { } annotation)
        {
            return null;
        }
        if (annotation.Name == ProducersText.Keyword)
        {
            return new CustomSyntax(Producers.SectionName, ProducersText.Take(_cursor.Enter(annotation)), annotation.Span);
        }
        var inside = _cursor.Enter(annotation);
        var name = inside.TakeName();
        var bytes = inside.TakeStrings();
        inside.TakeEnd();
        return new CustomSyntax(name, bytes, annotation.Span);
    }
}
