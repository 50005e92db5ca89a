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
/// The core function of type <c>[i32] -> []</c> that drops a representation; null for none.
/// </param>
internal sealed class ResourceStep(ResourceType resource, Source? destructor) : Source
{
    public ResourceType Resource { get; } = resource;

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
internal sealed record ResolvedOptions(StringEncoding Encoding, Source? Memory, Source? Realloc, Source? PostReturn);

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
    /// <summary><c>resource.new</c>: <c>[i32] -> [i32]</c>, a representation to a handle.</summary>
    New,
    /// <summary><c>resource.drop</c>: <c>[i32] -> []</c>, drops a handle.</summary>
    Drop,
    /// <summary><c>resource.rep</c>: <c>[i32] -> [i32]</c>, a handle to the representation.</summary>
    Rep,
}

/// <summary>Makes a built-in core function on a resource type.</summary>
internal sealed class ResourceBuiltinStep(ResourceBuiltin builtin, ResourceType resource) : Source
{
    public ResourceBuiltin Builtin { get; } = builtin;

    public ResourceType Resource { get; } = resource;
}
