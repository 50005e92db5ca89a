using Dovetail.Wasm.Modules;

namespace Dovetail.Wasm.Components.Types;

/// <summary>
/// Whether one core type can stand for another (core specification 3.0, 3.5.4 "External Types", and for modules
/// Explainer.md).
/// </summary>
/// <remarks>Each method gives null where it can, and otherwise says what is wrong.</remarks>
/// <param name="actualTypes">What types in the actual ones refer to.</param>
/// <param name="expectedTypes">What types in the expected ones refer to.</param>
internal sealed class CoreSubtyping(CoreTypeTable actualTypes, CoreTypeTable expectedTypes)
{
    // Where the sides are of two components their types are compared in a table of its own.
    private readonly CoreTypeTable _types = actualTypes == expectedTypes ? actualTypes : new CoreTypeTable();

    public string? Match(CoreExternType actual, CoreExternType expected) => (actual, expected) switch
    {
        (CoreFunctionExtern a, CoreFunctionExtern e) => _types.IsSubtype(Actual(a.Canonical), Expected(e.Canonical))
            ? null
            : $"expected {e.Type}, found {a.Type}",
        (CoreTableExtern a, CoreTableExtern e) => MatchTable(a.Type, e.Type),
        (CoreMemoryExtern a, CoreMemoryExtern e) => MatchMemory(a.Type, e.Type),
        (CoreGlobalExtern a, CoreGlobalExtern e) => MatchGlobal(a.Type, e.Type),
        (CoreTagExtern a, CoreTagExtern e) => Actual(a.Canonical) == Expected(e.Canonical) ? null : $"expected tag {e.Type}, found {a.Type}",
        _ => $"expected {expected.Sort.Text()}, found {actual.Sort.Text()}",
    };

    /// <summary>A module may import less and export more than is expected of it.</summary>
    public static string? Match(ModuleType actual, ModuleType expected, TypeBudget budget) =>
        new CoreSubtyping(actual.Types, expected.Types).MatchModule(actual, expected, budget);

    private string? MatchModule(ModuleType actual, ModuleType expected, TypeBudget budget)
    {
        var imports = new CoreSubtyping(expectedTypes, actualTypes);
        var offered = new Dictionary<(string, string), CoreExternType>();
        foreach (var import in expected.Imports)
        {
            offered[(import.Module, import.Name)] = import.Type;
        }
        budget.Spend(actual.Imports.Length + expected.Imports.Length + expected.Exports.Count);
        foreach (var import in actual.Imports)
        {
            var problem = offered.TryGetValue((import.Module, import.Name), out var type)
                ? imports.Match(type, import.Type)
                : "it is not expected";
            if (problem is not null)
            {
                return $"type mismatch in import `{import.Module}` `{import.Name}`: {problem}";
            }
        }
        foreach (var (name, type) in expected.Exports)
        {
            var problem = actual.Exports.TryGetValue(name, out var export) ? Match(export, type) : "it is missing";
            if (problem is not null)
            {
                return $"type mismatch in export `{name}`: {problem}";
            }
        }
        return null;
    }

    private int Actual(int index) => _types.Of(actualTypes, index);

    private int Expected(int index) => _types.Of(expectedTypes, index);

    private string? MatchTable(TableType actual, TableType expected) =>
        actual.Element.Map(Actual) != expected.Element.Map(Expected) ? $"expected table element type {expected.Element}, found {actual.Element}"
        : actual.Address != expected.Address ? "mismatch in the address types of tables"
        : MatchLimits(actual.Limits, expected.Limits, "table");

    private static string? MatchMemory(MemoryType actual, MemoryType expected) =>
        actual.Shared != expected.Shared ? "mismatch in the shared flag for memories"
        : actual.Address != expected.Address ? "mismatch in the address types of memories"
        : actual.PageSizeLog2 != expected.PageSizeLog2 ? "mismatch in the page sizes of memories"
        : MatchLimits(actual.Limits, expected.Limits, "memory");

    private string? MatchGlobal(GlobalType actual, GlobalType expected) =>
        actual.Mutable != expected.Mutable ? "mismatch in the mutability of globals"
        : !MatchesValue(actual, expected) ? $"expected global type {expected.Value}, found {actual.Value}"
        : null;

    // A global that can be set must have the very type.
    private bool MatchesValue(GlobalType actual, GlobalType expected)
    {
        var (found, wanted) = (actual.Value.Map(Actual), expected.Value.Map(Expected));
        return actual.Mutable ? found == wanted : _types.Matches(found, wanted);
    }

    private static string? MatchLimits(Limits actual, Limits expected, string what) =>
        actual.Minimum >= expected.Minimum && (expected.Maximum is not { } largest || actual.Maximum <= largest)
            ? null
            : $"mismatch in {what} limits";
}
