using System.Collections.Immutable;
using Dovetail.Wit.Resolution;

namespace Dovetail.Tooling.AssemblyScript;

/// <summary>
/// What interfaces on one side of a world are called in names of functions: by their labels; with the package's in front where others have the same, and with the
/// namespace's where that is not enough.
/// </summary>
internal sealed class OwnerLabels
{
    private readonly ImmutableHashSet<string> _shared;

    /// <summary>Looks at all imports, or all exports, of a world.</summary>
    public OwnerLabels(IEnumerable<WorldItem> items)
    {
        List<WorldInterface> interfaces = [.. items.OfType<WorldInterface>()];
        _shared = [.. Repeated(interfaces, LabelOf), .. Repeated(interfaces, WithPackage)];
    }

    /// <summary>The label in kebab case. Versions of one interface have the same.</summary>
    public string Of(WorldInterface item) => !_shared.Contains(LabelOf(item)) ? LabelOf(item)
        : !_shared.Contains(WithPackage(item)) ? WithPackage(item)
        : $"{item.Interface.Package.Namespace.Replace(':', '-')}-{WithPackage(item)}";

    private static IEnumerable<string> Repeated(List<WorldInterface> interfaces, Func<WorldInterface, string> label) =>
        interfaces.GroupBy(label).Where(group => group.Count() > 1).Select(group => group.Key);

    private static string WithPackage(WorldInterface item) => $"{item.Interface.Package.Name.Replace('/', '-')}-{LabelOf(item)}";

    private static string LabelOf(WorldInterface item) => item.Label ?? item.Interface.Name!;
}
