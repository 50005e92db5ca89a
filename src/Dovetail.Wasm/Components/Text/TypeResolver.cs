using System.Collections.Immutable;
using System.Diagnostics;
using Dovetail.Wasm.Components.Text.Syntax;
using Dovetail.Wasm.Modules;
using Dovetail.Wit.Text;

namespace Dovetail.Wasm.Components.Text;

/// <summary>The part of the <see cref="Resolver"/> that makes types.</summary>
internal sealed class TypeResolver(NameResolver names, Resolver resolver)
{
    /// <summary>Makes a type that was expanded; <paramref name="id"/> is what outer aliases in it call it by.</summary>
    public TypeDefinition Definition(Scope scope, TypeSyntax type, Identifier? id) => type switch
    {
        ComponentTypeSyntax component => new ComponentTypeDefinition(resolver.Declarations(component.Declarations, id, scope)),
        InstanceTypeSyntax instance => new InstanceTypeDefinition(resolver.Declarations(instance.Declarations, id, scope)),
        FunctionTypeSyntax function => new FunctionTypeDefinition(
            Labeled(scope, function.Parameters), Optional(scope, function.Result), function.IsAsync),
        ResourceTypeSyntax resource => new ResourceDefinition(
            resource.Representation, resource.Destructor is { } destructor ? names.Resolve(scope, destructor) : null),
        ValueTypeSyntax value => Value(scope, value),
        _ => throw new UnreachableException(),
    };

    /// <summary>Makes the type of an import or export that was expanded.</summary>
    public ExternTypeReference Extern(Scope scope, ExternTypeSyntax type) => type switch
    {
        TypeBoundSyntax { EqualTo: { } equalTo } => new ExternTypeReference(ExternTypeKind.TypeEqual, names.Resolve(scope, equalTo)),
        TypeBoundSyntax => new ExternTypeReference(ExternTypeKind.TypeSubResource),
        ValueBoundSyntax { EqualTo: { } equalTo } => new ExternTypeReference(ExternTypeKind.ValueEqual, names.Resolve(scope, equalTo)),
        ValueBoundSyntax value => new ExternTypeReference(ExternTypeKind.Value, 0, Part(scope, value.Type!)),
        ReferredExternTypeSyntax referred => new ExternTypeReference(KindOf(referred.Sort), names.Resolve(scope, referred.Type)),
        _ => throw new UnreachableException(),
    };

    private static ExternTypeKind KindOf(Sort sort) => sort switch
    {
        Sort.CoreModule => ExternTypeKind.CoreModule,
        Sort.Function => ExternTypeKind.Function,
        Sort.Component => ExternTypeKind.Component,
        Sort.Instance => ExternTypeKind.Instance,
        _ => throw new UnreachableException(),
    };

    private ValueTypeDefinition Value(Scope scope, ValueTypeSyntax type) => type switch
    {
        PrimitiveTypeSyntax primitive => new PrimitiveDefinition(primitive.Kind),
        RecordTypeSyntax record => new RecordDefinition(Labeled(scope, record.Fields)),
        VariantTypeSyntax variant => new VariantDefinition(Labeled(scope, variant.Cases)),
        ListTypeSyntax list => new ListDefinition(Part(scope, list.Element), list.Length),
        MapTypeSyntax map => new MapDefinition(Part(scope, map.Key), Part(scope, map.Value)),
        AsyncTypeSyntax { IsStream: true } stream => new StreamDefinition(Optional(scope, stream.Element)),
        AsyncTypeSyntax future => new FutureDefinition(Optional(scope, future.Element)),
        TupleTypeSyntax tuple => new TupleDefinition([.. tuple.Items.Select(item => Part(scope, item))]),
        FlagsTypeSyntax flags => new FlagsDefinition(flags.Names),
        EnumTypeSyntax cases => new EnumDefinition(cases.Names),
        OptionTypeSyntax option => new OptionDefinition(Part(scope, option.Element)),
        ResultTypeSyntax result => new ResultDefinition(Optional(scope, result.Ok), Optional(scope, result.Error)),
        HandleTypeSyntax { IsOwn: true } own => new OwnDefinition(names.Resolve(scope, own.Resource)),
        HandleTypeSyntax borrow => new BorrowDefinition(names.Resolve(scope, borrow.Resource)),
        _ => throw new UnreachableException(),
    };

    private ImmutableArray<LabeledType> Labeled(Scope scope, ImmutableArray<NamedTypeSyntax> items) =>
        [.. items.Select(item => new LabeledType(item.Name, Optional(scope, item.Type)))];

    public ValueTypeReference? Optional(Scope scope, ValueTypeSyntax? part) => part is null ? null : Part(scope, part);

    public ValueTypeReference Part(Scope scope, ValueTypeSyntax part) => part switch
    {
        PrimitiveTypeSyntax primitive => ValueTypeReference.Of(primitive.Kind),
        TypeReferenceSyntax reference => ValueTypeReference.At(names.Resolve(scope, reference.Reference)),
        _ => throw new UnreachableException(),
    };

    /// <summary>Makes a core type; <paramref name="id"/> is what outer aliases in it call it by.</summary>
    public CoreTypeDefinition Core(Scope scope, CoreTypeSyntax type, Identifier? id) => type switch
    {
        CoreGroupSyntax group => Group(scope, group),
        ModuleTypeSyntax module => Module(module, new Scope(scope, id)),
        _ => throw new UnreachableException(),
    };

    /// <summary>Makes a group of core types, which may refer to themselves and each other.</summary>
    public CoreTypeGroup Group(Scope scope, CoreGroupSyntax group)
    {
        // What stands outside is found first, because an alias that this adds shifts the indices of the group.
        var places = new Dictionary<Identifier, int>();
        for (var i = 0; i < group.Ids.Length; i++)
        {
            if (group.Ids[i] is { } known)
            {
                places.TryAdd(known, i);
            }
        }
        var own = group.References.Select(reference => reference.Id is { } id ? places.GetValueOrDefault(id, -1) : -1).ToArray();
        var outer = group.References.Select((reference, i) =>
            own[i] < 0 ? names.Resolve(scope, Sort.CoreType, reference) : 0).ToArray();
        var first = scope.Count(Sort.CoreType);
        return new CoreTypeGroup([.. group.Types.Select(type => type.Map(index =>
            own[-1 - index] is var place and >= 0 ? first + place : outer[-1 - index]))]);
    }

    private ModuleTypeDefinition Module(ModuleTypeSyntax module, Scope scope)
    {
        var output = ImmutableArray.CreateBuilder<ModuleTypeDeclaration>(module.Declarations.Length);
        var functions = new Dictionary<FunctionType, Identifier>();
        foreach (var written in module.Declarations)
        {
            var declaration = WithReferences(scope, written);
            AddAliases();
            AddInlineType(declaration);
            var made = Declaration(scope, declaration, functions);
            AddAliases();
            output.Add(made);
            DefineTypes(declaration, made);
        }
        return new ModuleTypeDefinition(output.DrainToImmutable());

        void AddAliases()
        {
            foreach (var (alias, span) in scope.Pending)
            {
                output.Add(new ModuleTypeAlias(alias.Count, alias.Index, span.Start));
            }
            scope.Pending.Clear();
        }

        // A function type that is written out is a definition of its own, unless an equal one stands before it.
        void AddInlineType(ModuleDeclarationSyntax declaration)
        {
            if (declaration is ModuleExternSyntax { Type: { TypeUse: null, Inline: { } type } } && !functions.ContainsKey(type))
            {
                var group = new CoreTypeGroup([new SubType(true, null, type)]);
                Remember(group, null, declaration.Span);
                output.Add(new ModuleTypeType(group, declaration.Span.Start));
            }
        }

        void DefineTypes(ModuleDeclarationSyntax declaration, ModuleTypeDeclaration made)
        {
            if (declaration is ModuleAliasSyntax alias)
            {
                names.Define(scope, Sort.CoreType, alias.Id, alias.Span);
            }
            else if (declaration is ModuleGroupSyntax { Group.Ids: [var id] })
            {
                Remember((CoreTypeGroup)((ModuleTypeType)made).Type, id, declaration.Span);
            }
            else if (declaration is ModuleGroupSyntax { Group.Ids: var ids })
            {
                Array.ForEach([.. ids], id => names.Define(scope, Sort.CoreType, id, declaration.Span));
            }
        }

        void Remember(CoreTypeGroup group, Identifier? written, SourceSpan span)
        {
            var name = written ?? new Identifier("", -1 - functions.Count);
            var isFirst = group.Types[0] is { IsFinal: true, Supertype: null, Composite: FunctionType function }
                && functions.TryAdd(function, name);
            names.Define(scope, Sort.CoreType, isFirst ? name : written, span);
        }
    }

    // What types in place refer to is resolved before they are compared.
    private ModuleDeclarationSyntax WithReferences(Scope scope, ModuleDeclarationSyntax declaration)
    {
        if (declaration is not ModuleExternSyntax { Type: { References.IsEmpty: false } type } item)
        {
            return declaration;
        }
        var indices = type.References.Select(reference => names.Resolve(scope, Sort.CoreType, reference)).ToArray();
        int Find(int index) => indices[-1 - index];
        return item with
        {
            Type = type with
            {
                Inline = type.Inline is { } inline ? (FunctionType)SubType.Map(inline, Find) : null,
                Type = type.Type switch
                {
                    TableType table => table with { Element = table.Element.Map(Find) },
                    GlobalType global => global with { Value = global.Value.Map(Find) },
                    var other => other,
                },
            },
        };
    }

    private ModuleTypeDeclaration Declaration(
        Scope scope, ModuleDeclarationSyntax declaration, Dictionary<FunctionType, Identifier> functions)
    {
        var offset = declaration.Span.Start;
        switch (declaration)
        {
            case ModuleGroupSyntax group:
                return new ModuleTypeType(Group(scope, group.Group), offset);
            case ModuleAliasSyntax alias:
                var outer = names.Outer(scope, Sort.CoreType, alias.Outer, alias.Index);
                return new ModuleTypeAlias(outer.Count, outer.Index, offset);
            case ModuleExternSyntax { Module: { } module } import:
                return new ModuleTypeImport(module, import.Name, CoreExtern(scope, import, functions), offset);
            case ModuleExternSyntax export:
                return new ModuleTypeExport(export.Name, CoreExtern(scope, export, functions), offset);
            default:
                throw new UnreachableException();
        }
    }

    // A type that is both referred to and written out is not compared: existing texts differ.
    private ExternType CoreExtern(Scope scope, ModuleExternSyntax item, Dictionary<FunctionType, Identifier> functions)
    {
        if (item.Type.Type is { } complete)
        {
            return complete;
        }
        var use = item.Type.TypeUse ?? new IndexSyntax(functions[item.Type.Inline!], 0, item.Span);
        var index = names.Resolve(scope, Sort.CoreType, use);
        return item.Type.IsTag ? new TagType(index) : new FunctionImport(index);
    }
}
