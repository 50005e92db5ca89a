using Dovetail.Wasm.Components;
using Dovetail.Wasm.Components.Decoding;
using Dovetail.Wasm.Components.Text;
using Dovetail.Wasm.Modules;
using Dovetail.Wasm.Modules.Decoding;
using Dovetail.Wasm.Modules.Text;
using Dovetail.Wasm.Scripts;
using Dovetail.Wasm.Text;

namespace Dovetail.Testing.Scripts;

/// <summary>Reads the modules and components of scripts, whichever way they are written.</summary>
internal static class SourceReader
{
    /// <exception cref="MalformedException">The source is not of its format.</exception>
    /// <exception cref="UnsupportedException">It uses what cannot be read.</exception>
    public static ModuleDefinition ReadModule(ScriptSource source) => source.Form switch
    {
        SourceForm.Binary => ModuleDecoder.Decode(source.Bytes),
        SourceForm.Quote => ModuleParser.Parse(TokenSequence.Read(source.Bytes.Span, "quoted module")),
        _ => ModuleParser.ParseFields(source.Fields()),
    };

    /// <param name="strictIndices">Whether the older forms of core references are refused.</param>
    /// <exception cref="MalformedException">The source is not of its format.</exception>
    /// <exception cref="UnsupportedException">It uses what cannot be read.</exception>
    public static ComponentDefinition ReadComponent(ScriptSource source, bool strictIndices) => source.Form switch
    {
        SourceForm.Binary => ComponentDecoder.Decode(source.Bytes),
        SourceForm.Quote => ComponentParser.Parse(TokenSequence.Read(source.Bytes.Span, "quoted component"), strictIndices),
        _ => ComponentParser.ParseFields(source.Fields(), source.Name, strictIndices),
    };
}
