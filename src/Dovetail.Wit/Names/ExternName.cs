using System.Diagnostics.CodeAnalysis;

namespace Dovetail.Wit.Names;

/// <summary>
/// The name of an import or export (Explainer.md, <c>externname</c>): a <see cref="PlainName"/> or an <see
/// cref="InterfaceName"/>.
/// </summary>
public abstract record ExternName
{
    private protected ExternName()
    {
    }

    /// <summary>
    /// The name's canonical form: names are strongly unique where these differ (Explainer.md, "Name Uniqueness").
    /// </summary>
    public abstract string UniqueKey { get; }

    /// <summary>Reads a name; <paramref name="error"/> says what is wrong with one that isn't.</summary>
    public static bool TryParse(
        string text, [NotNullWhen(true)] out ExternName? name, out string? error) =>
        TryParse(text, NameForms.Plain, out name, out error);

    /// <summary>Reads a name, also in gated forms where <paramref name="forms"/> says so.</summary>
    public static bool TryParse(
        string text, NameForms forms, [NotNullWhen(true)] out ExternName? name, out string? error)
    {
        if (text.Contains(':'))
        {
            var isInterface = InterfaceName.TryParse(text, forms, out var interfaceName, out error);
            name = interfaceName;
            return isInterface;
        }
        var isPlain = PlainName.TryParse(text, out var plainName, out error);
        name = plainName;
        return isPlain;
    }
}

/// <summary>What the annotation of a <see cref="PlainName"/> says of a function.</summary>
public enum PlainNameKind
{
    /// <summary>There is none: <c>label</c>.</summary>
    Label,
    /// <summary>It makes a resource: <c>[constructor]resource</c>.</summary>
    Constructor,
    /// <summary>It is called on a resource: <c>[method]resource.label</c>.</summary>
    Method,
    /// <summary>It belongs to a resource: <c>[static]resource.label</c>.</summary>
    Static,
}

/// <summary>A plain name: a label, or a function of a resource (Explainer.md, <c>plainname</c>).</summary>
/// <param name="Kind">What the function is to the resource.</param>
/// <param name="Resource">The label of the resource; null for a mere label.</param>
/// <param name="Label">The label, of the function within its resource; for a constructor the resource's.</param>
public sealed record PlainName(PlainNameKind Kind, string? Resource, string Label) : ExternName
{
    /// <inheritdoc/>
    public override string UniqueKey => Kebab.Fold(Kind switch
    {
        PlainNameKind.Constructor => ToString(),
        PlainNameKind.Label => Label,
        _ when Kebab.Fold(Resource!) == Kebab.Fold(Label) => Label,
        _ => $"{Resource}.{Label}",
    });

    /// <summary>The name as written.</summary>
    public override string ToString() => Kind switch
    {
        PlainNameKind.Constructor => $"[constructor]{Resource}",
        PlainNameKind.Method => $"[method]{Resource}.{Label}",
        PlainNameKind.Static => $"[static]{Resource}.{Label}",
        _ => Label,
    };

    /// <summary>Reads a plain name; <paramref name="error"/> says what is wrong with one that isn't.</summary>
    public static bool TryParse(
        string text, [NotNullWhen(true)] out PlainName? name, out string? error)
    {
        (name, error) = (null, null);
        if (text.Length == 0 || text[0] != '[')
        {
            name = Kebab.IsLabel(text) ? new PlainName(PlainNameKind.Label, null, text) : null;
            error = name is null ? $"`{text}` is not in kebab case" : null;
            return name is not null;
        }
        var close = text.IndexOf(']');
        PlainNameKind? kind = text.Substring(0, close + 1) switch
        {
            "[constructor]" => PlainNameKind.Constructor,
            "[method]" => PlainNameKind.Method,
            "[static]" => PlainNameKind.Static,
            _ => null,
        };
        if (kind is { } known)
        {
            return TryAnnotated(known, text.Substring(close + 1), out name, out error);
        }
        error = $"`{text}` has an unknown annotation; expected `[constructor]`, `[method]` or `[static]`";
        return false;
    }

    private static bool TryAnnotated(PlainNameKind kind, string rest, out PlainName? name, out string? error)
    {
        var dot = rest.IndexOf('.');
        var resource = dot < 0 ? rest : rest.Substring(0, dot);
        var label = rest.Substring(dot + 1);
        error = kind == PlainNameKind.Constructor
            ? Kebab.IsLabel(rest) ? null : $"`{rest}` is not in kebab case"
            : dot < 0 ? $"expected `.` after the resource's label `{rest}`"
            : !Kebab.IsLabel(resource) ? $"`{resource}` is not in kebab case"
            : !Kebab.IsLabel(label) ? $"`{label}` is not in kebab case"
            : null;
        name = error is null ? new PlainName(kind, resource, label) : null;
        return name is not null;
    }
}
