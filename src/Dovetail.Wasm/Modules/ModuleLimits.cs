namespace Dovetail.Wasm.Modules;

/// <summary>The largest number of something in one module, and the name by which more is refused.</summary>
internal readonly record struct ModuleLimit(string Name, int Maximum)
{
    /// <exception cref="LimitException"><paramref name="count"/> is larger.</exception>
    public void Check(long count, int? offset)
    {
        if (count > Maximum)
        {
            throw new LimitException(Name, $"{count} {Name}; at most {Maximum} are allowed", offset);
        }
    }
}

/// <summary>
/// The limits on a module: those of the WebAssembly JavaScript interface (its section 7 "Implementation-defined limits"), which
/// browsers share, so that no toolchain makes modules beyond them.
/// </summary>
internal static class ModuleLimits
{
    public static readonly ModuleLimit Types = new("types", 1_000_000);
    public static readonly ModuleLimit Functions = new("functions", 1_000_000);
    public static readonly ModuleLimit Imports = new("imports", 1_000_000);
    public static readonly ModuleLimit Exports = new("exports", 1_000_000);
    public static readonly ModuleLimit Globals = new("globals", 1_000_000);
    public static readonly ModuleLimit Tags = new("tags", 1_000_000);
    public static readonly ModuleLimit Tables = new("tables", 100);
    public static readonly ModuleLimit Memories = new("memories", 100);
    public static readonly ModuleLimit ElementSegments = new("element segments", 100_000);
    public static readonly ModuleLimit DataSegments = new("data segments", 100_000);
    public static readonly ModuleLimit SegmentItems = new("items of an element segment", 10_000_000);
    public static readonly ModuleLimit Parameters = new("parameters", 1_000);
    public static readonly ModuleLimit Results = new("results", 1_000);
    public static readonly ModuleLimit Fields = new("fields", 10_000);
    public static readonly ModuleLimit Locals = new("locals", 50_000);
    public static readonly ModuleLimit BodyBytes = new("bytes of a function body", 7_654_321);
    public static readonly ModuleLimit SubtypingDepth = new("supertypes above each other", 63);
    public static readonly ModuleLimit ModuleBytes = new("bytes of a module", 1 << 30);
}
