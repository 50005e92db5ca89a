using Dovetail.Wasm.Components;
using Dovetail.Wasm.Modules;
using Dovetail.Wit.Abi;
using Dovetail.Wit.Resolution;

namespace Dovetail.Tooling.New;

/// <summary>Where functions and types are found: in an import or export of the world, or in the world itself.</summary>
/// <param name="Item">The import or export; null for the world itself.</param>
/// <param name="IsExport">Which side.</param>
internal readonly record struct ItemScope(WorldInterface? Item, bool IsExport)
{
    /// <summary>What errors call it.</summary>
    public override string ToString() => Item is null ? "the world" : $"`{Item.Name}`";

    /// <summary>A function in it, as errors have it.</summary>
    public string PathOf(string function) => Item is null ? function : $"{Item.Name}.{function}";
}

/// <summary>What a core module gets for an import. Derived types form a closed hierarchy.</summary>
internal abstract record ImportSource;

/// <summary>An imported function of the world, lowered.</summary>
internal sealed record LoweredSource(ItemScope Scope, WitFunction Function, bool IsAsync) : ImportSource
{
    public Needs Needs { get; } = Needs.OfLower(Function.Type, IsAsync);
}

/// <summary>A built-in of a resource.</summary>
internal sealed record ResourceSource(BuiltIn BuiltIn, ItemScope Scope, WitTypeDefinition Resource) : ImportSource;

/// <summary>A built-in of a stream or a future.</summary>
/// <param name="Payload">The type of the stream or future, in the terms of <paramref name="Scope"/>; null for one without values.</param>
/// <param name="IsAsync">Whether it returns when it would have to wait.</param>
internal sealed record PayloadSource(BuiltIn BuiltIn, ItemScope Scope, TypeUse? Payload, bool IsAsync) : ImportSource
{
    public Needs Needs { get; } = Needs.OfCopy(BuiltIn, Payload);

    public bool IsStream => BuiltIn <= BuiltIn.StreamDropWritable;
}

/// <summary>What an exported function that was lifted <c>async</c> gives its result to.</summary>
internal sealed record TaskReturnSource(ItemScope Scope, WitFunction Function) : ImportSource
{
    public Needs Needs { get; } = Needs.OfTaskReturn(Function.Type);
}

/// <summary>A built-in that is the same for all types, but for the memory, table and encoding that it uses.</summary>
internal sealed record PlainSource(CanonBuiltIn BuiltIn, StringEncoding? Encoding = null) : ImportSource
{
    public bool NeedsMemory { get; } =
        BuiltIn.BuiltIn is Wasm.Components.BuiltIn.WaitableSetWait or Wasm.Components.BuiltIn.WaitableSetPoll || Encoding is not null;

    public bool NeedsRealloc => BuiltIn.BuiltIn == Wasm.Components.BuiltIn.ErrorContextDebugMessage;

    public bool NeedsTable => BuiltIn.BuiltIn == Wasm.Components.BuiltIn.ThreadNewIndirect;
}

/// <summary>An export of another core module.</summary>
/// <param name="Part">The module, by its place among the parts.</param>
/// <param name="Name">The name of the export.</param>
/// <param name="Kind">What is exported.</param>
internal sealed record CoreSource(int Part, string Name, ExternKind Kind) : ImportSource;

/// <summary>A memory that none of the modules defines, so that one is made for all.</summary>
internal sealed record SuppliedMemorySource : ImportSource;

/// <summary>The base of what is a thread's own: one variable, as long as there is but one thread.</summary>
internal sealed record ThreadLocalBaseSource(bool IsSet) : ImportSource;

/// <summary>An import of a core module, and what it gets.</summary>
/// <param name="Name">The name.</param>
/// <param name="Unique">The second part of the name in the component, where no two may be the same.</param>
/// <param name="Type">The type, for a function; null for all else.</param>
internal sealed record CoreImport(ImportName Name, string Unique, FunctionType? Type, ImportSource Source);
