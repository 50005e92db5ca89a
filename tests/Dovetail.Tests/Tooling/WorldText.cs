using Dovetail.Tooling.New;
using Dovetail.Wasm;
using Dovetail.Wasm.Components.Validation;
using Dovetail.Wasm.Interfaces;
using Dovetail.Wasm.Modules;
using Dovetail.Wit.Abi;
using Dovetail.Wit.Printing;
using Dovetail.Wit.Resolution;
using Dovetail.Wit.Text;

namespace Dovetail.Tests.Tooling;

/// <summary>Modules and worlds from their texts.</summary>
internal static class WorldText
{
    public static ModuleDefinition Module(string text) => WasmInput.ReadModule(System.Text.Encoding.UTF8.GetBytes(text));

    /// <summary>The world <c>w</c> of a package, which has what the text says.</summary>
    public static ModuleWorld World(string items, string around = "", StringEncoding encoding = StringEncoding.Utf8) =>
        new(WitResolution.Resolve([new WitSourceGroup([new SourceText($"package t:t;\n{around}\nworld w {{ {items} }}", "t.wit")])]).SelectWorld("w"), encoding);

    public static ValidatedComponent Build(string module, string items, string around = "") =>
        ComponentBuilder.Build(Module(module), new ComponentOptions { Worlds = [World(items, around)] });

    public static string Refused(string module, string items, string around = "") =>
        Assert.Throws<InvalidException>(() => Build(module, items, around)).Message;

    public static string WitOf(ValidatedComponent component) => WitPrinter.Print(InterfaceDecoder.Decode(component).Roots[0]);
}
