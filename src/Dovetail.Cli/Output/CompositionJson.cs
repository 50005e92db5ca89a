using Dovetail.Tooling.Compose;

namespace Dovetail.Cli.Output;

/// <summary>What became of a composition, as JSON.</summary>
internal static class CompositionJson
{
    public static void Write(CompositionReport report) => JsonOutput.Write(json =>
    {
        json.WriteStartObject();
        json.WriteObjects("links", report.Links, link =>
        {
            json.WriteString("importer", link.Importer);
            json.WriteString("import", link.Import);
            json.WriteString("provider", link.Provider);
            json.WriteString("export", link.Export);
        });
        json.WriteObjects("imports", report.Imports, import =>
        {
            json.WriteString("name", import.Name);
            json.WriteTexts("importers", import.Importers);
            json.WriteTexts("names", import.Names);
            json.WriteString("note", import.Note);
        });
        json.WriteTexts("exports", report.Exports);
        json.WriteTexts("unused", report.Unused);
        json.WriteEndObject();
    });

    public static void Write(CompositionException error) => JsonOutput.Write(json =>
    {
        json.WriteStartObject();
        json.WriteObjects("problems", error.Problems, problem =>
        {
            json.WriteString("rule", JsonOutput.Word(problem.Rule));
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
}
