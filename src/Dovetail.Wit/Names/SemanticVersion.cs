using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Dovetail.Wit.Names;

/// <summary>A version by Semantic Versioning 2.0 (semver.org): <c>1.2.3-rc.1+build</c>. Immutable.</summary>
/// <remarks>
/// Equality is that of the written form, build metadata included. <see cref="CompareTo"/> follows precedence, where
/// build metadata doesn't count; so two versions may compare as 0 without being equal.
/// </remarks>
/// <param name="Major">The first number.</param>
/// <param name="Minor">The second number.</param>
/// <param name="Patch">The third number.</param>
/// <param name="Prerelease">What follows the hyphen; empty for a release.</param>
/// <param name="Build">What follows the plus sign; empty where there is none.</param>
public sealed record SemanticVersion(ulong Major, ulong Minor, ulong Patch, string Prerelease = "", string Build = "")
    : IComparable<SemanticVersion>
{
    /// <summary>Whether this is a pre-release, which is compatible with itself alone.</summary>
    public bool IsPrerelease => Prerelease.Length > 0;

    /// <summary>Reads a version; <paramref name="error"/> says what is wrong with one that isn't.</summary>
    public static bool TryParse(
        string text, [NotNullWhen(true)] out SemanticVersion? version, out string? error)
    {
        version = null;
        var (core, prerelease, build) = Split(text);
        var numbers = core.Split('.');
        if (numbers.Length != 3)
        {
            error = "expected three numbers separated by `.`";
            return false;
        }
        var parsed = new ulong[3];
        for (var i = 0; i < 3; i++)
        {
            if (!IsNumber(numbers[i], out parsed[i], out error))
            {
                return false;
            }
        }
        if (!AreIdentifiers(prerelease, isPrerelease: true, out error)
            || !AreIdentifiers(build, isPrerelease: false, out error))
        {
            return false;
        }
        version = new SemanticVersion(parsed[0], parsed[1], parsed[2], prerelease ?? "", build ?? "");
        return true;
    }

    /// <summary>Reads a version.</summary>
    /// <exception cref="FormatException">The text is no version.</exception>
    public static SemanticVersion Parse(string text) =>
        TryParse(text, out var version, out var error)
            ? version
            : throw new FormatException($"`{text}` is not a version: {error}");

    /// <summary>
    /// Compares by precedence (semver.org, 11): numbers, then a pre-release below its release; build metadata doesn't
    /// count.
    /// </summary>
    public int CompareTo(SemanticVersion? other)
    {
        if (other is null)
        {
            return 1;
        }
        var order = (Major, Minor, Patch).CompareTo((other.Major, other.Minor, other.Patch));
        if (order != 0 || !(IsPrerelease || other.IsPrerelease))
        {
            return order;
        }
        return (IsPrerelease, other.IsPrerelease) switch
        {
            (true, true) => ComparePrereleases(Prerelease, other.Prerelease),
            (true, false) => -1,
            _ => 1,
        };
    }

    /// <summary>Whether <paramref name="left"/> has the lower precedence.</summary>
    public static bool operator <(SemanticVersion? left, SemanticVersion? right) => Compare(left, right) < 0;

    /// <summary>Whether <paramref name="left"/> has the higher precedence.</summary>
    public static bool operator >(SemanticVersion? left, SemanticVersion? right) => Compare(left, right) > 0;

    /// <summary>Whether <paramref name="left"/> has no higher precedence.</summary>
    public static bool operator <=(SemanticVersion? left, SemanticVersion? right) => Compare(left, right) <= 0;

    /// <summary>Whether <paramref name="left"/> has no lower precedence.</summary>
    public static bool operator >=(SemanticVersion? left, SemanticVersion? right) => Compare(left, right) >= 0;

    /// <summary>The version as written.</summary>
    public override string ToString()
    {
        var numbers = new[] { Major, Minor, Patch }.Select(n => n.ToString(CultureInfo.InvariantCulture));
        var core = string.Join(".", numbers) + (IsPrerelease ? "-" + Prerelease : "");
        return Build.Length > 0 ? $"{core}+{Build}" : core;
    }

    private static int Compare(SemanticVersion? left, SemanticVersion? right) =>
        left is null ? (right is null ? 0 : -1) : left.CompareTo(right);

    private static (string Core, string? Prerelease, string? Build) Split(string text)
    {
        var plus = text.IndexOf('+');
        var build = plus < 0 ? null : text.Substring(plus + 1);
        var rest = plus < 0 ? text : text.Substring(0, plus);
        var hyphen = rest.IndexOf('-');
        return hyphen < 0 ? (rest, null, build) : (rest.Substring(0, hyphen), rest.Substring(hyphen + 1), build);
    }

    private static bool IsNumber(string text, out ulong value, out string? error)
    {
        value = 0;
        error = text.Length == 0 ? "a number is missing"
            : !text.All(c => c is >= '0' and <= '9') ? $"`{text}` is not a number"
            : text.Length > 1 && text[0] == '0' ? $"`{text}` has a leading zero"
            : !ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value)
                ? $"`{text}` is out of range"
            : null;
        return error is null;
    }

    private static bool AreIdentifiers(string? text, bool isPrerelease, out string? error)
    {
        error = null;
        foreach (var part in text?.Split('.') ?? [])
        {
            error = part.Length == 0 ? "an identifier is empty"
                : !part.All(c => c is (>= '0' and <= '9') or (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or '-')
                    ? $"`{part}` has a character that is neither a letter, a digit nor a hyphen"
                : isPrerelease && part.Length > 1 && part[0] == '0' && IsDigits(part) ? $"`{part}` has a leading zero"
                : null;
            if (error is not null)
            {
                return false;
            }
        }
        return true;
    }

    private static int ComparePrereleases(string left, string right)
    {
        var a = left.Split('.');
        var b = right.Split('.');
        for (var i = 0; i < Math.Min(a.Length, b.Length); i++)
        {
            var order = CompareIdentifiers(a[i], b[i]);
            if (order != 0)
            {
                return order;
            }
        }
        return a.Length.CompareTo(b.Length);
    }

    // Numbers compare by value and stand below words; a longer number without leading zeros is the larger one.
    private static int CompareIdentifiers(string left, string right) => (IsDigits(left), IsDigits(right)) switch
    {
        (true, true) when left.Length != right.Length => left.Length.CompareTo(right.Length),
        (true, false) => -1,
        (false, true) => 1,
        _ => string.CompareOrdinal(left, right),
    };

    private static bool IsDigits(string text) => text.All(c => c is >= '0' and <= '9');
}
