using System.Collections.Immutable;
using Dovetail.Wasm.Components.Types;

namespace Dovetail.Wasm.Components.Validation;

/// <summary>Values and starts (Binary.md, "Value Definitions" and "Start Definitions").</summary>
internal static class ValueDefinitions
{
    /// <summary>A value that is known beforehand.</summary>
    public static void Define(ComponentScope scope, ValueField field)
    {
        scope.Context.Require(ComponentFeatures.Values);
        var type = ValueTypes.Resolve(scope, field.Type);
        ValueChecker.Check(type.Type, field.Value.Span, scope.Context);
        scope.Values.Add(new ValueExtern(type, null), scope.AddStep(new ValueStep(type.Type, field.Value)));
    }

    /// <summary>A call while the component is instantiated, whose results are values.</summary>
    public static void Start(ComponentScope scope, StartField field)
    {
        var context = scope.Context;
        context.Require(ComponentFeatures.Values);
        var function = context.Get(scope.Functions, field.Function, "function");
        var type = function.Type.Type;
        if (type.Parameters.Length != field.Arguments.Length)
        {
            context.Fail(
                $"component start function requires {type.Parameters.Length} arguments but was given {field.Arguments.Length}");
        }
        if ((type.Result is null ? 0u : 1) != field.Results)
        {
            context.Fail(
                $"component start function has a result count of {field.Results} but the function type has " +
                $"{(type.Result is null ? 0 : 1)}");
        }
        var arguments = ImmutableArray.CreateBuilder<Source>(field.Arguments.Length);
        for (var i = 0; i < field.Arguments.Length; i++)
        {
            var (given, source) = scope.Values.Use(field.Arguments[i]);
            if (!given.Type.Type.Equals(type.Parameters[i].Type))
            {
                context.Fail($"value type mismatch for component start function argument {i}: " +
                    $"expected `{type.Parameters[i].Type}`, found `{given.Type.Type}`");
            }
            arguments.Add(source);
        }
        var step = scope.AddStep(new StartStep(function.Source, type, arguments.MoveToImmutable()));
        if (type.Result is not null)
        {
            var node = function.Type.Parts[^1] ?? new ValueNode(type.Result, []);
            scope.Values.Add(new ValueExtern(node, null), step);
        }
    }
}
