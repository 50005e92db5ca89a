using System.Collections.Immutable;
using Dovetail.Wasm.Scripts;
using Dovetail.Wasm.Text;

namespace Dovetail.Testing.Scripts;

/// <summary>Runs test scripts, <c>.wast</c>, directive by directive.</summary>
/// <remarks>
/// A directive passes only when it ends in exactly the way that the script says: what must be malformed may not be merely invalid. The
/// words of <c>assert_malformed</c> and <c>assert_invalid</c> are not compared, those of a trap are. What is refused because a feature is not
/// supported is skipped with the name of the feature, and with it every directive that stands on it. Only where the script itself
/// says which features are off (<see cref="ScriptHeader"/>) is a refusal what it asserts.
/// </remarks>
public sealed class ScriptRunner
{
    private readonly CoreSession _core;
    private readonly ComponentSession _components;
    private readonly ScriptHeader _header;
    private IScriptSession _last;

    private ScriptRunner(CoreSession core, ComponentSession components, ScriptHeader header) =>
        (_core, _components, _last, _header) = (core, components, core, header);

    /// <summary>Runs the script in <paramref name="text"/>.</summary>
    /// <param name="text">The script, in UTF-8.</param>
    /// <param name="name">What the report and errors call it.</param>
    public static ScriptReport Run(ReadOnlySpan<byte> text, string name, ScriptOptions? options = null)
    {
        ImmutableArray<Directive> directives;
        try
        {
            directives = ScriptParser.Parse(TokenSequence.Read(text, name));
        }
        catch (MalformedException error)
        {
            return new ScriptReport(name, [new DirectiveResult(1, "script", Verdict.Failed, error.Message)]);
        }
        var header = ScriptHeader.Read(text);
        options = (options ?? ScriptOptions.Default).For(header);
        using var core = new CoreSession(options);
        using var components = new ComponentSession(options);
        var runner = new ScriptRunner(core, components, header);
        return new ScriptReport(name, [.. directives.Select(directive => Exclude(runner.Judge(directive), name))]);
    }

    private static DirectiveResult Exclude(DirectiveResult result, string script) => !Exclusions.Has(script, result.Line) ? result
        : result.Verdict == Verdict.Passed
            ? result with { Verdict = Verdict.Failed, Reason = "passes, though it is excluded as other than the specification" }
            : result with { Verdict = Verdict.Skipped, Reason = Exclusions.Reason };

    private DirectiveResult Judge(Directive directive)
    {
        var keyword = KeywordOf(directive);
        try
        {
            Run(directive);
            return new DirectiveResult(directive.Line, keyword, Verdict.Passed, null);
        }
        catch (UnsupportedException unsupported)
        {
            return new DirectiveResult(directive.Line, keyword, Verdict.Skipped, unsupported.Feature);
        }
        catch (Exception) when (ActionOf(directive) is { } action && _core.ChangeRefusedFor(action.Instance) is not null)
        {
            return new DirectiveResult(directive.Line, keyword, Verdict.Skipped, _core.ChangeRefusedFor(action.Instance));
        }
        catch (Exception error)
        {
            // Anything but an error of the input is a bug, which must not hide how the other directives end.
            var reason = error is DovetailException or ExpectationException ? error.Message : $"internal error: {error}";
            return new DirectiveResult(directive.Line, keyword, Verdict.Failed, reason);
        }
    }

    private static ScriptAction? ActionOf(Directive directive) => directive switch
    {
        ActionDirective action => action.Action,
        AssertReturnDirective assertion => assertion.Action,
        AssertActionDirective assertion => assertion.Action,
        _ => null,
    };

    private void Run(Directive directive)
    {
        switch (directive)
        {
            case UnreadableDirective unreadable:
                throw new ExpectationException(unreadable.Error.Message);
            case ModuleDirective module:
                _last = Session(module.Source.IsComponent);
                _last.Define(_header.IsExecuted ? module : module with { IsDefinition = true });
                break;
            case InstanceDirective instance:
                _last = Session(instance.IsComponent);
                _last.Instantiate(instance);
                break;
            case RegisterDirective register:
                _core.Register(register);
                break;
            case ActionDirective action:
                Session(action.Action).Run(action.Action);
                break;
            case AssertReturnDirective assertion:
                CheckResults(assertion);
                break;
            case AssertActionDirective assertion:
                CheckFailure(assertion);
                break;
            case AssertSourceDirective assertion:
                CheckFailure(assertion);
                break;
            case ThreadDirective:
                throw new UnsupportedException("threads");
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private void CheckResults(AssertReturnDirective assertion)
    {
        var session = Session(assertion.Action);
        var actual = session.Run(assertion.Action);
        var matches = actual.Length == assertion.Results.Length;
        for (var i = 0; matches && i < actual.Length; i++)
        {
            matches = session.Matches(assertion.Results[i], actual[i]);
        }
        if (!matches)
        {
            var expected = string.Join(' ', assertion.Results.Select(session.Show));
            throw new ExpectationException(
                $"`{assertion.Action.Name}`: expected {expected}, found {string.Join(' ', actual.Select(session.Show))}");
        }
    }

    private void CheckFailure(AssertActionDirective assertion)
    {
        if (assertion.Failure is ActionFailure.Suspension)
        {
            throw new UnsupportedException("stack-switching");
        }
        var session = Session(assertion.Action);
        try
        {
            var results = session.Run(assertion.Action);
            throw new ExpectationException(
                $"`{assertion.Action.Name}`: expected {assertion.Failure}, found {string.Join(' ', results.Select(session.Show))}");
        }
        catch (TrapException trap) when (assertion.Failure == ActionFailure.Exhaustion)
        {
            Expect(trap.Code == TrapCode.CallStackExhausted, "an exhausted stack", trap);
        }
        catch (WasmException) when (assertion.Failure == ActionFailure.Exception)
        {
            return;
        }
        catch (TrapException trap) when (assertion.Failure == ActionFailure.Trap)
        {
            Expect(TrapMessages.Match(assertion.Message, trap.Message), $"the trap `{assertion.Message}`", trap);
        }
    }

    private void CheckFailure(AssertSourceDirective assertion)
    {
        var session = Session(assertion.Source.IsComponent);
        try
        {
            if (assertion.Failure is SourceFailure.Malformed or SourceFailure.Invalid)
            {
                session.Validate(assertion.Source);
            }
            else
            {
                session.TryInstantiate(assertion.Source);
            }
        }
        catch (UnsupportedException refusal) when (_header.IsOff(refusal.Feature))
        {
            // The script says that the feature is off, so a refusal is what it asserts.
            Expect(assertion.Failure is SourceFailure.Malformed or SourceFailure.Invalid, $"{assertion.Failure}", refusal);
            return;
        }
        catch (DovetailException error) when (error is not UnsupportedException)
        {
            var matches = assertion.Failure switch
            {
                SourceFailure.Malformed => error is MalformedException,
                // An implementation may set limits, and validation is where it says so.
                SourceFailure.Invalid => error is InvalidException or LimitException,
                SourceFailure.Unlinkable => error is LinkException,
                _ => error is TrapException && TrapMessages.Match(assertion.Message, error.Message),
            };
            Expect(matches, $"{assertion.Failure} ({assertion.Message})", error);
            return;
        }
        throw new ExpectationException($"expected {assertion.Failure} ({assertion.Message}), but it was accepted");
    }

    private IScriptSession Session(bool isComponent) => isComponent ? _components : _core;

    /// <summary>The session of the instance that is named; else of the last thing that was defined.</summary>
    private IScriptSession Session(ScriptAction action) => action.Instance is not { } name ? _last
        : _components.Knows(name) ? _components
        : _core;

    private static void Expect(bool holds, string expected, DovetailException found)
    {
        if (!holds)
        {
            throw new ExpectationException($"expected {expected}, found {found.GetType().Name}: {found.Message}");
        }
    }

    private static string KeywordOf(Directive directive) => directive switch
    {
        ModuleDirective { Source.IsComponent: true } or InstanceDirective { IsComponent: true } => "component",
        ModuleDirective or InstanceDirective => "module",
        RegisterDirective => "register",
        ActionDirective => "invoke",
        AssertReturnDirective => "assert_return",
        AssertActionDirective assertion => $"assert_{assertion.Failure.ToString().ToLowerInvariant()}",
        AssertSourceDirective assertion => $"assert_{assertion.Failure.ToString().ToLowerInvariant()}",
        ThreadDirective => "thread",
        _ => "directive",
    };
}
