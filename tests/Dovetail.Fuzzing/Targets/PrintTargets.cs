using System.Text;
using Dovetail.Wasm;
using Dovetail.Wasm.Components;
using Dovetail.Wasm.Components.Decoding;
using Dovetail.Wasm.Components.Validation;
using Dovetail.Wasm.Modules;
using Dovetail.Wasm.Modules.Decoding;

namespace Dovetail.Fuzzing.Targets;

/// <summary>
/// Printing: every module that can be decoded, and every component that is valid, has a text that reads back, and the text of what was read, and
/// of its binary, is the same.
/// </summary>
internal static class PrintTargets
{
    public static IReadOnlyList<Target> All { get; } =
    [
        new("print", () => [.. Corpus.Modules().Where(IsSmall), .. Corpus.Components().Where(IsSmall)], (input, _) => WasmInput.KindOf(input) == WasmKind.Component
            ? PrintComponent(ComponentDecoder.Decode(input))
            : PrintModule(ModuleDecoder.Decode(input))),
    ];

    // What is large takes long and shows no more.
    private static bool IsSmall(byte[] file) => file.Length < 100_000;

    private static Answer PrintModule(ModuleDefinition module)
    {
        var text = Print(writer => WasmOutput.Print(module, writer));
        var parsed = Read(() => WasmInput.ReadModule(Encoding.UTF8.GetBytes(text)));
        Expect(text, Print(writer => WasmOutput.Print(parsed, writer)));
        Expect(text, Print(writer => WasmOutput.Print(ModuleDecoder.Decode(WasmOutput.Encode(parsed)), writer)));
        return Answer.Value;
    }

    private static Answer PrintComponent(ComponentDefinition component)
    {
        var text = Print(writer => WasmOutput.Print(component, writer));
        ComponentValidator.Validate(component);
        var parsed = Read(() => WasmInput.ReadComponent(Encoding.UTF8.GetBytes(text)));
        Expect(text, Print(writer => WasmOutput.Print(parsed, writer)));
        Expect(text, Print(writer => WasmOutput.Print(ComponentDecoder.Decode(WasmOutput.Encode(parsed)), writer)));
        return Answer.Value;
    }

    private static string Print(Action<TextWriter> print)
    {
        using var writer = new StringWriter();
        print(writer);
        return writer.ToString();
    }

    // A text that was printed is never refused.
    private static T Read<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (DovetailException error)
        {
            throw new InvalidDataException($"what was printed cannot be read: {error.Message}", error);
        }
    }

    private static void Expect(string text, string again)
    {
        if (text == again) return;
        var (first, second) = text.Split('\n').Zip(again.Split('\n')).FirstOrDefault(lines => lines.First != lines.Second);
        throw new InvalidDataException($"printed again it reads otherwise: `{first}`, `{second}`");
    }
}
