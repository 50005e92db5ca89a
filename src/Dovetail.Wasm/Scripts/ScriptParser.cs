using System.Collections.Immutable;
using Dovetail.Wasm.Modules.Text;
using Dovetail.Wasm.Text;

namespace Dovetail.Wasm.Scripts;

/// <summary>
/// The test scripts of the core specification, <c>.wast</c> (its repository's interpreter/README.md "Scripts"), with the forms
/// that scripts of components add.
/// </summary>
/// <remarks>
/// A directive that cannot be read is one <see cref="UnreadableDirective"/>; only text that cannot be cut into tokens fails the script
/// as a whole. Modules and components are left as they are, for whoever runs the directive. A file that starts with a field of
/// a module instead of a directive is that module.
/// </remarks>
internal sealed class ScriptParser
{
    private readonly TokenCursor _cursor;
    private readonly ScriptValueParser _values;

    private ScriptParser(TokenCursor cursor) => (_cursor, _values) = (cursor, new ScriptValueParser(cursor));

    /// <summary>Reads all directives of a script.</summary>
    /// <exception cref="MalformedException">The text cannot be cut into tokens or groups.</exception>
    public static ImmutableArray<Directive> Parse(TokenSequence text)
    {
        var cursor = new TokenCursor(text);
        return IsModuleField(cursor)
            ? [new ModuleDirective(1, new ScriptSource(false, null, SourceForm.Text, text, 0, text.Tokens.Length - 1, default), false)]
            : new ScriptParser(cursor).ParseDirectives();
    }

    private static bool IsModuleField(TokenCursor cursor) =>
        cursor.PeekOpen() is "type" or "rec" or "import" or "export" or "start" or "elem" or "data"
        || ModuleScope.KindOf(cursor.PeekOpen()) is not null;

    private ImmutableArray<Directive> ParseDirectives()
    {
        var directives = ImmutableArray.CreateBuilder<Directive>();
        while (!_cursor.AtEnd)
        {
            var start = _cursor.Position;
            _cursor.SkipGroup();
            var end = _cursor.Position;
            directives.Add(ParseDirective(start, end));
        }
        return directives.ToImmutable();
    }

    private Directive ParseDirective(int start, int end)
    {
        var line = _cursor.Source.Locate(_cursor.Sequence.Tokens[start].Start).Line;
        try
        {
            var parser = new ScriptParser(new TokenCursor(_cursor.Sequence, start, end));
            var directive = parser.TakeDirective(line);
            parser._cursor.TakeEnd();
            return directive;
        }
        catch (MalformedException error)
        {
            return new UnreadableDirective(line, error);
        }
    }

    private Directive TakeDirective(int line)
    {
        if (_cursor.PeekOpen("invoke") || _cursor.PeekOpen("get"))
        {
            return new ActionDirective(line, TakeAction());
        }
        if (PeekSource())
        {
            return TakeModule(line);
        }
        _cursor.TakeLeftParen();
        Directive directive = _cursor.TextOf(_cursor.Take()) switch
        {
            "register" => new RegisterDirective(line, _cursor.TakeName(), _cursor.TryTakeId()),
            "assert_return" => new AssertReturnDirective(line, TakeAction(), _values.TakeAll()),
            "assert_trap" when PeekSource() => TakeAssertSource(line, SourceFailure.Trap),
            "assert_trap" => TakeAssertAction(line, ActionFailure.Trap),
            "assert_exhaustion" => TakeAssertAction(line, ActionFailure.Exhaustion),
            "assert_exception" => TakeAssertAction(line, ActionFailure.Exception),
            "assert_suspension" => TakeAssertAction(line, ActionFailure.Suspension),
            "assert_malformed" or "assert_malformed_custom" => TakeAssertSource(line, SourceFailure.Malformed),
            "assert_invalid" or "assert_invalid_custom" => TakeAssertSource(line, SourceFailure.Invalid),
            "assert_unlinkable" => TakeAssertSource(line, SourceFailure.Unlinkable),
            "thread" or "wait" => TakeThread(line),
            _ => throw _cursor.Error("unknown directive", _cursor.Sequence.Tokens[_cursor.Position - 1]),
        };
        _cursor.Close();
        return directive;
    }

    private ThreadDirective TakeThread(int line)
    {
        _cursor.SkipRest();
        return new ThreadDirective(line);
    }

    // Actions.

    private AssertActionDirective TakeAssertAction(int line, ActionFailure failure)
    {
        var action = TakeAction();
        return new AssertActionDirective(line, failure, action, _cursor.PeekString() ? _cursor.TakeName() : "");
    }

    private ScriptAction TakeAction()
    {
        var isGet = _cursor.TryOpen("get");
        if (!isGet)
        {
            _cursor.Open("invoke");
        }
        var instance = _cursor.TryTakeId();
        var name = _cursor.TakeName();
        ScriptAction action = isGet ? new GetAction(instance, name) : new InvokeAction(instance, name, _values.TakeAll());
        _cursor.Close();
        return action;
    }

    // Modules and components.

    private bool PeekSource() => _cursor.PeekOpen("module") || _cursor.PeekOpen("component");

    private AssertSourceDirective TakeAssertSource(int line, SourceFailure failure)
    {
        _cursor.TakeLeftParen();
        var source = TakeSource(_cursor.TextOf(_cursor.Take()) is "component", _cursor.TryTakeId());
        _cursor.Close();
        return new AssertSourceDirective(line, failure, source, _cursor.PeekString() ? _cursor.TakeName() : "");
    }

    private Directive TakeModule(int line)
    {
        _cursor.TakeLeftParen();
        var isComponent = _cursor.TextOf(_cursor.Take()) is "component";
        var isInstance = _cursor.TryTakeKeyword("instance");
        var isDefinition = !isInstance && _cursor.TryTakeKeyword("definition");
        var name = _cursor.TryTakeId();
        Directive directive = isInstance
            ? new InstanceDirective(line, isComponent, name, _cursor.TryTakeId())
            : new ModuleDirective(line, TakeSource(isComponent, name), isDefinition);
        _cursor.Close();
        return directive;
    }

    private ScriptSource TakeSource(bool isComponent, string? name)
    {
        var form = _cursor.TryTakeKeyword("quote") ? SourceForm.Quote
            : _cursor.TryTakeKeyword("binary") ? SourceForm.Binary
            : SourceForm.Text;
        var start = _cursor.Position;
        var bytes = form == SourceForm.Text ? [] : _cursor.TakeStrings();
        if (form == SourceForm.Text)
        {
            _cursor.SkipRest();
        }
        return new ScriptSource(isComponent, name, form, _cursor.Sequence, start, _cursor.Position, bytes);
    }
}
