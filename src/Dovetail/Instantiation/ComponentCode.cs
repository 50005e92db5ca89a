using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Dovetail.Compilation.Caching;
using Dovetail.Wasm.Components.Validation;
using Dovetail.Wasm.Modules.Validation;

namespace Dovetail.Instantiation;

/// <summary>The compiled modules and the plans of a component with all that it contains. Safe from many threads.</summary>
internal sealed class ComponentCode(Engine engine, CachedModules cached)
{
    private readonly Lock gate = new();
    private readonly Dictionary<ValidatedModule, Module> modules = [];
    private readonly ConditionalWeakTable<ValidatedComponent, InstantiationPlan> plans = [];

    public Engine Engine { get; } = engine;

    /// <summary>A contained module, compiled when first asked for.</summary>
    public Module ModuleOf(ValidatedModule module)
    {
        lock (gate)
        {
            if (!modules.TryGetValue(module, out var compiled))
            {
                modules.Add(module, compiled = Module.Compile(Engine, module, cached.SessionOf(module.Bytes)));
            }
            return compiled;
        }
    }

    /// <summary>The modules that were compiled so far.</summary>
    public ImmutableArray<Module> Modules
    {
        get
        {
            lock (gate)
            {
                return [.. modules.Values];
            }
        }
    }

    /// <summary>The plan of the component or of one that it contains.</summary>
    public InstantiationPlan PlanOf(ValidatedComponent component)
    {
        lock (gate)
        {
            if (!plans.TryGetValue(component, out var plan))
            {
                plans.Add(component, plan = PlanBuilder.Build(component, this));
            }
            return plan;
        }
    }
}

/// <summary>A component as a value at run time: what it contains, and what it captured where it was defined.</summary>
internal sealed record ComponentClosure(ComponentCode Code, ValidatedComponent Component, ImmutableArray<object> Captures);
