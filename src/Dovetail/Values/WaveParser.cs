using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Dovetail.Wit.Text;

namespace Dovetail.Values;

/// <summary>Parses WAVE into an untyped tree. Nesting is bounded, for every level costs a stack frame.</summary>
internal ref struct WaveParser
{
    /// <summary>How deep values may nest, as in the reference implementation.</summary>
    public const int MaxDepth = 100;

    [SuppressMessage("Performance", "CA1825", Justification = "The shared empty array of a type of ours would have to be compiled first.")]
    private static readonly WaveLabel[] NoLabels = new WaveLabel[0];

    private readonly SourceText source;
    private WaveLexer lexer;
    private WaveToken token;
    private int previousEnd;
    private int depth;

    public WaveParser(SourceText source, int position = 0)
    {
        this.source = source;
        lexer = new WaveLexer(source, position);
        token = lexer.Next();
    }

    /// <summary>One value, and then the end of the text.</summary>
    public WaveNode ParseAll()
    {
        var node = Value();
        End();
        return node;
    }

    /// <summary>The arguments of a call in parentheses, perhaps none, and then the end of the text.</summary>
    public WaveNode ParseArguments()
    {
        var start = token.Span.Start;
        Expect(WaveTokenKind.ParenOpen, "`(`");
        var arguments = Sequence(WaveTokenKind.ParenClose);
        End();
        return new WaveNode(WaveNodeKind.Tuple, SpanFrom(start), arguments, NoLabels);
    }

    private WaveNode Value()
    {
        if (++depth > MaxDepth)
        {
            throw Error(FormattableString.Invariant($"values nest deeper than {MaxDepth} levels"), token.Span);
        }
        var start = token.Span.Start;
        var node = token.Kind switch
        {
            WaveTokenKind.Number => Leaf(WaveNodeKind.Number),
            WaveTokenKind.Char => Leaf(WaveNodeKind.Char),
            WaveTokenKind.String or WaveTokenKind.MultilineString => Leaf(WaveNodeKind.String),
            WaveTokenKind.Label => Label(),
            WaveTokenKind.ParenOpen => Tuple(start),
            WaveTokenKind.BracketOpen => List(start),
            WaveTokenKind.BraceOpen => RecordOrFlags(start),
            _ => throw Unexpected("a value"),
        };
        depth--;
        return node;
    }

    private WaveNode Leaf(WaveNodeKind kind)
    {
        var node = new WaveNode(kind, token.Span, [], NoLabels);
        Advance();
        return node;
    }

    private WaveNode Label()
    {
        var label = ReadLabel();
        if (token.Kind != WaveTokenKind.ParenOpen)
        {
            return new WaveNode(WaveNodeKind.Label, label.Span, [], [label]);
        }
        if (label.Written is "true" or "false" or "none" or "inf" or "nan")
        {
            throw Error($"`{label.Written}` takes no payload", token.Span);
        }
        Advance();
        var payload = Value();
        Expect(WaveTokenKind.ParenClose, "`)`");
        return new WaveNode(WaveNodeKind.Label, SpanFrom(label.Span.Start), [payload], [label]);
    }

    private WaveNode Tuple(int start)
    {
        Advance();
        if (token.Kind == WaveTokenKind.ParenClose)
        {
            throw Unexpected("a value (a tuple has at least one)");
        }
        var items = Sequence(WaveTokenKind.ParenClose);
        return new WaveNode(WaveNodeKind.Tuple, SpanFrom(start), items, NoLabels);
    }

    private WaveNode List(int start)
    {
        Advance();
        var items = Sequence(WaveTokenKind.BracketClose);
        return new WaveNode(WaveNodeKind.List, SpanFrom(start), items, NoLabels);
    }

    private List<WaveNode> Sequence(WaveTokenKind close)
    {
        var items = new List<WaveNode>();
        while (token.Kind != close)
        {
            items.Add(Value());
            if (token.Kind == WaveTokenKind.Comma)
            {
                Advance();
            }
            else if (token.Kind != close)
            {
                throw Unexpected(close == WaveTokenKind.ParenClose ? "`,` or `)`" : "`,` or `]`");
            }
        }
        Advance();
        return items;
    }

    private WaveNode RecordOrFlags(int start)
    {
        Advance();
        if (token.Kind == WaveTokenKind.Colon)
        {
            Advance();
            Expect(WaveTokenKind.BraceClose, "`}`");
            return new WaveNode(WaveNodeKind.Record, SpanFrom(start), [], []);
        }
        var labels = new List<WaveLabel>();
        var values = new List<WaveNode>();
        var isRecord = false;
        while (token.Kind != WaveTokenKind.BraceClose)
        {
            if (token.Kind != WaveTokenKind.Label)
            {
                throw Unexpected("a label or `}`");
            }
            labels.Add(ReadLabel());
            isRecord = labels.Count == 1 ? token.Kind == WaveTokenKind.Colon : isRecord;
            if (isRecord)
            {
                Expect(WaveTokenKind.Colon, "`:`");
                values.Add(Value());
            }
            // The reference lets commas between entries be left out.
            if (token.Kind == WaveTokenKind.Comma)
            {
                Advance();
            }
        }
        Advance();
        RejectDuplicates(labels, isRecord ? "field" : "flag");
        return new WaveNode(isRecord ? WaveNodeKind.Record : WaveNodeKind.Flags, SpanFrom(start), values, labels);
    }

    private readonly void RejectDuplicates(List<WaveLabel> labels, string what)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var label in CollectionsMarshal.AsSpan(labels))
        {
            if (!seen.Add(label.Name))
            {
                throw Error($"the {what} `{label.Name}` is given twice", label.Span);
            }
        }
    }

    private WaveLabel ReadLabel()
    {
        var label = new WaveLabel(source.Content.Substring(token.Span.Start, token.Span.Length), token.Span);
        Advance();
        return label;
    }

    private void End()
    {
        if (token.Kind != WaveTokenKind.End)
        {
            throw Unexpected("the end of the input");
        }
    }

    private void Expect(WaveTokenKind kind, string what)
    {
        if (token.Kind != kind)
        {
            throw Unexpected(what);
        }
        Advance();
    }

    private void Advance()
    {
        previousEnd = token.Span.End;
        token = lexer.Next();
    }

    private readonly SourceSpan SpanFrom(int start) => new(start, previousEnd - start);

    private readonly WaveException Unexpected(string expected) =>
        Error($"expected {expected}, found {token.Describe(source)}", token.Span);

    private readonly WaveException Error(string message, SourceSpan span) => new(source, message, span);
}
