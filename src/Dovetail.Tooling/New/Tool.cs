using Dovetail.Wasm.Metadata;

namespace Dovetail.Tooling.New;

/// <summary>What Dovetail says of itself in what it makes.</summary>
internal static class Tool
{
    /// <summary>The entry in a section <c>producers</c>: the same for all that one version of Dovetail makes.</summary>
    public static ProducersValue Producer { get; } = new("dovetail", typeof(Tool).Assembly.GetName().Version!.ToString(3));

    /// <summary>A section <c>producers</c> of a part that Dovetail made itself.</summary>
    public static Producers Alone { get; } = new Producers([]).With("processed-by", Producer);
}
