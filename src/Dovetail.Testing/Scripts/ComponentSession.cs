using Dovetail.Wasm;
using Dovetail.Wasm.Components.Validation;
using Dovetail.Wasm.Scripts;

namespace Dovetail.Testing.Scripts;

/// <summary>The components of one script: what is defined, and the instances, each in a store of its own, with what the host of the suites has. Belongs to one thread.</summary>
internal sealed class ComponentSession(ScriptOptions options) : IScriptSession, IDisposable
{
    private readonly Engine _engine = new();
    private readonly Dictionary<string, Slot<Component>> _components = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Slot<ComponentInstance>> _instances = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Component> _importable = new(StringComparer.Ordinal);
    private readonly List<Store> _stores = [];
    private Slot<Component>? _lastComponent;
    private Slot<ComponentInstance>? _lastInstance;

    public void Dispose()
    {
        _stores.ForEach(store => store.Dispose());
        _engine.Dispose();
    }

    public bool Knows(string instance) => _instances.ContainsKey(instance);

    public void Validate(ScriptSource source) => Read(source);

    public void Define(ModuleDirective directive)
    {
        var component = Slot<Component>.Try(directive.Line, () => Compile(directive.Source));
        _lastComponent = component;
        if (directive.Source.Name is { } name)
        {
            _components[name] = component;
        }
        if (directive.IsDefinition)
        {
            component.ThrowProblem();
        }
        else
        {
            Instantiate(directive.Line, directive.Source.Name, component);
            if (directive.Source.Name is { } importable)
            {
                _importable[importable] = component.Get();
            }
        }
    }

    public void Instantiate(InstanceDirective directive)
    {
        var component = directive.Definition is { } name ? _components.GetValueOrDefault(name) : _lastComponent;
        Instantiate(
            directive.Line, directive.Name,
            component ?? throw new ExpectationException($"no component `{directive.Definition}` is defined"));
    }

    private void Instantiate(int line, string? name, Slot<Component> component)
    {
        var instance = Slot<ComponentInstance>.Try(line, () =>
        {
            component.ThrowProblem();
            return Instantiate(component.Get());
        });
        _lastInstance = instance;
        if (name is not null)
        {
            _instances[name] = instance;
        }
        instance.ThrowProblem();
    }

    public void TryInstantiate(ScriptSource source) => Instantiate(Compile(source));

    public object?[] Run(ScriptAction action)
    {
        var instance = Find(action.Instance).Get();
        if (action is not InvokeAction invoke)
        {
            throw new ExpectationException("a component has no globals");
        }
        try
        {
            var result = instance.Call(invoke.Name, [.. invoke.Arguments.Select(ComponentValues.ToWit)]);
            return instance.GetFunctionType(invoke.Name).Result is null ? [] : [result];
        }
        catch (ArgumentException error)
        {
            throw new ExpectationException(error.Message);
        }
    }

    public bool Matches(ScriptValue expected, object? actual) => ComponentValues.Matches(expected, (WitValue)actual!);

    public string Show(ScriptValue expected) => ComponentValues.Show(expected);

    public string Show(object? actual) => $"{actual}";

    private Slot<ComponentInstance> Find(string? name) =>
        (name is null ? _lastInstance : _instances.GetValueOrDefault(name))
        ?? throw new ExpectationException(name is null ? "there is no instance" : $"there is no instance `{name}`");

    private Component Compile(ScriptSource source) => Component.Compile(_engine, Read(source));

    private ValidatedComponent Read(ScriptSource source) =>
        ComponentValidator.Validate(
            SourceReader.ReadComponent(source, options.StrictIndices),
            options.FeaturesInComponents & WasmFeatures.Supported,
            options.ComponentFeatures);

    private ComponentInstance Instantiate(Component component)
    {
        var store = new Store(_engine);
        _stores.Add(store);
        var linker = new Linker(_engine);
        if (component.Imports.Count > 0)
        {
            DefineIn(linker);
        }
        return linker.Instantiate(store, component);
    }

    // Components after one that has a name may import it. Each lives in a store of its own, so it is instantiated anew.
    private void DefineIn(Linker linker)
    {
        new ComponentHost(_engine).DefineIn(linker);
        foreach (var (name, component) in _importable)
        {
            linker.Define(name, component);
        }
    }
}
