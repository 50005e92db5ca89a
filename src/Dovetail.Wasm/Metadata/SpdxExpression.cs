using System.Text.RegularExpressions;

namespace Dovetail.Wasm.Metadata;

/// <summary>
/// Licence expressions (SPDX specification, annex "License Expressions"): identifiers of the License List or <c>LicenseRef-…</c>, a <c>+</c> behind them,
/// <c>WITH</c> an exception, <c>AND</c>, <c>OR</c> and parentheses.
/// </summary>
public static partial class SpdxExpression
{
    private const int MaxNesting = 50;

    private static readonly Dictionary<string, string> s_mistakes = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Apache"] = "Apache-2.0",
        ["Apache2"] = "Apache-2.0",
        ["Apache-2"] = "Apache-2.0",
        ["ApacheLicense"] = "Apache-2.0",
        ["BSD"] = "BSD-3-Clause",
        ["BSD-3"] = "BSD-3-Clause",
        ["BSD-2"] = "BSD-2-Clause",
        ["GPL"] = "GPL-3.0-or-later",
        ["GPLv2"] = "GPL-2.0-only",
        ["GPLv3"] = "GPL-3.0-only",
        ["LGPL"] = "LGPL-3.0-or-later",
        ["MPL"] = "MPL-2.0",
        ["MPL2"] = "MPL-2.0",
        ["CC0"] = "CC0-1.0",
    };

    /// <summary>What is wrong with an expression, with the place; null if nothing is.</summary>
    public static string? FindProblem(string expression)
    {
        ArgumentNullException.ThrowIfNull(expression);
        var parser = new Parser(TokenPattern().EnumerateMatches(expression), expression);
        return parser.FindProblem();
    }

    // Parentheses, words, and whatever else there is, character by character.
    [GeneratedRegex(@"[()]|[A-Za-z0-9.:+-]+|\S", RegexOptions.CultureInvariant)]
    private static partial Regex TokenPattern();

    private ref struct Parser
    {
        private readonly string _expression;
        private Regex.ValueMatchEnumerator _tokens;
        private bool _atEnd;
        private int _depth;

        public Parser(Regex.ValueMatchEnumerator tokens, string expression)
        {
            _tokens = tokens;
            _expression = expression;
            Advance();
        }

        private readonly string Token => _atEnd ? "" : _expression.Substring(_tokens.Current.Index, _tokens.Current.Length);

        public string? FindProblem() => Alternatives() ?? (_atEnd ? null : At("expected `AND`, `OR`, `WITH` or the end"));

        private string? Alternatives()
        {
            var problem = Conjunction();
            while (problem is null && Token == "OR")
            {
                Advance();
                problem = Conjunction();
            }
            return problem;
        }

        private string? Conjunction()
        {
            var problem = License();
            while (problem is null && Token == "AND")
            {
                Advance();
                problem = License();
            }
            return problem;
        }

        private string? License()
        {
            if (Token == "(")
            {
                return Group();
            }
            if (LicenseProblem(Token) is { } problem)
            {
                return At(problem);
            }
            Advance();
            if (Token != "WITH")
            {
                return null;
            }
            Advance();
            if (!SpdxIds.Exceptions.Contains(Token) && !Token.StartsWith("AdditionRef-", StringComparison.Ordinal))
            {
                return At("expected an exception of the SPDX list behind `WITH`");
            }
            Advance();
            return null;
        }

        private string? Group()
        {
            if (++_depth > MaxNesting)
            {
                return At("parentheses are nested too deep");
            }
            Advance();
            if (Alternatives() is { } problem)
            {
                return problem;
            }
            if (Token != ")")
            {
                return At("expected `)`");
            }
            Advance();
            _depth--;
            return null;
        }

        private static string? LicenseProblem(string token)
        {
            var id = token.EndsWith('+') ? token[..^1] : token;
            return IsReference(token) || SpdxIds.Licenses.Contains(token) || SpdxIds.Licenses.Contains(id) ? null
                : s_mistakes.TryGetValue(id, out var meant) ? $"no licence of the SPDX list; `{meant}`, perhaps"
                : "expected a licence of the SPDX list, or `LicenseRef-` and a name";
        }

        private static bool IsReference(string token)
        {
            var name = token.StartsWith("DocumentRef-", StringComparison.Ordinal) && token.IndexOf(':', StringComparison.Ordinal) is > 12 and var colon
                ? token[(colon + 1)..]
                : token;
            return name.Length > "LicenseRef-".Length && name.StartsWith("LicenseRef-", StringComparison.Ordinal)
                && !name.AsSpan().ContainsAny(':', '+');
        }

        private readonly string At(string problem) => _atEnd
            ? $"{problem}, found the end"
            : $"{problem}, found `{Token}` (at column {_tokens.Current.Index + 1})";

        private void Advance() => _atEnd = !_tokens.MoveNext();
    }
}
