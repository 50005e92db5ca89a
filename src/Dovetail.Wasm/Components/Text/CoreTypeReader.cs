using System.Collections.Immutable;
using Dovetail.Wasm.Components.Text.Syntax;
using Dovetail.Wasm.Modules;
using Dovetail.Wasm.Modules.Text;
using Dovetail.Wasm.Text;

namespace Dovetail.Wasm.Components.Text;

/// <summary>Reads core types, among them those of modules (Explainer.md, <c>core:type</c>).</summary>
internal sealed class CoreTypeReader(ComponentReader reader)
{
    private readonly TokenCursor _cursor = reader.Cursor;

    /// <summary>Takes a core type as it stands in <c>(core type …)</c>.</summary>
    public CoreTypeSyntax TakeDefinition()
    {
        if (!_cursor.TryOpen("module"))
        {
            return new CoreFunctionTypeSyntax(TakeFunctionType());
        }
        var type = TakeModuleBody();
        _cursor.Close();
        return type;
    }

    /// <summary>Takes <c>core:valtype</c>.</summary>
    public ValType TakeValueType() => Types().TakeValType();

    /// <summary>Takes the declarations of a module type.</summary>
    public ModuleTypeSyntax TakeModuleBody()
    {
        var declarations = ImmutableArray.CreateBuilder<ModuleDeclarationSyntax>();
        while (!_cursor.PeekRightParen())
        {
            declarations.Add(TakeDeclaration());
        }
        return new ModuleTypeSyntax(declarations.DrainToImmutable());
    }

    private ModuleDeclarationSyntax TakeDeclaration()
    {
        var declaration = _cursor.TryOpen("type") ? TakeType()
            : _cursor.TryOpen("alias") ? TakeAlias()
            : _cursor.TryOpen("import") ? TakeExtern(_cursor.TakeName())
            : _cursor.TryOpen("export") ? TakeExtern(null)
            : _cursor.PeekOpen("rec") ? throw GarbageCollected()
            : throw _cursor.Unexpected("a type, an alias, an import or an export");
        _cursor.Close();
        return declaration;
    }

    private ModuleDeclarationSyntax TakeType()
    {
        var span = _cursor.Peek().Span;
        var id = reader.References.TryTakeId();
        if (_cursor.TryOpen("alias"))
        {
            _cursor.TakeKeyword("outer");
            var alias = new ModuleAliasSyntax(id, reader.References.TakeIndex(), reader.References.TakeIndex(), span);
            _cursor.Close();
            return alias;
        }
        return new ModuleTypeDeclarationSyntax(id, TakeFunctionType(), span);
    }

    private ModuleAliasSyntax TakeAlias()
    {
        var span = _cursor.Peek().Span;
        _cursor.TakeKeyword("outer");
        var (outer, index) = (reader.References.TakeIndex(), reader.References.TakeIndex());
        _cursor.Open("type");
        var alias = new ModuleAliasSyntax(reader.References.TryTakeId(), outer, index, span);
        _cursor.Close();
        return alias;
    }

    private ModuleExternSyntax TakeExtern(string? module)
    {
        var span = _cursor.Peek().Span;
        return new ModuleExternSyntax(module, _cursor.TakeName(), TakeExternType(), span);
    }

    private CoreExternSyntax TakeExternType()
    {
        var types = Types();
        _cursor.TakeLeftParen();
        var kind = ModuleScope.KindOf(_cursor.PeekKeyword()) ?? throw _cursor.Unexpected("a kind of import or export");
        _cursor.Take();
        _cursor.TryTakeId();
        var type = kind switch
        {
            ExternKind.Function => TakeTypeUse(types),
            ExternKind.Table => Complete(types.TakeTableType()),
            ExternKind.Memory => Complete(types.TakeMemoryType()),
            ExternKind.Global => Complete(types.TakeGlobalType()),
            _ => TakeTypeUse(types) with { IsTag = true },
        };
        _cursor.Close();
        return type;
    }

    private static CoreExternSyntax Complete(ExternType type) => new(type, null, null);

    private CoreExternSyntax TakeTypeUse(TypeParser types)
    {
        IndexSyntax? use = null;
        if (_cursor.TryOpen("type"))
        {
            use = reader.References.TakeIndex();
            _cursor.Close();
        }
        var isWritten = use is null || !_cursor.PeekRightParen();
        return new CoreExternSyntax(
            null, use, isWritten ? new FunctionType(types.TakeParameters(null), types.TakeResults()) : null);
    }

    private FunctionType TakeFunctionType() =>
        _cursor.PeekOpen() is "struct" or "array" or "sub" ? throw GarbageCollected() : Types().TakeFunctionType();

    /// <summary>The error about a type of garbage collection at the next token.</summary>
    public UnsupportedException GarbageCollected()
    {
        var (token, error) = (_cursor.Peek(), new UnsupportedException("gc", _cursor.Peek().Start));
        return new UnsupportedException(_cursor.Source.Render(error.Problem, token.Span), error);
    }

    // Types that refer to other types by index are gated, so there is no scope that these could be looked up in.
    private TypeParser Types() => new(_cursor, new ModuleScope());
}
