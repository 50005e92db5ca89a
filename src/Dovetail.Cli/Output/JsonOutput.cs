using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Dovetail.Cli.Output;

/// <summary>JSON on the standard output, indented, with line feeds on every system.</summary>
internal static class JsonOutput
{
    private static readonly JsonWriterOptions s_options = new()
    {
        Indented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.Default,
    };

    public static void Write(Action<Utf8JsonWriter> write)
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes, s_options))
        {
            write(writer);
        }
        Console.Out.Write(Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length));
        Console.Out.Write('\n');
    }
}
