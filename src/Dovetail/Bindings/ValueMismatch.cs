using System.Globalization;
using Dovetail.Wit.Types;

namespace Dovetail.Bindings;

/// <summary>What a call says to a value that is not of its parameter's type.</summary>
internal static class ValueMismatch
{
    public static ArgumentException Of(WitType type, WitValue value) =>
        new(string.Create(CultureInfo.InvariantCulture,
            $"expected a value of type {type}, found {Shown(value)} ({value.Kind})"));

    public static Array Items(WitType type, WitValue value) =>
        value.Kind == WitValueKind.List ? value.Items.Items : throw Of(type, value);

    private static string Shown(WitValue value)
    {
        var text = value.ToString();
        return text.Length <= 60 ? text : text[..59] + "…";
    }
}
