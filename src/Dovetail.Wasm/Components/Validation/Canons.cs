using System.Collections.Immutable;
using Dovetail.Wasm.Components.Types;
using Dovetail.Wasm.Modules;
using Dovetail.Wit.Abi;
using Dovetail.Wit.Types;

namespace Dovetail.Wasm.Components.Validation;

/// <summary>
/// Functions lifted and lowered, and resource types (CanonicalABI.md, "Canonical Definitions"). The options are <see
/// cref="CanonOptions"/>, the built-ins <see cref="BuiltIns"/>.
/// </summary>
internal static class Canons
{
    public static void Define(ComponentScope scope, Canon canon)
    {
        switch (canon)
        {
            case CanonLift lift: Lift(scope, lift); break;
            case CanonLower lower: Lower(scope, lower); break;
            case CanonBuiltIn builtIn: BuiltIns.Define(scope, builtIn); break;
        }
    }

    /// <summary>A resource type of the component's own.</summary>
    public static void DefineResource(ComponentScope scope, ResourceDefinition definition)
    {
        var context = scope.Context;
        var representation = definition.Representation;
        if (representation == ValType.I64)
        {
            context.Require(ComponentFeatures.Memory64);
        }
        else if (representation != ValType.I32)
        {
            context.Fail("resources can only be represented by `i32` or `i64`");
        }
        Source? destructor = null;
        if (definition.Destructor is { } index)
        {
            var function = context.Get(scope.CoreFunctions, index, "core function");
            var expected = new FunctionType([representation], []);
            if (!function.Type.Type.Equals(expected))
            {
                context.Fail(
                    $"core function {index} has a wrong signature for a destructor: " +
                    $"expected {expected}, found {function.Type.Type}");
            }
            destructor = function.Source;
        }
        var resource = new ResourceType();
        scope.OwnResources.Add(resource, representation);
        scope.AddStep(new ResourceStep(resource, destructor, representation));
        scope.AddType(new ResourceNode(resource));
    }

    private static void Lift(ComponentScope scope, CanonLift lift)
    {
        var context = scope.Context;
        var type = scope.TypeAt<FunctionNode>(lift.Type, "a function type");
        var (core, source) = context.Get(scope.CoreFunctions, lift.CoreFunction, "core function");
        var options = CanonOptions.Resolve(scope, lift.Options, CanonUse.Lift);
        CheckAsync(context, options, type.Type);
        CheckCoreType(context, core.Type, CoreType(options.IsAsync
            ? Flattening.FlattenAsyncLift(type.Type, options.Pointer, options.Callback is not null)
            : Flattening.FlattenFunctype(type.Type, AbiContext.Lift, options.Pointer)));
        var largest = options.IsAsync ? Flattening.MAX_FLAT_PARAMS : Flattening.MAX_FLAT_RESULTS;
        CanonOptions.Require(context, options, Parameters(type.Type, Flattening.MAX_FLAT_PARAMS), Result(type.Type, largest));
        CheckPostReturn(scope, lift, core.Type);
        scope.Functions.Add(new(type, scope.AddStep(new LiftStep(source, core.Type, type.Type, options))));
    }

    private static void Lower(ComponentScope scope, CanonLower lower)
    {
        var context = scope.Context;
        var function = context.Get(scope.Functions, lower.Function, "function");
        var options = CanonOptions.Resolve(scope, lower.Options, CanonUse.Lower);
        var type = function.Type.Type;
        CheckAsync(context, options, type);
        var (most, largest) = options.IsAsync
            ? (Flattening.MAX_FLAT_ASYNC_PARAMS, 0)
            : (Flattening.MAX_FLAT_PARAMS, Flattening.MAX_FLAT_RESULTS);
        // A caller that lowers finds the place for a large result itself, so only what lies behind pointers is
        // allocated.
        var result = Result(type, largest);
        CanonOptions.Require(context, options, result with { IsSpilled = false }, Parameters(type, most));
        CanonOptions.Require(context, options, received: default, sent: result);
        var coreType = CoreType(options.IsAsync
            ? Flattening.FlattenAsyncLower(type, options.Pointer)
            : Flattening.FlattenFunctype(type, AbiContext.Lower, options.Pointer));
        scope.CoreFunctions.Add(new(
            context.CoreFunction(coreType), scope.AddStep(new LowerStep(function.Source, type, coreType, options))));
    }

    private static void CheckPostReturn(ComponentScope scope, CanonLift lift, FunctionType core)
    {
        foreach (var option in lift.Options)
        {
            if (option.Kind == CanonOptionKind.PostReturn
                && !scope.CoreFunctions[option.Index].Type.Type.Equals(new FunctionType(core.Results, [])))
            {
                scope.Context.Fail("canonical option `post-return` uses a core function with an incorrect signature");
            }
        }
    }

    private static void CheckAsync(ValidationContext context, ResolvedOptions options, WitFunctionType type)
    {
        if (options.IsAsync && !type.IsAsync)
        {
            context.Fail("the `async` canonical option requires an async function type");
        }
    }

    private static void CheckCoreType(ValidationContext context, FunctionType found, FunctionType expected)
    {
        if (!found.Parameters.AsSpan().SequenceEqual(expected.Parameters.AsSpan()))
        {
            context.Fail(
                $"lowered parameter types `[{string.Join(' ', expected.Parameters)}]` " +
                $"do not match parameter types `[{string.Join(' ', found.Parameters)}]`");
        }
        if (!found.Results.AsSpan().SequenceEqual(expected.Results.AsSpan()))
        {
            context.Fail(
                $"lowered result types `[{string.Join(' ', expected.Results)}]` " +
                $"do not match result types `[{string.Join(' ', found.Results)}]`");
        }
    }

    /// <summary>A flat function type as a core type.</summary>
    public static FunctionType CoreType(FlatFunctionType flat) => new(Convert(flat.Parameters), Convert(flat.Results));

    /// <summary>The core type of a pointer.</summary>
    public static ValType CoreType(PointerType pointer) => pointer == PointerType.I32 ? ValType.I32 : ValType.I64;

    private static ImmutableArray<ValType> Convert(ImmutableArray<FlatType> types) =>
        ImmutableArray.CreateRange(types, type => type switch
        {
            FlatType.I32 => ValType.I32,
            FlatType.I64 => ValType.I64,
            FlatType.F32 => ValType.F32,
            _ => ValType.F64,
        });

    private static Passing Parameters(WitFunctionType type, int most)
    {
        var flat = Flattening.FlattenParameters(type);
        return new(
            flat.IsDefault || flat.Length > most,
            type.Parameters.Any(parameter => parameter.Type.Facts.ContainsPointer));
    }

    /// <summary>How a result gets across of which at most <paramref name="most"/> values are passed flat.</summary>
    public static Passing Result(WitFunctionType type, int most)
    {
        if (type.Result is null)
        {
            return default;
        }
        var flat = Flattening.FlattenType(type.Result);
        return new(flat.IsDefault || flat.Length > most, type.Result.Facts.ContainsPointer);
    }
}
