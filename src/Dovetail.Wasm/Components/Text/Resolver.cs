using System.Collections.Immutable;
using Dovetail.Wasm.Components.Text.Syntax;
using Dovetail.Wit.Text;

namespace Dovetail.Wasm.Components.Text;

/// <summary>
/// The third pass over component text: gives every identifier its index, adds the outer aliases that identifiers of enclosing
/// components ask for, and makes the definition.
/// </summary>
/// <remarks>
/// Definitions only refer to what stands before them, so one walk in order does it. An outer alias is put before the definition that
/// asks for it, once for each scope; it takes an index but binds no identifier, so that a later definition may have the same. What
/// this pass does not do: check indices that the text gives as numbers, or anything else that is validation's.
/// </remarks>
internal sealed class Resolver
{
    private readonly NameResolver _names;
    private readonly TypeResolver _types;
    private readonly ValueEncoder _values;

    public Resolver(SourceText source)
    {
        _names = new NameResolver(source);
        _types = new TypeResolver(_names, this);
        _values = new ValueEncoder(source);
    }

    /// <summary>Makes a component of fields that were expanded.</summary>
    public ComponentDefinition Component(ImmutableArray<FieldSyntax> fields, Identifier? id, Scope? parent)
    {
        var scope = new Scope(parent, id);
        var output = ImmutableArray.CreateBuilder<ComponentField>(fields.Length);
        foreach (var field in fields)
        {
            Add(scope, field, output.Add);
        }
        AddNames(scope, output);
        return new ComponentDefinition(output.DrainToImmutable());
    }

    // Identifiers are names, unless the text spells the section that names stand in.
    private static void AddNames(Scope scope, ImmutableArray<ComponentField>.Builder output)
    {
        var names = scope.Names();
        if (names.Count > 0 && !output.Any(field => field is CustomField { Name: ComponentNames.SectionName }))
        {
            output.Add(new CustomField(ComponentNames.SectionName, names.Encode(), 0));
        }
    }

    /// <summary>Makes the declarations of a component or instance type.</summary>
    public ImmutableArray<Declaration> Declarations(ImmutableArray<FieldSyntax> fields, Identifier? id, Scope parent)
    {
        var scope = new Scope(parent, id);
        var output = ImmutableArray.CreateBuilder<Declaration>(fields.Length);
        foreach (var field in fields)
        {
            Add(scope, field, made => output.Add((Declaration)made));
        }
        return output.DrainToImmutable();
    }

    private void Add(Scope scope, FieldSyntax field, Action<ComponentField> add)
    {
        var made = Field(scope, field);
        foreach (var (alias, span) in scope.Pending)
        {
            scope.AddType(alias);
            add(new AliasField(alias, span.Start));
        }
        scope.Pending.Clear();
        scope.AddType(made);
        add(made);
        if (field is DefinitionSyntax definition)
        {
            _names.Define(scope, definition.Sort, definition.Id, definition.Span);
        }
        var (sort, ids) = field switch
        {
            StartSyntax start => (Sort.Value, start.Results),
            CoreRecursiveSyntax recursive => (Sort.CoreType, recursive.Group.Ids),
            _ => (Sort.Type, []),
        };
        foreach (var id in ids)
        {
            _names.Define(scope, sort, id, field.Span);
        }
    }

    private ComponentField Field(Scope scope, FieldSyntax field)
    {
        var offset = field.Span.Start;
        return field switch
        {
            CoreModuleSyntax module => new CoreModuleField(module.Module, offset),
            CoreInstanceSyntax instance => new CoreInstanceField(CoreInstance(scope, instance.Expression), offset),
            CoreTypeDefinitionSyntax type => new CoreTypeField(_types.Core(scope, type.Type, type.Id), offset),
            CoreRecursiveSyntax recursive => new CoreTypeField(_types.Group(scope, recursive.Group), offset),
            ComponentSyntax component => new NestedComponentField(Component(component.Fields, component.Id, scope), offset),
            InstanceSyntax instance => new InstanceField(Instance(scope, instance.Expression), offset),
            ExportAliasSyntax alias => new AliasField(ExportAlias(scope, alias), offset),
            OuterAliasSyntax alias => new AliasField(_names.Outer(scope, alias.Sort, alias.Outer, alias.Index), offset),
            TypeDefinitionSyntax type => new TypeField(_types.Definition(scope, type.Type, type.Id), offset),
            CanonSyntax canon => new CanonField(Canon(scope, canon), offset),
            ImportSyntax import => new ImportField(import.Name.Name, _types.Extern(scope, import.Type), offset)
            {
                Attributes = import.Name.Attributes,
            },
            ExportDeclarationSyntax export => new ExportDeclaration(export.Name.Name, _types.Extern(scope, export.Type), offset)
            {
                Attributes = export.Name.Attributes,
            },
            ValueSyntax value => Value(scope, value, offset),
            StartSyntax start => new StartField(
                _names.Resolve(scope, start.Function),
                [.. start.Arguments.Select(argument => _names.Resolve(scope, argument))],
                (uint)start.Results.Length,
                offset),
            ExportSyntax export => Export(scope, export, offset),
            CustomSyntax custom => new CustomField(custom.Name, custom.Bytes, offset),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    private ExportField Export(Scope scope, ExportSyntax export, int offset)
    {
        var index = _names.Resolve(scope, export.Item);
        ExternTypeReference? ascription = export.Ascription is { } type ? _types.Extern(scope, type) : null;
        return new ExportField(export.Name.Name, export.Item.Sort, index, ascription, offset)
        {
            Attributes = export.Name.Attributes,
        };
    }

    private Alias ExportAlias(Scope scope, ExportAliasSyntax alias)
    {
        var instance = _names.Resolve(scope, alias.Instance);
        return alias.Instance.Sort == Sort.CoreInstance
            ? new CoreExportAlias(alias.Sort, instance, alias.Name)
            : new ExportAlias(alias.Sort, instance, alias.Name);
    }

    private CoreInstanceExpression CoreInstance(Scope scope, CoreInstanceExpressionSyntax expression)
    {
        if (expression.Module is not { } module)
        {
            return new CoreInlineExports([.. expression.Exported.Select(export =>
                new InlineExport(export.Name, export.Item.Sort, _names.Resolve(scope, export.Item)))]);
        }
        var index = _names.Resolve(scope, module);
        return new CoreInstantiate(index, [.. expression.Arguments.Select(argument =>
            new CoreInstantiateArgument(argument.Name, _names.Resolve(scope, argument.Instance!)))]);
    }

    private InstanceExpression Instance(Scope scope, InstanceExpressionSyntax expression)
    {
        if (expression.Component is not { } component)
        {
            return new InlineExports([.. expression.Exported.Select(export =>
                Item(scope, export.Name.Name, export.Item) with { Attributes = export.Name.Attributes })]);
        }
        var index = _names.Resolve(scope, component);
        return new Instantiate(index, [.. expression.Arguments.Select(argument => Item(scope, argument.Name, argument.Item!))]);
    }

    private InlineExport Item(Scope scope, string name, ReferenceSyntax item) => new(name, item.Sort, _names.Resolve(scope, item));

    private Canon Canon(Scope scope, CanonSyntax canon) => canon switch
    {
        LiftSyntax lift => Lift(scope, lift),
        LowerSyntax lower => new CanonLower(_names.Resolve(scope, lower.Function), Options(scope, lower.Options)),
        BuiltInSyntax builtIn => BuiltIn(scope, builtIn),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private CanonBuiltIn BuiltIn(Scope scope, BuiltInSyntax canon) => new(canon.BuiltIn)
    {
        Type = Optional(scope, canon.Type),
        CoreType = Optional(scope, canon.CoreType),
        Table = Optional(scope, canon.Table),
        Memory = Optional(scope, canon.Memory),
        ValueType = canon.ValueType,
        Slot = canon.Slot,
        Result = _types.Optional(scope, canon.Result),
        Flag = canon.Flag,
        Options = Options(scope, canon.Options),
    };

    private int Optional(Scope scope, ReferenceSyntax? reference) => reference is null ? 0 : _names.Resolve(scope, reference);

    private ValueField Value(Scope scope, ValueSyntax value, int offset)
    {
        var type = _types.Part(scope, value.Type);
        return new ValueField(type, _values.Encode(scope, type, value.Value), offset);
    }

    private CanonLift Lift(Scope scope, LiftSyntax lift)
    {
        var function = _names.Resolve(scope, lift.Function);
        var options = Options(scope, lift.Options);
        return new CanonLift(function, options, _types.Extern(scope, lift.Type).Index);
    }

    private ImmutableArray<CanonOption> Options(Scope scope, ImmutableArray<CanonOptionSyntax> options) =>
    [
        .. options.Select(option => new CanonOption(option.Kind, Optional(scope, option.Item))),
    ];
}
