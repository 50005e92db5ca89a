using System.Globalization;
using Dovetail.Runtime;
using Dovetail.Wasm.Modules;

namespace Dovetail.Instantiation;

/// <summary>Whether what is offered may stand for an import (core specification 3.0, 3.3 "Matching").</summary>
internal static class ImportMatching
{
    private const int MostNames = 20;

    /// <summary>The refusal of <paramref name="offered"/>; null when it matches.</summary>
    internal static LinkException? Check(Import import, Module module, object offered)
    {
        var matches = (import.Type, offered) switch
        {
            (FunctionImport wanted, FunctionReference found) => found.Type.IsBelow(module.Types[wanted.TypeIndex]),
            (TableType wanted, Table found) => found.ElementType == module.Resolve(wanted.Element)
                && found.DeclaredType.Address == wanted.Address && Fits(wanted.Limits, found.Type.Limits),
            (MemoryType wanted, Memory found) => found.DeclaredType.Shared == wanted.Shared
                && found.DeclaredType.Address == wanted.Address
                && found.DeclaredType.PageSizeLog2 == wanted.PageSizeLog2 && Fits(wanted.Limits, found.Type.Limits),
            (GlobalType wanted, Global found) => Fits(module.Resolve(wanted.Value), wanted.Mutable, found),
            (TagType wanted, Tag found) => found.CanonicalType == module.Types[wanted.TypeIndex],
            _ => false,
        };
        return matches ? null : new LinkException(
            $"incompatible import type for `{Name(import)}`: expected {Describe(import.Type, module)}, found {Describe(offered)}");
    }

    /// <summary>What is to be said of an import that nothing is offered for.</summary>
    internal static string Unknown(Import import, Module module, IReadOnlyCollection<string> offered)
    {
        var message = $"unknown import `{Name(import)}`: expected {Describe(import.Type, module)}";
        return offered.Count == 0
            ? message + $"; nothing is defined in `{ShownName.Of(import.Module)}`"
            : message + $"; `{ShownName.Of(import.Module)}` has "
                + string.Join(", ", offered.Order(StringComparer.Ordinal).Take(MostNames).Select(name => $"`{ShownName.Of(name)}`"))
                + (offered.Count > MostNames ? ", …" : "");
    }

    /// <summary>The name of an import in errors.</summary>
    internal static string Name(Import import) => $"{ShownName.Of(import.Module)}.{ShownName.Of(import.Name)}";

    private static bool Fits(Limits wanted, Limits found) => found.Minimum >= wanted.Minimum
        && (wanted.Maximum is not { } most || found.Maximum <= most);

    // What can be set must take what either side sets.
    private static bool Fits(ResolvedType wanted, bool isMutable, Global found) => found.Type.Mutable == isMutable
        && (isMutable ? found.ValueType == wanted : found.ValueType.Matches(wanted));

    private static string Describe(ExternType type, Module module) => type switch
    {
        FunctionImport function => $"function {module.Types[function.TypeIndex]}",
        TableType table => $"table {Range(table.Limits, table.Address)} of {module.Resolve(table.Element)}",
        MemoryType memory => $"memory {Range(memory.Limits, memory.Address)}{(memory.Shared ? " shared" : "")}",
        GlobalType global => $"{(global.Mutable ? "mutable " : "")}global {module.Resolve(global.Value)}",
        TagType tag => $"tag {module.Types[tag.TypeIndex]}",
        _ => type.ToString(),
    };

    private static string Describe(object offered) => offered switch
    {
        FunctionReference function => $"function {function.Type}",
        Table table => $"table {Range(table.Type.Limits, table.DeclaredType.Address)} of {table.ElementType}",
        Memory memory => $"memory {Range(memory.Type.Limits, memory.DeclaredType.Address)}{(memory.DeclaredType.Shared ? " shared" : "")}",
        Global global => $"{(global.Type.Mutable ? "mutable " : "")}global {global.ValueType}",
        Tag tag => tag.ToString(),
        _ => offered.GetType().Name,
    };

    private static string Range(Limits limits, AddressType address)
    {
        var width = address == AddressType.I64 ? "i64 " : "";
        return limits.Maximum is { } most
            ? string.Create(CultureInfo.InvariantCulture, $"{width}{limits.Minimum}..{most}")
            : string.Create(CultureInfo.InvariantCulture, $"{width}{limits.Minimum}..");
    }
}
