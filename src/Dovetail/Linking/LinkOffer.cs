using Dovetail.Resources;

namespace Dovetail.Linking;

/// <summary>What a linker offers under a name. Derived types form a closed hierarchy. Immutable.</summary>
internal abstract record LinkOffer;

/// <summary>A function of the host, whose WIT type is that of the import it is linked to.</summary>
internal sealed record FunctionOffer(Delegate Target) : LinkOffer;

/// <summary>A resource type of the host.</summary>
internal sealed record ResourceOffer(RuntimeResourceType Type) : LinkOffer;

/// <summary>An interface of the host: its items by name.</summary>
internal sealed record InterfaceOffer(IReadOnlyDictionary<string, LinkOffer> Items) : LinkOffer;

/// <summary>A core module.</summary>
internal sealed record ModuleOffer(Module Module) : LinkOffer;

/// <summary>An instance that is there already, in its store.</summary>
internal sealed record InstanceOffer(ComponentInstance Instance) : LinkOffer;

/// <summary>A component: itself for an import of a component, what an instance of it exports for all others.</summary>
/// <param name="Name">What it is offered by.</param>
/// <param name="Isolation">How it lives as a root of its own, in a store of its own; null where it lives with those who ask.</param>
internal sealed record ComponentOffer(string Name, Component Component, Sharing Sharing, IsolationOptions? Isolation = null) : LinkOffer;

/// <summary>Who gets which instance of a component that is offered.</summary>
internal enum Sharing : byte
{
    /// <summary>All who ask within one instantiation get the same one.</summary>
    Together,
    /// <summary>Each import gets one of its own.</summary>
    Fresh,
}
