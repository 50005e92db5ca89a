using Dovetail.Wasm.Inspection;

namespace Dovetail.Cli.Output.Html;

/// <summary>The calls between the instances of a component, by the parts of its graph that call each other.</summary>
internal sealed class EdgeCalls
{
    /// <summary>More than a person reads; the rest is left to <c>dovetail adapters</c>.</summary>
    private const int MaxCalls = 2000;

    private readonly Adapter[] _adapters;

    private EdgeCalls(Adapter[] adapters, string? refusal) => (_adapters, Refusal) = (adapters, refusal);

    /// <summary>Why they are not known; null where they are.</summary>
    public string? Refusal { get; }

    /// <summary>The calls of a component: they are known where Dovetail can run it.</summary>
    public static EdgeCalls Of(ReadOnlyMemory<byte> binary)
    {
        try
        {
            using var engine = new Engine(new EngineOptions { CompileMode = CompileMode.Lazy, ComponentFeatures = Wasm.ComponentFeatures.All });
            return new EdgeCalls([.. Component.Load(engine, binary).Adapters.Take(MaxCalls)], null);
        }
        catch (DovetailException error)
        {
            return new EdgeCalls([], error.Message);
        }
    }

    /// <summary>The calls from what is in one part to what is in another.</summary>
    public IEnumerable<Adapter> Between(CompositionPart caller, CompositionPart callee) => caller.Path is null ? [] : _adapters.Where(adapter =>
        IsIn(adapter.Caller, caller.Path) && (callee.Path is { } path ? IsIn(adapter.Callee, path)
            : callee.Kind == CompositionPartKind.Import && adapter.Callee == callee.Label));

    private static bool IsIn(string path, string part) =>
        path.StartsWith(part, StringComparison.Ordinal) && (path.Length == part.Length || path[part.Length] == '/');
}
