using Dovetail.Wasm.Scripts;

namespace Dovetail.Testing.Scripts;

/// <summary>What the directives of a script do: once with core modules, once with components.</summary>
internal interface IScriptSession
{
    /// <summary>Whether the script has made an instance of this name, or tried to.</summary>
    bool Knows(string instance);

    /// <summary>Reads and validates a source, and throws what is wrong with it.</summary>
    void Validate(ScriptSource source);

    /// <summary>Defines a module or component, and makes an instance of it unless it is a definition only.</summary>
    void Define(ModuleDirective directive);

    /// <summary>Makes an instance of what was defined.</summary>
    void Instantiate(InstanceDirective directive);

    /// <summary>Reads, validates and instantiates a source, which makes no difference to what is defined.</summary>
    void TryInstantiate(ScriptSource source);

    /// <summary>Does an action; its results.</summary>
    object?[] Run(ScriptAction action);

    /// <summary>Whether a result is as expected.</summary>
    bool Matches(ScriptValue expected, object? actual);

    /// <summary>What was expected, for people.</summary>
    string Show(ScriptValue expected);

    /// <summary>A result, for people.</summary>
    string Show(object? actual);
}
