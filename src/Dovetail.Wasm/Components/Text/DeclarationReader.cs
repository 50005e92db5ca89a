using System.Collections.Immutable;
using Dovetail.Wasm.Components.Text.Syntax;
using Dovetail.Wasm.Text;
using Dovetail.Wit.Text;

namespace Dovetail.Wasm.Components.Text;

/// <summary>Reads the declarations of component and instance types (Explainer.md, "Declarators").</summary>
internal sealed class DeclarationReader(ComponentReader reader)
{
    private readonly TokenCursor _cursor = reader.Cursor;

    /// <summary>Takes declarations up to the parenthesis that closes the type.</summary>
    public ImmutableArray<FieldSyntax> TakeAll(bool allowImports)
    {
        var declarations = ImmutableArray.CreateBuilder<FieldSyntax>();
        while (!_cursor.PeekRightParen())
        {
            declarations.Add(Take(allowImports));
        }
        return declarations.DrainToImmutable();
    }

    private FieldSyntax Take(bool allowImports) => _cursor.PeekOpen() switch
    {
        "core" => TakeCoreType(),
        "type" => TakeType(),
        "alias" => reader.Aliases.Take(),
        "import" when allowImports => TakeImport(),
        "export" => TakeExport(),
        _ => throw _cursor.Unexpected(allowImports ? "a type, an alias, an import or an export" : "a type, an alias or an export"),
    };

    /// <summary>Takes <c>(core type id? …)</c>.</summary>
    public FieldSyntax TakeCoreType()
    {
        var span = _cursor.Peek().Span;
        if (_cursor.PeekOpen("core", "rec"))
        {
            return TakeRecursive(span);
        }
        if (!_cursor.TryOpen("core", "type"))
        {
            throw _cursor.Unexpected("`(core type`");
        }
        var id = reader.References.TryTakeId();
        var definition = reader.Aliases.TryTakeInverted(Sort.CoreType, id, span)
            ?? new CoreTypeDefinitionSyntax(id, reader.CoreTypes.TakeDefinition(id), span);
        _cursor.Close();
        return definition;
    }

    // `(core rec (type …)*)`
    private CoreRecursiveSyntax TakeRecursive(SourceSpan span)
    {
        _cursor.TakeLeftParen();
        _cursor.TakeKeyword("core");
        _cursor.TakeKeyword("rec");
        var group = reader.CoreTypes.TakeGroup();
        _cursor.Close();
        return new CoreRecursiveSyntax(group, span);
    }

    private DefinitionSyntax TakeType()
    {
        var span = _cursor.Peek().Span;
        _cursor.Open("type");
        var id = reader.References.TryTakeId();
        var definition = reader.Aliases.TryTakeInverted(Sort.Type, id, span)
            ?? new TypeDefinitionSyntax(id, reader.Types.TakeDefinition(), span);
        _cursor.Close();
        return definition;
    }

    /// <summary>Takes <c>(import name type)</c>.</summary>
    public ImportSyntax TakeImport()
    {
        var span = _cursor.Peek().Span;
        _cursor.Open("import");
        var name = reader.Externs.TakeName();
        var (id, type) = reader.Externs.TakeType();
        _cursor.Close();
        return new ImportSyntax(id, name, type, span);
    }

    private ExportDeclarationSyntax TakeExport()
    {
        var span = _cursor.Peek().Span;
        _cursor.Open("export");
        var name = reader.Externs.TakeName();
        var (id, type) = reader.Externs.TakeType();
        _cursor.Close();
        return new ExportDeclarationSyntax(id, name, type, span);
    }
}
