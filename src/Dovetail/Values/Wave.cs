using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text;
using Dovetail.Values;
using Dovetail.Wit.Text;
using Dovetail.Wit.Types;

namespace Dovetail;

/// <summary>
/// WAVE, the text form of component values (<c>{name: "x", sizes: [1, 2]}</c>), and of calls (<c>add(42, 58)</c>).
/// </summary>
/// <remarks>
/// Where WAVE's prose and its reference implementation differ, this follows the implementation. Values nest at most 100
/// levels deep. Resources have no text form. Safe from many threads.
/// </remarks>
public static class Wave
{
    /// <summary>Reads a value of <paramref name="type"/>.</summary>
    /// <param name="text">The text: one value, with spaces and comments around it.</param>
    /// <param name="type">What to read it as.</param>
    /// <param name="name">What errors call the text.</param>
    /// <exception cref="WaveException">The text is not WAVE, or not of the type.</exception>
    /// <exception cref="UnsupportedException">The type holds a resource.</exception>
    public static WitValue Parse(string text, WitType type, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(type);
        var source = new SourceText(text, name);
        return new WaveReader(source).Read(new WaveParser(source).ParseAll(), type);
    }

    /// <summary>Reads a call, whose arguments wait for the function's type.</summary>
    /// <param name="text">The function, by its name (<c>add</c>) or behind an interface's
    /// (<c>shop:math/calc.add@1.2.0</c>), and the
    /// arguments in parentheses.</param>
    /// <param name="name">What errors call the text.</param>
    /// <exception cref="WaveException">The text is not a call.</exception>
    public static WaveCall ParseCall(string text, string? name = null) => WaveCall.Parse(new SourceText(text, name));

    /// <summary>
    /// The text of <paramref name="value"/>; a resource as its C# type in angle brackets, which cannot be read back.
    /// </summary>
    public static string Write(WitValue value)
    {
        var text = new StringBuilder();
        new WaveWriter(text).Write(value);
        return text.ToString();
    }
}

/// <summary>A call in WAVE: the function's name, and arguments that have no types yet.</summary>
public sealed class WaveCall
{
    private readonly SourceText source;
    private readonly WaveNode arguments;
    private readonly SourceSpan name;

    private WaveCall(SourceText source, SourceSpan name, string? @interface, string function, WaveNode arguments)
    {
        (this.source, this.name, Interface, Function, this.arguments) = (source, name, @interface, function, arguments);
    }

    /// <summary>
    /// The interface, with its version where the call has one (<c>shop:math/calc@1.2.0</c>); null for a function of the
    /// world.
    /// </summary>
    public string? Interface { get; }

    /// <summary>The function's name within its interface, without <c>%</c>.</summary>
    public string Function { get; }

    /// <summary>How many arguments are written.</summary>
    public int ArgumentCount => arguments.Items.Count;

    /// <summary>Reads the arguments as the parameters of <paramref name="type"/>.</summary>
    /// <exception cref="WaveException">There are too few or too many, or one is not of its type.</exception>
    public ImmutableArray<WitValue> Arguments(WitFunctionType type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return ImmutableCollectionsMarshal.AsImmutableArray(new WaveReader(source).ReadArguments(arguments, type));
    }

    /// <summary>An error about the function's name, with a caret under it: for who finds no such function.</summary>
    public WaveException NameError(string reason) => new(source, reason, name);

    internal static WaveCall Parse(SourceText source)
    {
        var text = source.Content;
        // Comments may stand before a call (scripts have them); the name itself is one word. Core functions have
        // underscores.
        var start = new WaveLexer(source).Next().Span.Start;
        var end = start;
        while (end < text.Length
            && (char.IsAsciiLetterOrDigit(text[end]) || text[end] is '-' or '_' or '%' or ':' or '/' or '.' or '@'))
        {
            end++;
        }
        var span = new SourceSpan(start, end - start);
        var (@interface, function) = SplitName(source, span);
        return new WaveCall(source, span, @interface, function, new WaveParser(source, end).ParseArguments());
    }

    private static (string? Interface, string Function) SplitName(SourceText source, SourceSpan span)
    {
        var text = source.Content.Substring(span.Start, span.Length);
        var at = text.IndexOf('@', StringComparison.Ordinal);
        var path = at < 0 ? text : text[..at];
        var dot = path.LastIndexOf('.');
        var function = path[(dot + 1)..].TrimStart('%');
        if (function.Length == 0 || !(char.IsAsciiLetter(function[0]) || function[0] == '_')
            || function.AsSpan().ContainsAny(":/%") || at == text.Length - 1)
        {
            throw new WaveException(source, "expected a function's name, like `add` or `shop:math/calc.add@1.2.0`",
                span with { Length = Math.Max(1, span.Length) });
        }
        return (dot < 0 ? null : path[..dot] + (at < 0 ? "" : text[at..]), function);
    }
}
