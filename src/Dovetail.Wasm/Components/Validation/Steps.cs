using System.Collections.Immutable;
using Dovetail.Wasm.Components.Types;
using Dovetail.Wasm.Modules;
using Dovetail.Wit.Abi;
using Dovetail.Wit.Types;

namespace Dovetail.Wasm.Components.Validation;

/// <summary>Makes an instance of a core module.</summary>
/// <param name="module">The module.</param>
/// <param name="arguments">Core instances by the first name of the imports that they serve.</param>
internal sealed class CoreInstantiateStep(Source module, ImmutableArray<NamedSource> arguments) : Source
{
    public Source Module { get; } = module;

    public ImmutableArray<NamedSource> Arguments { get; } = arguments;
}

/// <summary>Makes an instance of a component.</summary>
/// <param name="component">The component.</param>
/// <param name="type">Its type.</param>
/// <param name="arguments">One source for each import, in the order of the imports of <paramref name="type"/>.</param>
/// <param name="instance">The type of the instance, with the arguments' types for the imports'.</param>
/// <param name="resources">
/// The resource types that come into being with the instance, and where its exports have them.
/// </param>
internal sealed class InstantiateStep(
    Source component,
    ComponentType type,
    ImmutableArray<NamedSource> arguments,
    InstanceType instance,
    ImmutableArray<BoundResource> resources) : Source
{
    public Source Component { get; } = component;

    public ComponentType Type { get; } = type;

    public ImmutableArray<NamedSource> Arguments { get; } = arguments;

    public InstanceType Instance { get; } = instance;

    public ImmutableArray<BoundResource> Resources { get; } = resources;
}

/// <summary>Puts a core instance together from core definitions.</summary>
internal sealed class CoreInlineInstanceStep(ImmutableArray<NamedSource> exports) : Source
{
    public ImmutableArray<NamedSource> Exports { get; } = exports;
}

/// <summary>Puts a component instance together from definitions.</summary>
internal sealed class InlineInstanceStep(ImmutableArray<NamedSource> exports) : Source
{
    public ImmutableArray<NamedSource> Exports { get; } = exports;
}

/// <summary>Makes a resource type of the instance's own.</summary>
/// <param name="resource">The type.</param>
/// <param name="destructor">
/// The core function of type <c>[rep] -> []</c> that drops a representation; null for none.
/// </param>
/// <param name="representation">The core type of a representation, <c>i32</c> or <c>i64</c>.</param>
internal sealed class ResourceStep(ResourceType resource, Source? destructor, ValType representation) : Source
{
    public ResourceType Resource { get; } = resource;

    public ValType Representation { get; } = representation;

    public Source? Destructor { get; } = destructor;
}

/// <summary>Lets one resource type stand for another: an export gave it a second, abstract name.</summary>
internal sealed class AscribeStep(ResourceType resource, ResourceType original) : Source
{
    public ResourceType Resource { get; } = resource;

    public ResourceType Original { get; } = original;
}

/// <summary>The canonical options of a lifted or lowered function, resolved.</summary>
/// <param name="Encoding">How strings are encoded.</param>
/// <param name="Memory">The memory; null where none is given (and none is needed).</param>
/// <param name="Realloc">The allocator; null likewise.</param>
/// <param name="PostReturn">What is called when the results of a lifted function were read; null for nothing.</param>
/// <param name="IsAsync">Whether the option <c>async</c> is given.</param>
/// <param name="Callback">What is called with each event of an async-lifted function; null for nothing.</param>
/// <param name="Pointer">The width of the memory's addresses.</param>
internal sealed record ResolvedOptions(
    StringEncoding Encoding,
    Source? Memory,
    Source? Realloc,
    Source? PostReturn,
    bool IsAsync = false,
    Source? Callback = null,
    PointerType Pointer = PointerType.I32)
{
    /// <summary>What is given where there are no options.</summary>
    public static ResolvedOptions None { get; } = new(StringEncoding.Utf8, null, null, null);
}

/// <summary><c>canon lift</c>: makes a component function of a core function.</summary>
/// <param name="core">The core function.</param>
/// <param name="coreType">Its type, the flattened one of <paramref name="type"/>.</param>
/// <param name="type">The type of the component function.</param>
internal sealed class LiftStep(Source core, FunctionType coreType, WitFunctionType type, ResolvedOptions options)
    : Source
{
    public Source Core { get; } = core;

    public FunctionType CoreType { get; } = coreType;

    public WitFunctionType Type { get; } = type;

    public ResolvedOptions Options { get; } = options;
}

/// <summary><c>canon lower</c>: makes a core function of a component function.</summary>
/// <param name="function">The component function.</param>
/// <param name="type">Its type.</param>
/// <param name="coreType">The type of the core function, the flattened one of <paramref name="type"/>.</param>
internal sealed class LowerStep(Source function, WitFunctionType type, FunctionType coreType, ResolvedOptions options)
    : Source
{
    public Source Function { get; } = function;

    public WitFunctionType Type { get; } = type;

    public FunctionType CoreType { get; } = coreType;

    public ResolvedOptions Options { get; } = options;
}

/// <summary>The built-ins on resource types.</summary>
internal enum ResourceBuiltin : byte
{
    /// <summary><c>resource.new</c>: <c>[rep] -> [i32]</c>, a representation to a handle.</summary>
    New,
    /// <summary><c>resource.drop</c>: <c>[i32] -> []</c>, drops a handle.</summary>
    Drop,
    /// <summary><c>resource.rep</c>: <c>[i32] -> [rep]</c>, a handle to the representation.</summary>
    Rep,
}

/// <summary>Makes a built-in core function on a resource type.</summary>
internal sealed class ResourceBuiltinStep(ResourceBuiltin builtin, ResourceType resource) : Source
{
    public ResourceBuiltin Builtin { get; } = builtin;

    public ResourceType Resource { get; } = resource;
}

/// <summary>Makes a built-in core function of concurrency or of error contexts.</summary>
/// <param name="canon">The built-in, with its immediates; indices in it are resolved in the other parameters.</param>
/// <param name="type">The type of the core function.</param>
internal sealed class BuiltInStep(CanonBuiltIn canon, FunctionType type) : Source
{
    public BuiltIn BuiltIn => canon.BuiltIn;

    /// <summary>The number of a slot of the context.</summary>
    public uint Slot => canon.Slot;

    /// <summary>Whether <c>async</c>, <c>cancellable</c> or <c>shared</c> is given.</summary>
    public bool Flag => canon.Flag;

    public FunctionType Type { get; } = type;

    /// <summary>The stream or future that the built-in is on, or what a task returns; null for none.</summary>
    public WitType? ValueType { get; init; }

    /// <summary>The options, with the memory that a built-in writes events to.</summary>
    public ResolvedOptions Options { get; init; } = ResolvedOptions.None;

    /// <summary>The type of the functions that threads run; null where none are made.</summary>
    public FunctionType? ThreadType { get; init; }

    /// <summary>The table that threads' functions are taken from; null likewise.</summary>
    public Source? Table { get; init; }
}

/// <summary>A value that is known beforehand.</summary>
internal sealed class ValueStep(WitType type, ReadOnlyMemory<byte> value) : Source
{
    public WitType Type { get; } = type;

    /// <summary>The value in the binary format of its type.</summary>
    public ReadOnlyMemory<byte> Value { get; } = value;
}

/// <summary>Calls a function; its result, if it has one, is a value.</summary>
internal sealed class StartStep(Source function, WitFunctionType type, ImmutableArray<Source> arguments) : Source
{
    public Source Function { get; } = function;

    public WitFunctionType Type { get; } = type;

    public ImmutableArray<Source> Arguments { get; } = arguments;
}
