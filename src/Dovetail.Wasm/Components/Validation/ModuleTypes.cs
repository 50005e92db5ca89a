using System.Collections.Immutable;
using System.Diagnostics;
using Dovetail.Wasm.Components.Types;
using Dovetail.Wasm.Modules;

namespace Dovetail.Wasm.Components.Validation;

/// <summary>Core types of components, types of core modules, and the types that actual modules have.</summary>
internal static class ModuleTypes
{
    private const int MaxPages = 1 << 16;

    /// <summary>Defines a core type.</summary>
    public static void Define(Scope scope, CoreTypeDefinition definition)
    {
        if (definition is ModuleTypeDefinition module)
        {
            scope.CoreTypes.Add(new CoreTypeEntry(-1, null, Resolve(scope, module)));
        }
        else
        {
            CoreTypeGroups.Define(scope.Context, scope.CoreTypes, (CoreTypeGroup)definition);
        }
    }

    /// <summary>The type of a validated module.</summary>
    /// <exception cref="InvalidException">Two imports have the same names, which components forbid.</exception>
    public static ModuleType Of(ModuleDefinition module, ValidationContext context)
    {
        var spaces = new List<CoreExternType>[(int)ExternKind.Tag + 1];
        for (var kind = 0; kind < spaces.Length; kind++)
        {
            spaces[kind] = [];
        }
        var contents = new ModuleTypeBuilder(context);
        var canonical = context.CoreTypes.Add(module.Types, module.Groups);
        var converter = new Converter(context.CoreTypes, index => canonical[index]);
        foreach (var import in module.Imports)
        {
            var type = converter.Convert(import.Type);
            contents.AddImport(import.Module, import.Name, type);
            spaces[(int)type.Sort].Add(type);
        }
        void Add(ExternKind kind, IEnumerable<ExternType> types) => spaces[(int)kind].AddRange(types.Select(converter.Convert));
        Add(ExternKind.Function, module.Functions.Select(f => new FunctionImport(f.TypeIndex)));
        Add(ExternKind.Table, module.Tables.Select(t => t.Type));
        Add(ExternKind.Memory, module.Memories);
        Add(ExternKind.Global, module.Globals.Select(g => g.Type));
        Add(ExternKind.Tag, module.Tags);
        foreach (var export in module.Exports)
        {
            contents.AddExport(export.Name, spaces[(int)export.Kind][export.Index]);
        }
        return contents.ToType();
    }

    private static ModuleType Resolve(Scope scope, ModuleTypeDefinition definition)
    {
        var context = scope.Context;
        var types = new List<CoreTypeEntry>();
        var contents = new ModuleTypeBuilder(context);
        var converter = new Converter(context.CoreTypes, index => context.Get(types, index, "type").Canonical);
        CoreExternType Convert(ExternType type) => Check(context, converter.Convert(CheckFunction(context, types, type)));
        foreach (var declaration in definition.Declarations)
        {
            context.Offset = declaration.Offset;
            switch (declaration)
            {
                case ModuleTypeType { Type: CoreTypeGroup group }:
                    CoreTypeGroups.Define(context, types, group);
                    break;
                case ModuleTypeType:
                    context.Fail("a module type cannot define module types");
                    break;
                case ModuleTypeAlias { Count: 0 } alias:
                    types.Add(context.Get(types, alias.Index, "type"));
                    break;
                case ModuleTypeAlias alias:
                    types.Add(scope.Outer(alias.Count - 1, out _).CoreTypeAt(alias.Index) is { Module: null } type
                        ? type
                        : throw context.Invalid("a module type cannot alias module types"));
                    break;
                case ModuleTypeImport import:
                    contents.AddImport(import.Module, import.Name, Convert(import.Type));
                    break;
                case ModuleTypeExport export:
                    contents.AddExport(export.Name, Convert(export.Type));
                    break;
            }
        }
        return contents.ToType();
    }

    private static ExternType CheckFunction(ValidationContext context, List<CoreTypeEntry> types, ExternType type)
    {
        var index = type switch { FunctionImport import => import.TypeIndex, TagType tag => tag.TypeIndex, _ => (int?)null };
        if (index is { } known && context.Get(types, known, "type").Function is null)
        {
            context.Fail($"type index {known} is not a function type");
        }
        return type;
    }

    /// <summary>Resolves the indices of types.</summary>
    /// <param name="canonicalOf">The canonical index of a type.</param>
    private sealed class Converter(CoreTypeTable types, Func<int, int> canonicalOf)
    {
        public CoreExternType Convert(ExternType type) => type switch
        {
            FunctionImport import => new CoreFunctionExtern(Function(import.TypeIndex, out var index), index),
            TableType table => new CoreTableExtern(table with { Element = table.Element.Map(canonicalOf) }),
            MemoryType memory => new CoreMemoryExtern(memory),
            GlobalType global => new CoreGlobalExtern(global with { Value = global.Value.Map(canonicalOf) }),
            TagType tag => new CoreTagExtern(Function(tag.TypeIndex, out var index), index),
            _ => throw new UnreachableException(),
        };

        private FunctionType Function(int index, out int canonical) =>
            (FunctionType)types[canonical = canonicalOf(index)].Composite;
    }

    private static CoreExternType Check(ValidationContext context, CoreExternType type)
    {
        switch (type)
        {
            case CoreTableExtern { Type: var table }:
                Require(context, table.Address == AddressType.I32, WasmFeatures.Memory64);
                Check(context, table.Element);
                CheckLimits(context, table.Limits, uint.MaxValue, "table");
                break;
            case CoreMemoryExtern { Type: var memory }:
                Require(context, memory.Address == AddressType.I32, WasmFeatures.Memory64);
                Require(context, !memory.Shared, WasmFeatures.Threads);
                CheckLimits(context, memory.Limits, MaxPages, "memory");
                break;
            case CoreGlobalExtern { Type: var global }:
                Check(context, global.Value);
                break;
            case CoreTagExtern { Type: var tag }:
                context.Require(WasmFeatures.ExceptionHandling);
                if (!tag.Results.IsEmpty)
                {
                    context.Fail("non-empty tag result type");
                }
                break;
        }
        return type;
    }

    /// <summary>Checks which features a type needs.</summary>
    public static void Check(ValidationContext context, ValType type)
    {
        Require(context, type.Kind != ValKind.V128, WasmFeatures.Simd);
        if (!type.IsReference || type == ValType.FuncRef)
        {
            return;
        }
        context.Require(WasmFeatures.ReferenceTypes);
        Require(context, type.Nullable && type.Heap.Kind is HeapKind.Func or HeapKind.Extern, type.Heap.Kind switch
        {
            HeapKind.Concrete or HeapKind.Func or HeapKind.Extern => WasmFeatures.FunctionReferences,
            HeapKind.Exn or HeapKind.NoExn => WasmFeatures.ExceptionHandling,
            _ => WasmFeatures.Gc,
        });
    }

    private static void Require(ValidationContext context, bool isPlain, WasmFeatures feature)
    {
        if (!isPlain)
        {
            context.Require(feature);
        }
    }

    private static void CheckLimits(ValidationContext context, Limits limits, ulong largest, string what)
    {
        if (limits.Minimum > largest || limits.Maximum > largest)
        {
            context.Fail($"{what} size must be at most {largest}");
        }
        if (limits.Maximum < limits.Minimum)
        {
            context.Fail("size minimum must not be greater than maximum");
        }
    }

    /// <summary>Collects imports and exports and keeps their names apart.</summary>
    private sealed class ModuleTypeBuilder(ValidationContext context)
    {
        private readonly ImmutableArray<CoreImport>.Builder _imports = ImmutableArray.CreateBuilder<CoreImport>();
        private readonly HashSet<(string, string)> _importNames = [];
        private readonly Dictionary<string, CoreExternType> _exports = new(StringComparer.Ordinal);

        public void AddImport(string module, string name, CoreExternType type)
        {
            if (!_importNames.Add((module, name)))
            {
                context.Fail($"duplicate import name `{module}:{name}`");
            }
            _imports.Add(new CoreImport(module, name, type));
        }

        public void AddExport(string name, CoreExternType type)
        {
            if (!_exports.TryAdd(name, type))
            {
                context.Fail($"export name `{name}` already defined");
            }
        }

        public ModuleType ToType() => new(_imports.ToImmutable(), _exports, context.CoreTypes);
    }
}
