using Dovetail.Wasm;
using Dovetail.Wasm.Modules;
using Dovetail.Wasm.Modules.Decoding;
using Dovetail.Wasm.Modules.Encoding;
using Dovetail.Wasm.Modules.Text;
using Dovetail.Wasm.Modules.Validation;
using Dovetail.Wasm.Scripts;
using Dovetail.Wasm.Text;
using static Dovetail.Tests.Wasm.Modules.ModuleBytes;

namespace Dovetail.Tests.Wasm.Modules;

public class ModuleEncoderTests
{
    [Fact]
    public void Writes_the_bytes_that_were_read()
    {
        var bytes = Module(
            Section(SectionId.Custom, 1, (byte)'a', 1, 2, 3),
            Section(SectionId.Type,
                2,
                0x4E, 2, 0x50, 0, 0x5F, 1, 0x78, 1, 0x4F, 1, 0, 0x5F, 1, 0x78, 1,   // rec: sub struct, sub final 0 struct
                0x60, 0, 0),                                                        // func
            Section(SectionId.Import, 1, 1, (byte)'m', 0, 0, 2),
            Section(SectionId.Function, 1, 2),
            Section(SectionId.Table, 1, 0x40, 0, 0x70, 0x01, 1, 2, 0xD0, 0x70, 0x0B),
            Section(SectionId.Memory, 1, 0x05, 1, 2),
            Section(SectionId.Tag, 1, 0, 2),
            Section(SectionId.Custom, 0),
            Section(SectionId.Global, 1, 0x7F, 1, 0x41, 0, 0x0B),
            Section(SectionId.Export, 1, 1, (byte)'x', 4, 0),
            Section(SectionId.Start, 1),
            Section(SectionId.Element,
                4,
                0, 0x41, 0, 0x0B, 1, 0,
                3, 0, 1, 1,
                5, 0x6F, 1, 0xD0, 0x6F, 0x0B,
                6, 0, 0x41, 0, 0x0B, 0x6F, 0),
            Section(SectionId.DataCount, 2),
            Code(1, 2, 0x7E, 0x01, 0x0B),
            Section(SectionId.Data, 2, 1, 1, 9, 2, 1, 0x41, 0, 0x0B, 0));
        Assert.Equal(bytes, ModuleEncoder.Encode(ModuleDecoder.Decode(bytes)));
    }

    [SharedFact]
    public void Gives_every_module_of_the_suite_back()
    {
        var count = 0;
        foreach (var path in Directory.EnumerateFiles(SharedData.PathOf("suites", "core"), "*.wast"))
        {
            foreach (var directive in ScriptParser.Parse(TokenSequence.Read(File.ReadAllBytes(path))))
            {
                if (directive is ModuleDirective { Source: { IsComponent: false, Form: not SourceForm.Quote } source })
                {
                    CheckRoundTrip(Read(source), $"{Path.GetFileName(path)}:{directive.Line}");
                    count++;
                }
            }
        }
        Assert.True(count > 1000);
    }

    private static ModuleDefinition Read(ScriptSource source) => source.Form == SourceForm.Binary
        ? ModuleDecoder.Decode(source.Bytes)
        : ModuleParser.ParseFields(source.Fields());

    private static void CheckRoundTrip(ModuleDefinition module, string place)
    {
        var bytes = ModuleEncoder.Encode(module);
        var again = ModuleDecoder.Decode(bytes);
        Assert.True(bytes.AsSpan().SequenceEqual(ModuleEncoder.Encode(again)), place);
        Assert.Equal(
            ModuleValidator.Validate(module, WasmFeatures.WebAssembly3).UsedFeatures,
            ModuleValidator.Validate(again, WasmFeatures.WebAssembly3).UsedFeatures);
    }
}
