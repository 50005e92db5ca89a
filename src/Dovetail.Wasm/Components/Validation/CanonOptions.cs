using System.Collections.Immutable;
using Dovetail.Wasm.Components.Types;
using Dovetail.Wasm.Modules;
using Dovetail.Wit.Abi;

namespace Dovetail.Wasm.Components.Validation;

/// <summary>What canonical options are given to.</summary>
internal enum CanonUse : byte
{
    /// <summary><c>canon lift</c>.</summary>
    Lift,
    /// <summary><c>canon lower</c>.</summary>
    Lower,
    /// <summary>A built-in that reads or writes a stream or a future.</summary>
    Copy,
    /// <summary>A built-in on error contexts.</summary>
    ErrorContext,
    /// <summary><c>task.return</c>.</summary>
    TaskReturn,
}

/// <summary>
/// How values get across: whether there are too many to pass flat, and whether pointers are among them.
/// </summary>
internal readonly record struct Passing(bool IsSpilled, bool HasPointers);

/// <summary>Canonical options (CanonicalABI.md, "<c>canonopt</c> Validation").</summary>
internal static class CanonOptions
{
    private static readonly FunctionType s_callback = new([ValType.I32, ValType.I32, ValType.I32], [ValType.I32]);

    /// <summary>Checks what the options are, each alone and all together, and resolves them.</summary>
    public static ResolvedOptions Resolve(ComponentScope scope, ImmutableArray<CanonOption> options, CanonUse use)
    {
        var context = scope.Context;
        var given = ByKind(context, options);
        if (given[(int)CanonOptionKind.Gc] is not null || given[(int)CanonOptionKind.CoreType] is not null)
        {
            throw new UnsupportedException("gc", context.Offset);
        }
        CheckUse(context, given, use);
        (Source Source, AddressType Address)? memory = given[(int)CanonOptionKind.Memory] is { } at ? MemoryAt(scope, at) : null;
        var pointer = memory?.Address == AddressType.I64 ? PointerType.I64 : PointerType.I32;
        var isAsync = given[(int)CanonOptionKind.Async] is not null;
        if (isAsync)
        {
            context.Require(ComponentFeatures.Async);
        }
        return new ResolvedOptions(
            Encoding(given),
            memory?.Source,
            given[(int)CanonOptionKind.Realloc] is { } realloc ? ResolveRealloc(scope, realloc, pointer, memory is not null) : null,
            given[(int)CanonOptionKind.PostReturn] is { } postReturn ? FunctionAt(scope, postReturn).Source : null,
            isAsync,
            ResolveCallback(scope, given, isAsync, use),
            pointer);
    }

    /// <summary>
    /// Checks that what moves values is there: what core code receives through memory is put there by <c>realloc</c>, what it sends
    /// is read from memory.
    /// </summary>
    public static void Require(ValidationContext context, ResolvedOptions options, Passing received, Passing sent)
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

    /// <summary>A memory that the canonical ABI may use.</summary>
    public static (Source Source, AddressType Address) MemoryAt(ComponentScope scope, int index)
    {
        var memory = scope.Context.Get(scope.CoreMemories, index, "core memory");
        if (memory.Type.Address == AddressType.I64)
        {
            scope.Context.Require(ComponentFeatures.Memory64);
        }
        if (memory.Type.Shared)
        {
            scope.Context.Fail("canonical option `memory` refers to a shared memory");
        }
        return (memory.Source, memory.Type.Address);
    }

    // The options by their kinds; an index is null where the option is not given.
    private static int?[] ByKind(ValidationContext context, ImmutableArray<CanonOption> options)
    {
        var given = new int?[(int)CanonOptionKind.Gc + 1];
        CanonOptionKind? encoding = null;
        foreach (var option in options)
        {
            if (option.Kind <= CanonOptionKind.Latin1Utf16)
            {
                if (encoding is { } other)
                {
                    context.Fail($"canonical encoding option `{Name(other)}` conflicts with option `{Name(option.Kind)}`");
                }
                encoding = option.Kind;
            }
            if (given[(int)option.Kind] is not null)
            {
                context.Fail($"canonical option `{Name(option.Kind)}` is specified more than once");
            }
            given[(int)option.Kind] = option.Index;
        }
        return given;
    }

    private static void CheckUse(ValidationContext context, int?[] given, CanonUse use)
    {
        for (var kind = CanonOptionKind.Realloc; kind <= CanonOptionKind.Callback; kind++)
        {
            if (given[(int)kind] is not null && !IsAllowed(kind, use))
            {
                context.Fail($"canonical option `{Name(kind)}` cannot be specified for {NameOf(use)}");
            }
        }
        if (given[(int)CanonOptionKind.Async] is not null && given[(int)CanonOptionKind.PostReturn] is not null)
        {
            context.Fail("canonical option `post-return` cannot be specified together with `async`");
        }
        if (given[(int)CanonOptionKind.Callback] is not null && given[(int)CanonOptionKind.Async] is null)
        {
            context.Fail("canonical option `callback` cannot be specified without `async`");
        }
    }

    private static bool IsAllowed(CanonOptionKind kind, CanonUse use) => kind switch
    {
        CanonOptionKind.PostReturn or CanonOptionKind.Callback => use == CanonUse.Lift,
        CanonOptionKind.Async => use is CanonUse.Lift or CanonUse.Lower or CanonUse.Copy,
        CanonOptionKind.Realloc => use != CanonUse.TaskReturn,
        _ => true,
    };

    private static StringEncoding Encoding(int?[] given) =>
        given[(int)CanonOptionKind.Utf16] is not null ? StringEncoding.Utf16
        : given[(int)CanonOptionKind.Latin1Utf16] is not null ? StringEncoding.CompactUtf16
        : StringEncoding.Utf8;

    private static Source ResolveRealloc(ComponentScope scope, int index, PointerType pointer, bool hasMemory)
    {
        var function = FunctionAt(scope, index);
        if (!hasMemory)
        {
            scope.Context.Fail("canonical option `realloc` requires `memory` to also be specified");
        }
        var address = Canons.CoreType(pointer);
        var expected = new FunctionType([address, address, address, address], [address]);
        if (!function.Type.Type.Equals(expected))
        {
            scope.Context.Fail("canonical option `realloc` uses a core function with an incorrect signature: " +
                $"expected {expected}, found {function.Type.Type}");
        }
        return function.Source;
    }

    private static Source? ResolveCallback(ComponentScope scope, int?[] given, bool isAsync, CanonUse use)
    {
        if (given[(int)CanonOptionKind.Callback] is not { } index)
        {
            if (isAsync && use == CanonUse.Lift)
            {
                scope.Context.Require(ComponentFeatures.AsyncStackful);
            }
            return null;
        }
        var function = FunctionAt(scope, index);
        if (!function.Type.Type.Equals(s_callback))
        {
            scope.Context.Fail("canonical option `callback` uses a core function with an incorrect signature: " +
                $"expected {s_callback}, found {function.Type.Type}");
        }
        return function.Source;
    }

    private static Entry<CoreFunctionExtern> FunctionAt(ComponentScope scope, int index) =>
        scope.Context.Get(scope.CoreFunctions, index, "core function");

    private static string NameOf(CanonUse use) => use switch
    {
        CanonUse.Lift => "liftings",
        CanonUse.Lower => "lowerings",
        CanonUse.Copy => "reads and writes",
        CanonUse.ErrorContext => "error contexts",
        _ => "`task.return`",
    };

    private static string Name(CanonOptionKind kind) => kind switch
    {
        CanonOptionKind.Utf8 => "utf8",
        CanonOptionKind.Utf16 => "utf16",
        CanonOptionKind.Latin1Utf16 => "latin1+utf16",
        CanonOptionKind.Memory => "memory",
        CanonOptionKind.Realloc => "realloc",
        CanonOptionKind.PostReturn => "post-return",
        CanonOptionKind.Async => "async",
        CanonOptionKind.Callback => "callback",
        CanonOptionKind.CoreType => "core-type",
        _ => "gc",
    };
}
