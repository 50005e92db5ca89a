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
            scope.CoreTypes.Add(new CoreTypeEntry(null, Resolve(scope, module)));
            return;
        }
        foreach (var type in Functions(scope.Context, (CoreTypeGroup)definition))
        {
            scope.CoreTypes.Add(new CoreTypeEntry(type, null));
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
        FunctionType Function(int index) => (FunctionType)module.Types[index].Composite;
        foreach (var import in module.Imports)
        {
            var type = Convert(import.Type, Function);
            contents.AddImport(import.Module, import.Name, type);
            spaces[(int)type.Sort].Add(type);
        }
        void Add(ExternKind kind, IEnumerable<CoreExternType> types) => spaces[(int)kind].AddRange(types);
        Add(ExternKind.Function, module.Functions.Select(f => new CoreFunctionExtern(Function(f.TypeIndex))));
        Add(ExternKind.Table, module.Tables.Select(t => new CoreTableExtern(t.Type)));
        Add(ExternKind.Memory, module.Memories.Select(m => new CoreMemoryExtern(m)));
        Add(ExternKind.Global, module.Globals.Select(g => new CoreGlobalExtern(g.Type)));
        Add(ExternKind.Tag, module.Tags.Select(t => new CoreTagExtern(Function(t.TypeIndex))));
        foreach (var export in module.Exports)
        {
            contents.AddExport(export.Name, spaces[(int)export.Kind][export.Index]);
        }
        return contents.ToType();
    }

    private static ModuleType Resolve(Scope scope, ModuleTypeDefinition definition)
    {
        var context = scope.Context;
        var types = new List<FunctionType>();
        var contents = new ModuleTypeBuilder(context);
        FunctionType Function(int index) => context.Get(types, index, "type");
        foreach (var declaration in definition.Declarations)
        {
            context.Offset = declaration.Offset;
            switch (declaration)
            {
                case ModuleTypeType { Type: CoreTypeGroup group }:
                    types.AddRange(Functions(context, group));
                    break;
                case ModuleTypeType:
                    context.Fail("a module type cannot define module types");
                    break;
                case ModuleTypeAlias { Count: 0 } alias:
                    types.Add(Function(alias.Index));
                    break;
                case ModuleTypeAlias alias:
                    types.Add(scope.Outer(alias.Count - 1, out _).CoreTypeAt(alias.Index).Function
                        ?? throw context.Invalid("a module type cannot alias module types"));
                    break;
                case ModuleTypeImport import:
                    contents.AddImport(import.Module, import.Name, Check(context, Convert(import.Type, Function)));
                    break;
                case ModuleTypeExport export:
                    contents.AddExport(export.Name, Check(context, Convert(export.Type, Function)));
                    break;
            }
        }
        return contents.ToType();
    }

    private static CoreExternType Convert(ExternType type, Func<int, FunctionType> function) => type switch
    {
        FunctionImport import => new CoreFunctionExtern(function(import.TypeIndex)),
        TableType table => new CoreTableExtern(table),
        MemoryType memory => new CoreMemoryExtern(memory),
        GlobalType global => new CoreGlobalExtern(global),
        TagType tag => new CoreTagExtern(function(tag.TypeIndex)),
        _ => throw new UnreachableException(),
    };

    /// <summary>
    /// The types of a group: plain function types, until the features that bring others are supported.
    /// </summary>
    private static IEnumerable<FunctionType> Functions(ValidationContext context, CoreTypeGroup group)
    {
        foreach (var type in group.Types)
        {
            if (group.Types.Length != 1
                || type is not { IsFinal: true, Supertype: null, Composite: FunctionType function })
            {
                throw new UnsupportedException("gc", context.Offset);
            }
            foreach (var part in function.Parameters.AsSpan())
            {
                Check(context, part);
            }
            foreach (var part in function.Results.AsSpan())
            {
                Check(context, part);
            }
            yield return function;
        }
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
                Require(context, false, WasmFeatures.ExceptionHandling);
                if (!tag.Results.IsEmpty)
                {
                    context.Fail("non-empty tag result type");
                }
                break;
        }
        return type;
    }

    private static void Check(ValidationContext context, ValType type)
    {
        Require(context, type.Kind != ValKind.V128, WasmFeatures.Simd);
        if (type.IsReference)
        {
            var isPlain = type.Nullable && type.Heap.Kind is HeapKind.Func or HeapKind.Extern;
            Require(context, isPlain, type.Heap.Kind switch
            {
                HeapKind.Concrete or HeapKind.Func or HeapKind.Extern => WasmFeatures.FunctionReferences,
                HeapKind.Exn or HeapKind.NoExn => WasmFeatures.ExceptionHandling,
                _ => WasmFeatures.Gc,
            });
            // Concrete types would need the types around them to mean anything; no feature set has them yet.
            if (type.Heap.Kind == HeapKind.Concrete)
            {
                throw new UnsupportedException("function-references", context.Offset);
            }
        }
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

        public ModuleType ToType() => new(_imports.ToImmutable(), _exports);
    }
}
