using System.Collections.Immutable;
using Dovetail.Wasm.Components.Types;
using Dovetail.Wasm.Modules;
using Dovetail.Wit.Abi;
using Dovetail.Wit.Types;

namespace Dovetail.Wasm.Components.Validation;

/// <summary>Canonical definitions (CanonicalABI.md, "Canonical Definitions").</summary>
internal static class Canons
{
    private static readonly FunctionType s_fromI32 = new([ValType.I32], []);
    private static readonly FunctionType s_i32ToI32 = new([ValType.I32], [ValType.I32]);
    private static readonly FunctionType s_realloc =
        new([ValType.I32, ValType.I32, ValType.I32, ValType.I32], [ValType.I32]);

    // That of a component whose memory has 64-bit addresses.
    private static readonly FunctionType s_realloc64 =
        new([ValType.I64, ValType.I64, ValType.I64, ValType.I64], [ValType.I64]);

    public static void Define(ComponentScope scope, Canon canon)
    {
        switch (canon)
        {
            case CanonLift lift: Lift(scope, lift); break;
            case CanonLower lower: Lower(scope, lower); break;
            case CanonResourceNew builtin: AddBuiltin(scope, ResourceBuiltin.New, builtin.Resource, s_i32ToI32); break;
            case CanonResourceDrop builtin: AddBuiltin(scope, ResourceBuiltin.Drop, builtin.Resource, s_fromI32); break;
            case CanonResourceRep builtin: AddBuiltin(scope, ResourceBuiltin.Rep, builtin.Resource, s_i32ToI32); break;
        }
    }

    /// <summary>A resource type of the component's own.</summary>
    public static void DefineResource(ComponentScope scope, ResourceDefinition definition)
    {
        var context = scope.Context;
        if (definition.Representation == ValType.I64)
        {
            throw new UnsupportedException("cm64", context.Offset);
        }
        if (definition.Representation != ValType.I32)
        {
            context.Fail("resources can only be represented by `i32`");
        }
        Source? destructor = null;
        if (definition.Destructor is { } index)
        {
            var function = context.Get(scope.CoreFunctions, index, "core function");
            if (!function.Type.Equals(s_fromI32))
            {
                context.Fail(
                    $"core function {index} has a wrong signature for a destructor: " +
                    $"expected {s_fromI32}, found {function.Type}");
            }
            destructor = function.Source;
        }
        var resource = new ResourceType();
        scope.OwnResources.Add(resource);
        scope.AddStep(new ResourceStep(resource, destructor));
        scope.AddType(new ResourceNode(resource));
    }

    private static void AddBuiltin(ComponentScope scope, ResourceBuiltin builtin, int index, FunctionType type)
    {
        var resource = scope.ResourceAt(index).Resource;
        if (builtin != ResourceBuiltin.Drop && !scope.OwnResources.Contains(resource))
        {
            scope.Context.Fail($"type index {index} is not a local resource");
        }
        scope.CoreFunctions.Add(new(type, scope.AddStep(new ResourceBuiltinStep(builtin, resource))));
    }

    private static void Lift(ComponentScope scope, CanonLift lift)
    {
        var context = scope.Context;
        var type = scope.TypeAt<FunctionNode>(lift.Type, "a function type");
        var core = context.Get(scope.CoreFunctions, lift.CoreFunction, "core function");
        var options = Resolve(scope, lift.Options);
        var expected = CoreType(type.Type, AbiContext.Lift);
        if (!core.Type.Parameters.AsSpan().SequenceEqual(expected.Parameters.AsSpan()))
        {
            context.Fail(
                $"lowered parameter types `[{string.Join(' ', expected.Parameters)}]` " +
                $"do not match parameter types `[{string.Join(' ', core.Type.Parameters)}]`");
        }
        if (!core.Type.Results.AsSpan().SequenceEqual(expected.Results.AsSpan()))
        {
            context.Fail(
                $"lowered result types `[{string.Join(' ', expected.Results)}]` " +
                $"do not match result types `[{string.Join(' ', core.Type.Results)}]`");
        }
        Require(context, options, received: Parameters(type.Type), sent: Result(type.Type));
        CheckPostReturn(scope, lift, core.Type);
        scope.Functions.Add(new(type, scope.AddStep(new LiftStep(core.Source, core.Type, type.Type, options))));
    }

    private static void Lower(ComponentScope scope, CanonLower lower)
    {
        var context = scope.Context;
        var function = context.Get(scope.Functions, lower.Function, "function");
        var options = Resolve(scope, lower.Options);
        if (options.PostReturn is not null)
        {
            context.Fail("canonical option `post-return` cannot be specified for lowerings");
        }
        var type = function.Type.Type;
        // A caller that lowers finds the place for a large result itself, so only what lies behind pointers is
        // allocated.
        Require(context, options, received: Result(type) with { IsSpilled = false }, sent: Parameters(type));
        Require(context, options, received: default, sent: Result(type));
        var coreType = CoreType(type, AbiContext.Lower);
        scope.CoreFunctions.Add(new(coreType, scope.AddStep(new LowerStep(function.Source, type, coreType, options))));
    }

    private static FunctionType CoreType(WitFunctionType type, AbiContext context)
    {
        var flat = Flattening.FlattenFunctype(type, context);
        return new FunctionType(Convert(flat.Parameters), Convert(flat.Results));
    }

    private static ImmutableArray<ValType> Convert(ImmutableArray<FlatType> types) =>
        ImmutableArray.CreateRange(types, type => type switch
        {
            FlatType.I32 => ValType.I32,
            FlatType.I64 => ValType.I64,
            FlatType.F32 => ValType.F32,
            _ => ValType.F64,
        });

    /// <summary>
    /// How values get across: whether there are too many to pass flat, and whether pointers are among them.
    /// </summary>
    private readonly record struct Passing(bool IsSpilled, bool HasPointers);

    private static Passing Parameters(WitFunctionType type) => new(
        Flattening.FlattenParameters(type).IsDefault,
        type.Parameters.Any(parameter => parameter.Type.Facts.ContainsPointer));

    private static Passing Result(WitFunctionType type)
    {
        if (type.Result is null)
        {
            return default;
        }
        var flat = Flattening.FlattenType(type.Result);
        return new(flat.IsDefault || flat.Length > Flattening.MAX_FLAT_RESULTS, type.Result.Facts.ContainsPointer);
    }

    // What core code receives through memory is put there by `realloc`; what it sends is read from memory.
    private static void Require(ValidationContext context, ResolvedOptions options, Passing received, Passing sent)
    {
        var needsRealloc = received.IsSpilled || received.HasPointers;
        if (options.Memory is null && (needsRealloc || sent.IsSpilled || sent.HasPointers))
        {
            context.Fail("canonical option `memory` is required");
        }
        if (options.Realloc is null && needsRealloc)
        {
            context.Fail("canonical option `realloc` is required");
        }
    }

    private static void CheckPostReturn(ComponentScope scope, CanonLift lift, FunctionType core)
    {
        foreach (var option in lift.Options)
        {
            if (option.Kind == CanonOptionKind.PostReturn
                && !scope.CoreFunctions[option.Index].Type.Equals(new FunctionType(core.Results, [])))
            {
                scope.Context.Fail("canonical option `post-return` uses a core function with an incorrect signature");
            }
        }
    }

    private static ResolvedOptions Resolve(ComponentScope scope, ImmutableArray<CanonOption> options)
    {
        var context = scope.Context;
        StringEncoding? encoding = null;
        Source? memory = null, realloc = null, postReturn = null;
        foreach (var option in options)
        {
            switch (option.Kind)
            {
                case CanonOptionKind.Memory:
                    CheckOnce(context, memory, "memory");
                    memory = ResolveMemory(scope, option.Index);
                    break;
                case CanonOptionKind.Realloc:
                    CheckOnce(context, realloc, "realloc");
                    realloc = ResolveRealloc(scope, option.Index);
                    break;
                case CanonOptionKind.PostReturn:
                    CheckOnce(context, postReturn, "post-return");
                    postReturn = context.Get(scope.CoreFunctions, option.Index, "core function").Source;
                    break;
                default:
                    var given = (StringEncoding)(option.Kind - CanonOptionKind.Utf8);
                    if (encoding is { } other)
                    {
                        context.Fail(
                            $"canonical encoding option `{Name(other)}` conflicts with option `{Name(given)}`");
                    }
                    encoding = given;
                    break;
            }
        }
        if (realloc is not null && memory is null)
        {
            context.Fail("canonical option `realloc` requires `memory` to also be specified");
        }
        return new ResolvedOptions(encoding ?? StringEncoding.Utf8, memory, realloc, postReturn);
    }

    private static Source ResolveMemory(ComponentScope scope, int index)
    {
        var memory = scope.Context.Get(scope.CoreMemories, index, "core memory");
        if (memory.Type.Address != AddressType.I32)
        {
            throw new UnsupportedException("cm64", scope.Context.Offset);
        }
        if (memory.Type.Shared)
        {
            scope.Context.Fail("canonical option `memory` refers to a shared memory");
        }
        return memory.Source;
    }

    private static Source ResolveRealloc(ComponentScope scope, int index)
    {
        var function = scope.Context.Get(scope.CoreFunctions, index, "core function");
        if (function.Type.Equals(s_realloc64))
            throw new UnsupportedException("cm64", scope.Context.Offset);
        if (!function.Type.Equals(s_realloc))
        {
            scope.Context.Fail("canonical option `realloc` uses a core function with an incorrect signature: " +
                $"expected {s_realloc}, found {function.Type}");
        }
        return function.Source;
    }

    private static void CheckOnce(ValidationContext context, Source? known, string name)
    {
        if (known is not null)
        {
            context.Fail($"canonical option `{name}` is specified more than once");
        }
    }

    private static string Name(StringEncoding encoding) => encoding switch
    {
        StringEncoding.Utf8 => "utf8",
        StringEncoding.Utf16 => "utf16",
        _ => "latin1+utf16",
    };
}
