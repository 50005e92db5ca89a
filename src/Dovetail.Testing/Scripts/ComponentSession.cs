using Dovetail.Wasm.Components.Validation;
using Dovetail.Wasm.Scripts;

namespace Dovetail.Testing.Scripts;

/// <summary>The components of one script: what is defined and instantiated. Belongs to one thread.</summary>
internal sealed class ComponentSession(ScriptOptions options) : IScriptSession
{
    private readonly Dictionary<string, Slot<ValidatedComponent>> _instances = new(StringComparer.Ordinal);
    private Slot<ValidatedComponent>? _lastInstance;

    public bool Knows(string instance) => _instances.ContainsKey(instance);

    public void Validate(ScriptSource source) => Read(source);

    public void Define(ModuleDirective directive)
    {
        Read(directive.Source);
        if (!directive.IsDefinition)
        {
            Instantiate(new InstanceDirective(directive.Line, true, directive.Source.Name, null));
        }
    }

    public void Instantiate(InstanceDirective directive)
    {
        _lastInstance = Slot<ValidatedComponent>.Try(directive.Line, () => throw new UnsupportedException("component-instances"));
        if (directive.Name is { } name)
        {
            _instances[name] = _lastInstance;
        }
        _lastInstance.ThrowProblem();
    }

    public void TryInstantiate(ScriptSource source) => throw new UnsupportedException("component-instances");

    public object?[] Run(ScriptAction action) =>
        [((action.Instance is { } name ? _instances[name] : _lastInstance) ?? throw new ExpectationException("there is no instance")).Get()];

    public bool Matches(ScriptValue expected, object? actual) => false;

    public string Show(ScriptValue expected) => expected.ToString();

    public string Show(object? actual) => $"{actual}";

    private ValidatedComponent Read(ScriptSource source) =>
        ComponentValidator.Validate(SourceReader.ReadComponent(source, options.StrictIndices), options.Features);
}
