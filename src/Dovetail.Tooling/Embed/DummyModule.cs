using Dovetail.Tooling.Emission;
using Dovetail.Tooling.New;
using Dovetail.Wasm.Components.Validation;
using Dovetail.Wasm.Modules;
using Dovetail.Wit.Abi;
using Dovetail.Wit.Resolution;

namespace Dovetail.Tooling.Embed;

/// <summary>Makes core modules that satisfy a world and do nothing: they import all that it offers, and each function that they export traps.</summary>
/// <remarks>What is <c>async</c> in the world is called and exported synchronously. Safe from many threads.</remarks>
public static class DummyModule
{
    private static readonly FunctionType s_handle = new([ValType.I32], []);
    private static readonly FunctionType s_convert = new([ValType.I32], [ValType.I32]);
    private static readonly FunctionType s_realloc = new([ValType.I32, ValType.I32, ValType.I32, ValType.I32], [ValType.I32]);

    /// <summary>Makes the module, with the world in a custom section, so that <see cref="ComponentBuilder"/> makes a component of it. The same world gives the same module.</summary>
    public static ModuleDefinition Make(ModuleWorld world)
    {
        ArgumentNullException.ThrowIfNull(world);
        var module = new ModuleBuilder();
        foreach (var item in world.World.Imports)
        {
            Import(module, item);
        }
        foreach (var item in world.World.Exports.OfType<WorldInterface>())
        {
            ImportOwn(module, item);
        }
        module.AddMemory(new MemoryType(new Limits(0, null)));
        // A world may export a function of that name.
        var isTaken = world.World.Exports.Any(item => item is WorldFunction { Function.Name: "memory" });
        module.Export(isTaken ? StandardNames.Memory : "memory", ExternKind.Memory, 0);
        Trap(module, "cabi_realloc", s_realloc);
        foreach (var item in world.World.Exports)
        {
            Export(module, item);
        }
        return WorldEmbedder.Embed(module.Build(), world);
    }

    private static void Import(ModuleBuilder module, WorldItem item)
    {
        switch (item)
        {
            case WorldFunction { Function: var function }:
                module.ImportFunction(LegacyNames.Root, function.Name, CoreType(function, AbiContext.Lower));
                break;
            case WorldType { Definition: { Body: ResourceBody } type }:
                module.ImportFunction(LegacyNames.Root, LegacyNames.ResourceDrop + type.Name, s_handle);
                break;
            case WorldInterface named:
                foreach (var function in named.Interface.Functions)
                {
                    module.ImportFunction(named.Name, function.Name, CoreType(function, AbiContext.Lower));
                }
                foreach (var type in named.Interface.Types.Where(type => type.Body is ResourceBody))
                {
                    module.ImportFunction(named.Name, LegacyNames.ResourceDrop + type.Name, s_handle);
                }
                break;
            default:
                break;
        }
    }

    // What a module may do with the resources that it exports.
    private static void ImportOwn(ModuleBuilder module, WorldInterface item)
    {
        foreach (var type in item.Interface.Types.Where(type => type.Body is ResourceBody))
        {
            var from = LegacyNames.ExportPrefix + item.Name;
            module.ImportFunction(from, LegacyNames.ResourceDrop + type.Name, s_handle);
            module.ImportFunction(from, LegacyNames.ResourceNew + type.Name, s_convert);
            module.ImportFunction(from, LegacyNames.ResourceRep + type.Name, s_convert);
        }
    }

    private static void Export(ModuleBuilder module, WorldItem item)
    {
        if (item is WorldFunction { Function: var single })
        {
            Export(module, null, single);
        }
        else if (item is WorldInterface named)
        {
            foreach (var function in named.Interface.Functions)
            {
                Export(module, named.Name, function);
            }
            foreach (var type in named.Interface.Types.Where(type => type.Body is ResourceBody))
            {
                Trap(module, LegacyNames.Destructor(named.Name, type.Name), s_handle);
            }
        }
    }

    private static void Export(ModuleBuilder module, string? item, WitFunction function)
    {
        var (name, type) = (LegacyNames.Export(item, function.Name), CoreType(function, AbiContext.Lift));
        Trap(module, name, type);
        if (function.Result is { Type.Facts.ContainsPointer: true })
        {
            Trap(module, LegacyNames.PostReturn(name), new FunctionType(type.Results, []));
        }
    }

    private static void Trap(ModuleBuilder module, string name, FunctionType type) =>
        module.Export(name, ExternKind.Function, module.AddFunction(type, [], new CodeBuilder().Unreachable()));

    private static FunctionType CoreType(WitFunction function, AbiContext context) =>
        Canons.CoreType(Flattening.FlattenFunctype(function.Type, context, PointerType.I32));
}
