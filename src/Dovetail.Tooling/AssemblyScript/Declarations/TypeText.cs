using System.Collections.Immutable;

namespace Dovetail.Tooling.AssemblyScript.Declarations;

/// <summary>Reads types as asc writes them: <c>~lib/array/Array&lt;a/Point|null></c>.</summary>
internal static class TypeText
{
    private const int MaxDepth = 100;

    /// <summary>The type; null for <c>void</c>.</summary>
    /// <exception cref="InvalidException">It is nested too deeply.</exception>
    public static ScriptType? Read(string text) => text.Trim() is "void" ? null : Read(text.Trim(), 0);

    /// <summary>Cuts at the commas that stand in no brackets.</summary>
    public static IEnumerable<string> Split(string text)
    {
        var (depth, start) = (0, 0);
        for (var i = 0; i < text.Length; i++)
        {
            depth += text[i] switch
            {
                '<' or '(' or '{' or '[' => 1,
                '>' when i == 0 || text[i - 1] != '=' => -1,
                ')' or '}' or ']' => -1,
                _ => 0,
            };
            if (text[i] == ',' && depth == 0)
            {
                yield return text[start..i].Trim();
                start = i + 1;
            }
        }
        if (text.AsSpan(start).Trim().Length > 0)
        {
            yield return text[start..].Trim();
        }
    }

    private static ScriptType Read(string text, int depth)
    {
        if (depth > MaxDepth)
        {
            throw new InvalidException("a type in the declarations is nested too deeply");
        }
        var isNullable = text.EndsWith("null", StringComparison.Ordinal) && text[..^4].TrimEnd().EndsWith('|');
        var name = isNullable ? text[..^4].TrimEnd()[..^1].TrimEnd() : text;
        if (ScriptScalars.Named(name) is { } scalar)
        {
            return new ScalarType(scalar);
        }
        var open = name.IndexOf('<');
        if (name.StartsWith('(') || (open >= 0 && !name.EndsWith('>')))
        {
            return new OtherType(text);
        }
        ImmutableArray<ScriptType> arguments = open < 0 ? [] : [.. Split(name[(open + 1)..^1]).Select(argument => Read(argument, depth + 1))];
        return new ReferenceType(name, arguments, isNullable);
    }
}
