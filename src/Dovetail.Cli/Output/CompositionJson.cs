using System.Text.Json;
using Dovetail.Tooling.Compose;

namespace Dovetail.Cli.Output;

/// <summary>What became of a composition, as JSON.</summary>
internal static class CompositionJson
{
    public static void Write(CompositionReport report) => JsonOutput.Write(json =>
    {
        json.WriteStartObject();
        WriteAll(json, "links", report.Links, link =>
        {
            json.WriteString("importer", link.Importer);
            json.WriteString("import", link.Import);
            json.WriteString("provider", link.Provider);
            json.WriteString("export", link.Export);
        });
        WriteAll(json, "imports", report.Imports, import =>
        {
            json.WriteString("name", import.Name);
            WriteNames(json, "importers", import.Importers);
            WriteNames(json, "names", import.Names);
            json.WriteString("note", import.Note);
        });
        WriteNames(json, "exports", report.Exports);
        WriteNames(json, "unused", report.Unused);
        json.WriteEndObject();
    });

    public static void Write(CompositionException error) => JsonOutput.Write(json =>
    {
        json.WriteStartObject();
        WriteAll(json, "problems", error.Problems, problem =>
        {
            json.WriteString("rule", Word(problem.Rule));
            json.WriteString("path", problem.Path);
            json.WriteString("place", problem.Place);
            json.WriteString("importer", problem.Importer);
            json.WriteString("provider", problem.Provider);
            json.WriteString("expected", problem.Expected);
            json.WriteString("found", problem.Found);
            json.WriteString("message", problem.Message);
        });
        json.WriteEndObject();
    });

    /// <summary>A word of an enumeration as JSON has it: in kebab case.</summary>
    public static string Word<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());

    private static void WriteAll<T>(Utf8JsonWriter json, string name, IEnumerable<T> items, Action<T> write)
    {
        json.WriteStartArray(name);
        foreach (var item in items)
        {
            json.WriteStartObject();
            write(item);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteNames(Utf8JsonWriter json, string name, IEnumerable<string> names)
    {
        json.WriteStartArray(name);
        foreach (var item in names)
        {
            json.WriteStringValue(item);
        }
        json.WriteEndArray();
    }
}
