using Dovetail.Wasm.Components.Text.Syntax;
using Dovetail.Wasm.Modules;
using Dovetail.Wasm.Modules.Decoding;
using Dovetail.Wasm.Modules.Text;
using Dovetail.Wasm.Text;
using Dovetail.Wit.Text;

namespace Dovetail.Wasm.Components.Text;

/// <summary>Reads the definitions of a component that start with <c>core</c>.</summary>
internal sealed class CoreFieldReader(ComponentReader reader)
{
    private readonly TokenCursor _cursor = reader.Cursor;

    public FieldSyntax Take()
    {
        var span = _cursor.Peek().Span;
        if (_cursor.PeekOpen("core", "type") || _cursor.PeekOpen("core", "rec"))
        {
            return reader.Declarations.TakeCoreType();
        }
        if (_cursor.TryOpen("core", "module"))
        {
            return reader.Fields.TakeRest(Sort.CoreModule, span, TakeModule);
        }
        return _cursor.TryOpen("core", "instance") ? Closed(TakeInstance(span))
            : _cursor.TryOpen("core", "func") ? Closed(TakeFunction(span))
            : Closed(TakeAlias(span));
    }

    private CoreModuleSyntax TakeModule(Identifier? id, SourceSpan span)
    {
        // Beside an identifier that a printer made up stands the name that it was made of; every other annotation is the module's own.
        if (id?.Name is [IdSpace.MadeUp, ..])
        {
            _cursor.TryTakeAnnotation(NameAnnotation.Keyword);
        }
        return new CoreModuleSyntax(id, TakeModuleBody(span), span);
    }

    private ModuleDefinition TakeModuleBody(SourceSpan span)
    {
        if (!_cursor.TryTakeKeyword("binary"))
        {
            return TakeModuleFields();
        }
        var bytes = _cursor.TakeStrings();
        try
        {
            return ModuleDecoder.Decode(bytes);
        }
        catch (MalformedException error)
        {
            throw _cursor.Error(error.Message, span);
        }
    }

    // The module's annotations are its own; those of the component before it are not for its parser.
    private ModuleDefinition TakeModuleFields()
    {
        var inside = new TokenCursor(_cursor.Sequence, _cursor.Position, _cursor.EndPosition);
        var module = ModuleParser.ParseFields(inside);
        _cursor.SkipTo(inside.Position);
        return module;
    }

    private CoreInstanceSyntax TakeInstance(SourceSpan span) =>
        new(reader.References.TryTakeId(), reader.Instances.TakeCore(), span);

    private DefinitionSyntax TakeFunction(SourceSpan span)
    {
        var id = reader.References.TryTakeId();
        return reader.Aliases.TryTakeInverted(Sort.CoreFunction, id, span) ?? reader.Canons.TakeInverted(id, span);
    }

    private DefinitionSyntax TakeAlias(SourceSpan span)
    {
        var sort = reader.References.TakeSort();
        var id = reader.References.TryTakeId();
        return reader.Aliases.TryTakeInverted(sort, id, span) ?? throw _cursor.Unexpected("an alias");
    }

    private DefinitionSyntax Closed(DefinitionSyntax definition)
    {
        _cursor.Close();
        return definition;
    }
}
