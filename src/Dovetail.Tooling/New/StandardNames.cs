using Dovetail.Wit.Names;
using Dovetail.Wit.Resolution;

namespace Dovetail.Tooling.New;

/// <summary>The names that begin with <c>cm32p2</c>: interfaces have canonical versions in them (<c>cm32p2|wasi:io/streams@0.2</c>).</summary>
internal static class StandardNames
{
    public const string Prefix = "cm32p2";
    public const string Memory = "cm32p2_memory";
    public const string Realloc = "cm32p2_realloc";
    public const string Initialize = "cm32p2_initialize";

    private const string ExportedPrefix = "_ex_";

    /// <summary>Whether the first part of an import's name is of this kind.</summary>
    public static bool Has(string module) => module == Prefix || module.StartsWith(Prefix + "|", StringComparison.Ordinal);

    /// <summary>What the first part of an import's name says: an interface or, where it is empty, the world; and on which side.</summary>
    public static (string Item, bool IsExport) Split(string module)
    {
        var item = module.Length > Prefix.Length ? module[(Prefix.Length + 1)..] : "";
        return item.StartsWith(ExportedPrefix, StringComparison.Ordinal) ? (item[ExportedPrefix.Length..], true) : (item, false);
    }

    /// <summary>The core export that a function is expected in.</summary>
    public static string Export(ItemScope scope, string function) => $"{Prefix}|{(scope.Item is { } item ? NameOf(item) : "")}|{function}";

    public static string PostReturn(string export) => export + "_post";

    public static string Destructor(WorldInterface item, string resource) => $"{Prefix}|{NameOf(item)}|{resource}_dtor";

    /// <summary>What an import or export of a world is called, with a canonical version.</summary>
    public static string NameOf(WorldInterface item) => item is { Label: null, Interface.FullName: { Version: { } version } name }
        ? $"{name.Path}@{VersionTrack.Split(version).Track}"
        : item.Name;
}
