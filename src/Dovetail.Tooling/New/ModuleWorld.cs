using Dovetail.Wasm.Metadata;
using Dovetail.Wit.Abi;
using Dovetail.Wit.Resolution;

namespace Dovetail.Tooling.New;

/// <summary>A world that a core module was made for. Immutable.</summary>
/// <param name="World">The world.</param>
/// <param name="Encoding">How the module has strings in its memory.</param>
public sealed record ModuleWorld(WitWorld World, StringEncoding Encoding = StringEncoding.Utf8)
{
    /// <summary>The tools that left the world in the module; null where they did not say.</summary>
    public Producers? Producers { get; init; }
}
