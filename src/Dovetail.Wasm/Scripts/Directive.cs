using System.Collections.Immutable;

namespace Dovetail.Wasm.Scripts;

/// <summary>One command or assertion of a script. <paramref name="Line"/> counts from 1.</summary>
internal abstract record Directive(int Line);

/// <summary>A directive that is not of the grammar of scripts.</summary>
internal sealed record UnreadableDirective(int Line, MalformedException Error) : Directive(Line);

/// <summary><c>(module …)</c> or <c>(component …)</c>: defines it, and makes an instance of it unless <paramref name="IsDefinition"/>.</summary>
internal sealed record ModuleDirective(int Line, ScriptSource Source, bool IsDefinition) : Directive(Line);

/// <summary><c>(module instance $i $m)</c>; without <paramref name="Definition"/>, of the last one defined.</summary>
internal sealed record InstanceDirective(int Line, bool IsComponent, string? Name, string? Definition) : Directive(Line);

/// <summary><c>(register "name" $i)</c>: the instance can be imported from under this name.</summary>
internal sealed record RegisterDirective(int Line, string As, string? Instance) : Directive(Line);

/// <summary>An action whose results do not matter.</summary>
internal sealed record ActionDirective(int Line, ScriptAction Action) : Directive(Line);

/// <summary><c>assert_return</c>.</summary>
internal sealed record AssertReturnDirective(int Line, ScriptAction Action, ImmutableArray<ScriptValue> Results) : Directive(Line);

/// <summary>How an action must end that does not return.</summary>
internal enum ActionFailure
{
    /// <summary>With a trap that has the message.</summary>
    Trap,
    /// <summary>With the stack exhausted.</summary>
    Exhaustion,
    /// <summary>With an exception of WebAssembly that nobody catches.</summary>
    Exception,
    /// <summary>With a suspension that nobody handles.</summary>
    Suspension,
}

/// <summary><c>assert_trap</c>, <c>assert_exhaustion</c>, <c>assert_exception</c> and <c>assert_suspension</c> of an action.</summary>
internal sealed record AssertActionDirective(int Line, ActionFailure Failure, ScriptAction Action, string Message) : Directive(Line);

/// <summary>Which step a module or component must not pass.</summary>
internal enum SourceFailure
{
    /// <summary>Reading.</summary>
    Malformed,
    /// <summary>Validation.</summary>
    Invalid,
    /// <summary>Linking: an import is missing or of another type.</summary>
    Unlinkable,
    /// <summary>Instantiation: it traps.</summary>
    Trap,
}

/// <summary><c>assert_malformed</c>, <c>assert_invalid</c>, <c>assert_unlinkable</c> and <c>assert_trap</c> of a module or component.</summary>
internal sealed record AssertSourceDirective(int Line, SourceFailure Failure, ScriptSource Source, string Message) : Directive(Line);

/// <summary><c>(thread $t …)</c>, known so that it can be refused by name.</summary>
internal sealed record ThreadDirective(int Line) : Directive(Line);

/// <summary>Something done to an instance; without <paramref name="Instance"/>, to the last one made.</summary>
internal abstract record ScriptAction(string? Instance, string Name);

/// <summary>Calls an exported function.</summary>
internal sealed record InvokeAction(string? Instance, string Name, ImmutableArray<ScriptValue> Arguments) : ScriptAction(Instance, Name);

/// <summary>Reads an exported global.</summary>
internal sealed record GetAction(string? Instance, string Name) : ScriptAction(Instance, Name);
