using Dovetail.Tests.House;
using Dovetail.Tooling.AssemblyScript;
using Dovetail.Wasm;
using Dovetail.Wasm.Modules;
using Dovetail.Wit.Resolution;

namespace Dovetail.Tests.Tooling.AssemblyScript;

/// <summary>The programs in <c>guests</c>, as asc compiled them, and calls of them written in WAVE.</summary>
internal static class ScriptGuest
{
    private const string Folder = "tests/Dovetail.Tests/Tooling/AssemblyScript/guests";

    /// <summary>A component of a program, with what asc wrote beside it where that is asked for.</summary>
    public static byte[] Build(string name, bool isDeclared = false, string? wit = null, bool collectsAlways = false)
    {
        var declarations = isDeclared
            ? ScriptDeclarations.Read(Text($"{name.Split('-')[0]}.d.ts"), Text($"{name.Split('-')[0]}.js"))
            : null;
        return WasmOutput.Encode(ScriptComponent.Build(Module(name), World(wit ?? Text($"{name.Split('-')[0]}.wit")), declarations, collectsAlways).Definition);
    }

    public static ModuleDefinition Module(string name) => WasmInput.ReadModule(File.ReadAllBytes(Repository.PathOf($"{Folder}/{name}.wasm")));

    public static string Text(string file) => File.ReadAllText(Repository.PathOf($"{Folder}/{file}"));

    public static WitWorld World(string wit) =>
        WitResolution.Resolve([new WitSourceGroup([new Dovetail.Wit.Text.SourceText(wit, "world.wit")])]).SelectWorld();

    /// <summary>The result of a call, both in WAVE: <c>f(1, "x")</c>.</summary>
    public static string Invoke(this ComponentInstance target, string call)
    {
        var parsed = Wave.ParseCall(call);
        var result = target.Call(parsed.Function, parsed.Arguments(target.GetFunctionType(parsed.Function)).AsSpan());
        return target.GetFunctionType(parsed.Function).Result is null ? "" : Wave.Write(result);
    }
}
