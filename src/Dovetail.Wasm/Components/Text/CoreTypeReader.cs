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
    public CoreTypeSyntax TakeDefinition(Identifier? id)
    {
        if (!_cursor.TryOpen("module"))
        {
            return TakeType(id);
        }
        var type = TakeModuleBody();
        _cursor.Close();
        return type;
    }

    /// <summary>Takes <c>core:valtype</c>.</summary>
    public ValType TakeValueType() => new TypeParser(_cursor, new ModuleScope()).TakeValType();

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
            : _cursor.TryOpen("rec") ? new ModuleGroupSyntax(TakeGroup(), _cursor.Peek().Span)
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
        return new ModuleGroupSyntax(TakeType(id), span);
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
        var references = new References(reader.References);
        var types = new TypeParser(_cursor, new ModuleScope(), references.Take);
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
        return type with { References = references.All };
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

    /// <summary>Takes <c>(type id? …)*</c>, which stands in <c>rec</c>.</summary>
    public CoreGroupSyntax TakeGroup()
    {
        var references = new References(reader.References);
        var types = new TypeParser(_cursor, new ModuleScope(), references.Take);
        var ids = ImmutableArray.CreateBuilder<Identifier?>();
        var group = ImmutableArray.CreateBuilder<SubType>();
        while (_cursor.TryOpen("type"))
        {
            ids.Add(reader.References.TryTakeId());
            group.Add(types.TakeSubOrComposite(0));
            _cursor.Close();
        }
        return new CoreGroupSyntax(ids.DrainToImmutable(), group.DrainToImmutable(), references.All);
    }

    private CoreGroupSyntax TakeType(Identifier? id)
    {
        var references = new References(reader.References);
        var type = new TypeParser(_cursor, new ModuleScope(), references.Take).TakeSubOrComposite(0);
        return new CoreGroupSyntax([id], [type], references.All);
    }

    /// <summary>Collects what types refer to, which is found when names are resolved; until then it is numbered.</summary>
    private sealed class References(ReferenceReader reader)
    {
        private readonly ImmutableArray<IndexSyntax>.Builder _all = ImmutableArray.CreateBuilder<IndexSyntax>();

        public ImmutableArray<IndexSyntax> All => _all.ToImmutable();

        public int Take(TokenCursor cursor)
        {
            _all.Add(reader.TakeIndex());
            return -_all.Count;
        }
    }
}
