using System.Collections.Immutable;
using Dovetail.Wit.Syntax;
using Dovetail.Wit.Text;

namespace Dovetail.Wit.Resolution.Passes;

/// <summary>Makes functions of their text. Null is a function that is wrong, which has been reported.</summary>
internal sealed class FunctionBuilder(TypeBuilder types, SourceText source, DiagnosticBag diagnostics)
{
    public WitFunction? Build(Preamble preamble, Identifier name, FunctionSyntax syntax)
    {
        var parameters = BuildParameters(syntax, null);
        var result = syntax.Result is null ? null : types.Build(syntax.Result);
        return Finish(preamble, name, FunctionKind.Freestanding, null, syntax, parameters, result);
    }

    /// <summary>Makes a function of a resource; <paramref name="resource"/> is null where that is left out or wrong.</summary>
    public WitFunction? Build(ResourceFunctionSyntax function, Identifier resourceName, WitTypeDefinition? resource)
    {
        var self = function.Kind == FunctionKind.Method ? resource : null;
        types.CheckNames(function.Kind == FunctionKind.Method
            ? function.Type.Parameters.Select(p => p.Name).Prepend(new Identifier("self", function.Name.Span))
            : function.Type.Parameters.Select(p => p.Name), "parameter");
        var parameters = BuildParameters(function.Type, self);
        var result = function.Kind == FunctionKind.Constructor
            ? BuildConstructed(function.Type.Result, resourceName, resource)
            : function.Type.Result is null ? null : types.Build(function.Type.Result);
        return resource is null ? null
            : Finish(function.Preamble, function.Name, function.Kind, resource, function.Type, parameters, result);
    }

    private ImmutableArray<WitParameter>? BuildParameters(FunctionSyntax syntax, WitTypeDefinition? self)
    {
        var parameters = ImmutableArray.CreateBuilder<WitParameter>();
        if (self is not null)
        {
            parameters.Add(new WitParameter("self", new BorrowUse(self)));
        }
        else
        {
            types.CheckNames(syntax.Parameters.Select(p => p.Name), "parameter");
        }
        var isComplete = true;
        foreach (var parameter in syntax.Parameters)
        {
            var type = types.Build(parameter.Type);
            isComplete &= type is not null;
            parameters.Add(new WitParameter(parameter.Name.Text, type!));
        }
        return isComplete ? parameters.ToImmutable() : null;
    }

    private WitFunction? Finish(
        Preamble preamble,
        Identifier name,
        FunctionKind kind,
        WitTypeDefinition? resource,
        FunctionSyntax syntax,
        ImmutableArray<WitParameter>? parameters,
        TypeUse? result)
    {
        var hasResult = syntax.Result is not null || kind == FunctionKind.Constructor;
        if (parameters is null || (hasResult && result is null))
        {
            return null;
        }
        if (result?.Type.ContainsBorrow == true)
        {
            diagnostics.Add($"the result of `{name.Text}` contains a `borrow`, which only parameters can have", source, name.Span);
            return null;
        }
        var label = kind == FunctionKind.Constructor ? resource!.Name : name.Text;
        var function = new WitFunction(kind, label, resource, parameters.Value, result, syntax.IsAsync)
        {
            Docs = preamble.Docs,
            Stability = preamble.Gate,
            ExternalId = preamble.ExternalId,
        };
        return function;
    }

    // A constructor gives the resource, or a result of it.
    private TypeUse? BuildConstructed(TypeSyntax? result, Identifier resourceName, WitTypeDefinition? resource)
    {
        if (result is null)
        {
            return resource is null ? null : new NamedUse(resource);
        }
        var ok = result is GenericSyntax { Constructor: TypeConstructor.Result, Arguments: var parts } ? parts[0] : null;
        var isResource = ok is NameSyntax name ? name.Name.Text == resourceName.Text
            : ok is HandleSyntax { IsBorrow: false } own && own.Resource.Text == resourceName.Text;
        if (!isResource)
        {
            diagnostics.Add($"a constructor gives its resource, without an arrow, or `result<{resourceName.Text}, …>`", source,
                ok?.Span ?? result.Span);
            return null;
        }
        return types.Build(result);
    }
}
