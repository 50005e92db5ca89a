using Dovetail.Wasm.Modules.Validation;
using Dovetail.Wit.Text;

namespace Dovetail.Wasm.Components.Validation;

/// <summary>
/// Checks a component by the rules of validation, and resolves it (design/mvp/Explainer.md and the notes of Binary.md).
/// </summary>
/// <remarks>
/// One pass over the definitions, in order; each is checked against the index spaces built so far and adds to them. A
/// file per part: <see cref="ValueTypes"/>, <see cref="TypeDeclarations"/>, <see cref="ModuleTypes"/>, <see
/// cref="Aliases"/>, <see cref="InstanceDefinitions"/>, <see cref="Canons"/>, <see cref="BuiltIns"/>, <see
/// cref="ValueDefinitions"/>, <see cref="ImportsExports"/>; the rules on names are <see cref="NameScope"/> and <see cref="Visibility"/>. Time and memory are in proportion to the input,
/// with <see cref="Types.TypeBudget"/> as the last resort.
/// </remarks>
public static class ComponentValidator
{
    /// <summary>Validates a component and all that is nested in it. Safe from many threads.</summary>
    /// <param name="component">The component.</param>
    /// <param name="features">What core modules may use.</param>
    /// <param name="gates">The gated features that components may use.</param>
    /// <exception cref="InvalidException">A rule is broken.</exception>
    /// <exception cref="UnsupportedException">A feature is used that is missing or switched off; the first one is named.</exception>
    /// <exception cref="LimitException">Components or types are nested too deep, or types are too large.</exception>
    public static ValidatedComponent Validate(
        ComponentDefinition component,
        WasmFeatures features = WasmFeatures.SupportedInComponents,
        ComponentFeatures gates = ComponentFeatures.Default)
    {
        ArgumentNullException.ThrowIfNull(component);
        var context = new ValidationContext(features, gates);
        try
        {
            RequireAttributes(component, context);
            var validated = Validate(component, context, null, 0);
            context.ThrowIfRefused();
            return validated;
        }
        catch (DovetailException error)
            when (component.Text is { } text && !context.IsInModule && Show(error, text) is { } shown)
        {
            throw shown;
        }
    }

    // The binary form of names with attributes came with them, and is theirs even where it lists none.
    private static void RequireAttributes(ComponentDefinition component, ValidationContext context)
    {
        if (component.AttributesOffset is { } offset && !context.Has(ComponentFeatures.CanonicalNames))
        {
            context.Offset = offset;
            context.Require(ComponentFeatures.Implements);
        }
    }

    /// <summary>The error with its place shown in the text; null where it has none.</summary>
    private static DovetailException? Show(DovetailException error, SourceText text) => error switch
    {
        InvalidException { Offset: { } offset } invalid =>
            new InvalidException(text.Render(invalid.Problem, new SourceSpan(offset, 1)), invalid),
        UnsupportedException { Offset: { } offset } refused =>
            new UnsupportedException(text.Render(refused.Problem, new SourceSpan(offset, 1)), refused),
        _ => null,
    };

    private static ValidatedComponent Validate(
        ComponentDefinition component, ValidationContext context, ComponentScope? parent, int depth)
    {
        if (depth > Decoding.DecodingContext.MaxNesting)
        {
            throw new LimitException(
                "component nesting depth",
                $"components are nested more than {Decoding.DecodingContext.MaxNesting} deep",
                context.Offset);
        }
        StackGuard.Check(depth, context.Offset);
        var scope = new ComponentScope(context, parent);
        foreach (var field in component.Fields)
        {
            context.Offset = field.Offset;
            Define(scope, field, depth);
        }
        scope.Values.CheckAllUsed();
        return new ValidatedComponent(
            component,
            ImportsExports.TypeOf(scope),
            scope.Steps.ToImmutable(),
            scope.ExportSources.ToImmutable(),
            scope.Captures.ToImmutable());
    }

    private static void Define(ComponentScope scope, ComponentField field, int depth)
    {
        switch (field)
        {
            case CoreModuleField module: DefineModule(scope, module); break;
            case CoreInstanceField instance: InstanceDefinitions.Define(scope, instance.Expression); break;
            case CoreTypeField type: ModuleTypes.Define(scope, type.Type); break;
            case NestedComponentField nested:
                var component = Validate(nested.Component, scope.Context, scope, depth + 1);
                scope.Components.Add(new(component.Type, new ComponentSource(component)));
                break;
            case InstanceField instance: InstanceDefinitions.Define(scope, instance.Expression); break;
            case AliasField alias: Aliases.Define(scope, alias.Alias); break;
            case TypeField { Type: ResourceDefinition resource }: Canons.DefineResource(scope, resource); break;
            case TypeField type: scope.AddType(TypeDeclarations.Resolve(scope, type.Type)); break;
            case CanonField canon: Canons.Define(scope, canon.Canon); break;
            case StartField start: ValueDefinitions.Start(scope, start); break;
            case ValueField value: ValueDefinitions.Define(scope, value); break;
            case ImportField import: ImportsExports.Import(scope, import); break;
            case ExportField export: ImportsExports.Export(scope, export); break;
            case CustomField: break;
            default: throw new ArgumentException($"a component cannot contain {field.GetType().Name}", nameof(field));
        }
    }

    private static void DefineModule(ComponentScope scope, CoreModuleField field)
    {
        var context = scope.Context;
        ValidatedModule? module = null;
        context.IsInModule = true;
        try
        {
            module = field.DefersCode
                ? ModuleValidator.ValidateDeclarations(field.Module, context.Features)
                : ModuleValidator.Validate(field.Module, context.Features);
            module.Bytes = field.Bytes;
        }
        catch (UnsupportedException refusal)
        {
            context.Refuse(refusal);
        }
        context.IsInModule = false;
        // A component with a module that was refused is refused too, so nobody will ask for it.
        scope.CoreModules.Add(new(ModuleTypes.Of(field.Module, context), new ModuleSource(module!)));
    }
}
