using System.Collections.Immutable;
using Dovetail.Wasm.Modules;
using Dovetail.Wit.Resolution;

namespace Dovetail.Tooling.AssemblyScript;

/// <summary>
/// The core module between a program that asc compiled and a world: it exports what the world wants, by the names that <c>canon lift</c> takes it
/// from, over what the program exports, and has functions for what the program imports.
/// </summary>
/// <param name="Module">
/// The module. It imports <c>env.memory</c>, the program's exports as <c>__main_module__</c>, and the functions of the world; strings are UTF-16.
/// </param>
/// <param name="Supplies">The imports of the program that the module has functions for: what they are to the names of those.</param>
internal sealed record ScriptAdapter(
    ModuleDefinition Module,
    ImmutableDictionary<(string Module, string Name), string> Supplies)
{
    /// <summary>Makes the adapter of a program for a world. The same input gives the same module.</summary>
    /// <param name="module">What asc wrote.</param>
    /// <param name="world">The world.</param>
    /// <param name="declarations">What asc wrote beside it; null for nothing.</param>
    /// <param name="collectsAlways">Whether to collect before each allocation, which finds objects that are not rooted. For tests.</param>
    /// <exception cref="DovetailException">The program does not fit the world, or it is open how.</exception>
    public static ScriptAdapter Make(
        ModuleDefinition module, WitWorld world, ScriptDeclarations? declarations = null, bool collectsAlways = false)
    {
        var program = new ScriptModule(module);
        if (!program.HasMemory)
        {
            throw new InvalidException("the module exports no `memory`, which every module of asc's does");
        }
        var code = new AdapterCode(program, collectsAlways);
        var types = declarations ?? ScriptDeclarations.None;
        var shapes = new ShapeBuilder(new ClassFinder(program, types), types);
        var imports = new ImportedFunctions(program, world, types, shapes, code);
        imports.Emit();
        new ExportedFunctions(program, world, types, shapes, code).Emit();
        return new ScriptAdapter(code.Build(), imports.Supplies.ToImmutable());
    }
}
