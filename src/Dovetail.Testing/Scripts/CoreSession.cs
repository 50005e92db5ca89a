using Dovetail.Wasm.Modules;
using Dovetail.Wasm.Modules.Validation;
using Dovetail.Wasm.Scripts;

namespace Dovetail.Testing.Scripts;

/// <summary>
/// The core modules of one script: what is defined, instantiated and registered, in one store. Belongs to one thread.
/// </summary>
internal sealed class CoreSession : IScriptSession, IDisposable
{
    private readonly ScriptOptions _options;
    private readonly Engine _engine;
    private readonly Store _store;
    private readonly Spectest _spectest;
    private readonly Dictionary<string, Slot<Module>> _modules = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Slot<ModuleInstance>> _instances = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Slot<ModuleInstance>> _registered = new(StringComparer.Ordinal);
    private Slot<Module>? _lastModule;
    private Slot<ModuleInstance>? _lastInstance;

    public CoreSession(ScriptOptions options)
    {
        _options = options;
        _engine = new Engine(new EngineOptions { CompileMode = options.CompileMode, MetersFuel = options.MetersFuel });
        _store = new Store(_engine);
        _spectest = new Spectest(_store);
    }

    public void Dispose()
    {
        _store.Dispose();
        _engine.Dispose();
    }

    public bool Knows(string instance) => _instances.ContainsKey(instance);

    public void Validate(ScriptSource source) =>
        ModuleValidator.Validate(SourceReader.ReadModule(source), _options.Features);

    public void Define(ModuleDirective directive)
    {
        var module = Slot<Module>.Try(directive.Line, () => Compile(directive.Source));
        _lastModule = module;
        if (directive.Source.Name is { } name)
        {
            _modules[name] = module;
        }
        if (directive.IsDefinition)
        {
            module.ThrowProblem();
        }
        else
        {
            Instantiate(directive.Line, directive.Source.Name, module);
        }
    }

    public void Instantiate(InstanceDirective directive)
    {
        var module = directive.Definition is { } name ? _modules.GetValueOrDefault(name) : _lastModule;
        Instantiate(
            directive.Line, directive.Name, module ?? throw new ExpectationException($"no module `{directive.Definition}` is defined"));
    }

    private void Instantiate(int line, string? name, Slot<Module> module)
    {
        var instance = Slot<ModuleInstance>.Try(line, () =>
        {
            module.ThrowProblem();
            return Link(module.Get());
        });
        _lastInstance = instance;
        if (name is not null)
        {
            _instances[name] = instance;
        }
        instance.ThrowProblem();
    }

    public void Register(RegisterDirective directive) => _registered[directive.As] = Find(directive.Instance);

    public void TryInstantiate(ScriptSource source) => Link(Compile(source));

    public object?[] Run(ScriptAction action)
    {
        var instance = Find(action.Instance).Get();
        try
        {
            return action is InvokeAction invoke
                ? instance.GetFunction(invoke.Name).Invoke([.. invoke.Arguments.Select(CoreValues.ToHost)])
                : [instance.GetGlobal(action.Name).Value];
        }
        catch (ArgumentException error)
        {
            throw new ExpectationException(error.Message);
        }
    }

    public bool Matches(ScriptValue expected, object? actual) => CoreValues.Matches(expected, actual);

    public string Show(ScriptValue expected) => CoreValues.Show(expected);

    public string Show(object? actual) => CoreValues.Show(actual);

    /// <summary>The feature for which an action on the instance may end otherwise than expected, null if there is none.</summary>
    public string? ChangeRefusedFor(string? instance) =>
        (instance is null ? _lastInstance : _instances.GetValueOrDefault(instance))?.ChangeRefusedFor;

    private Slot<ModuleInstance> Find(string? name) =>
        (name is null ? _lastInstance : _instances.GetValueOrDefault(name))
        ?? throw new ExpectationException(name is null ? "there is no instance" : $"there is no instance `{name}`");

    private Module Compile(ScriptSource source)
    {
        var definition = SourceReader.ReadModule(source);
        try
        {
            return Module.Compile(_engine, ModuleValidator.Validate(definition, _options.Features));
        }
        catch (UnsupportedException refusal)
        {
            MarkImported(definition, refusal.Feature);
            throw;
        }
    }

    // The module would have written to tables, memories and globals of the instances that it imports from.
    private void MarkImported(ModuleDefinition module, string feature)
    {
        foreach (var import in module.Imports)
        {
            if (_registered.TryGetValue(import.Module, out var instance))
            {
                instance.ChangeRefusedFor ??= feature;
            }
        }
    }

    private ModuleInstance Link(Module module)
    {
        var linker = new Linker(_engine);
        if (!_registered.ContainsKey(Spectest.Name))
        {
            _spectest.DefineIn(linker);
        }
        foreach (var from in module.Definition.Imports.Select(import => import.Module).Distinct(StringComparer.Ordinal))
        {
            if (_registered.TryGetValue(from, out var instance))
            {
                linker.Define(from, instance.Get());
            }
        }
        return linker.Instantiate(_store, module);
    }
}
