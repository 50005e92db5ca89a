using System.Collections.Immutable;
using Dovetail.Tooling.New.Adapters;
using Dovetail.Wasm.Components;
using Dovetail.Wasm.Modules;
using Dovetail.Wit.Abi;
using Dovetail.Wit.Names;
using Dovetail.Wit.Resolution;

namespace Dovetail.Tooling.New;

/// <summary>Finds what the imports of a core module stand for: functions of the world, built-ins, other modules.</summary>
/// <param name="names">The names of the world that the component gets.</param>
/// <param name="parts">All modules, as they were given.</param>
/// <param name="part">The one whose imports are looked at, perhaps with a part of its code alone.</param>
internal sealed class ImportResolver(WorldNames names, ImmutableArray<CorePart> parts, CorePart part, PointerType pointer)
{
    private const string Environment = "env";

    // Modules of imports of which it has been said that the world does not have them.
    private readonly HashSet<string> _unknown = new(StringComparer.Ordinal);

    /// <summary>What each import stands for.</summary>
    /// <exception cref="InvalidException">Some stand for nothing, or have the wrong type.</exception>
    public ImmutableArray<CoreImport> Resolve()
    {
        var counts = new Dictionary<ImportName, int>();
        var imports = ImmutableArray.CreateBuilder<CoreImport>();
        var errors = new ErrorList();
        foreach (var import in part.Module.Imports.Where(import => !_unknown.Contains(import.Module)))
        {
            var name = new ImportName(import.Module, import.Name);
            // A component tells imports by their names apart; a core module need not.
            counts[name] = counts.GetValueOrDefault(name) + 1;
            errors.Try(() => imports.Add(Resolve(name, counts[name] == 1 ? name.Name : $"{name.Name} [v{counts[name]}]", import.Type)));
        }
        errors.ThrowIfAny();
        return imports.ToImmutable();
    }

    private CoreImport Resolve(ImportName name, string unique, ExternType type)
    {
        var found = type is FunctionImport function ? part.Shape.TypeOf(function) : null;
        var source = Find(name, type, found);
        return found is not null && SourceTypes.Of(source, pointer) is { } expected && !expected.Equals(found)
            ? throw WrongType(name, source, expected, found)
            : new CoreImport(name, unique, found, source);
    }

    private ImportSource Find(ImportName name, ExternType type, FunctionType? function)
    {
        if (OfOtherPart(name, type, function) is { } other)
        {
            return other;
        }
        if (name is { Module: Environment, Name: "memory" } && type is MemoryType)
        {
            return new SuppliedMemorySource();
        }
        if (function is null)
        {
            throw new InvalidException($"{part.Description} imports {type.Kind().Keyword()} `{name}`; a module may only import functions of its world");
        }
        return name.Module == Environment && ThreadVariable(name.Name, function) is { } variable ? variable : OfWorld(name);
    }

    private CoreSource? OfOtherPart(ImportName name, ExternType type, FunctionType? function)
    {
        var supplier = parts.FirstOrDefault(other => other.Index != part.Index && other.Adapter is { } adapter && adapter.Supplies.ContainsKey(name));
        if (supplier is not null)
        {
            return Export(supplier, supplier.Adapter!.Supplies[name], name, type.Kind(), function);
        }
        if (parts.FirstOrDefault(other => other.Index != part.Index && other.Adapter?.Name == name.Module) is { } adapted)
        {
            return Export(adapted, name.Name, name, type.Kind(), function);
        }
        if (part.IsMain)
        {
            return null;
        }
        if (name.Module == AdapterTrimming.MainModule)
        {
            // By whichever name the main module allocates; it may have an allocator for adapters alone.
            var export = name.Name == "cabi_realloc" ? AdapterTrimming.MainRealloc(parts[0]) ?? name.Name : name.Name;
            return Export(parts[0], export, name, type.Kind(), function);
        }
        return name is { Module: Environment, Name: "memory" } && type is MemoryType && new PartExports(parts[0]).Memory is { } memory
            ? new CoreSource(0, memory, ExternKind.Memory)
            : null;
    }

    private CoreSource Export(CorePart from, string export, ImportName name, ExternKind kind, FunctionType? expected)
    {
        var found = from.Shape.KindOf(export);
        if (found != kind)
        {
            throw new InvalidException(
                $"{part.Description} imports {kind.Keyword()} `{name}`, but {from.Description} exports no {kind.Keyword()} `{export}`"
                + NearestName.Hint(export, from.Shape.ExportNames));
        }
        if (expected is not null && from.Shape.Function(export) is { } type && !type.Equals(expected))
        {
            throw new InvalidException($"{part.Description} imports `{name}` as {expected}, but {from.Description} exports `{export}` as {type}");
        }
        return new CoreSource(from.Index, export, kind);
    }

    // What a linker leaves to be found at run time: a stack and a base of its own for each thread.
    private static ImportSource? ThreadVariable(string name, FunctionType type) => name switch
    {
        "__wasm_get_stack_pointer" when type is { Parameters: [], Results: [var value] } =>
            new PlainSource(new CanonBuiltIn(BuiltIn.ContextGet) { ValueType = value }),
        "__wasm_set_stack_pointer" when type is { Parameters: [var value], Results: [] } =>
            new PlainSource(new CanonBuiltIn(BuiltIn.ContextSet) { ValueType = value }),
        "__wasm_get_tls_base" when type is { Parameters: [], Results: [_] } => new ThreadLocalBaseSource(IsSet: false),
        "__wasm_set_tls_base" when type is { Parameters: [_], Results: [] } => new ThreadLocalBaseSource(IsSet: true),
        _ => null,
    };

    private ImportSource OfWorld(ImportName name)
    {
        if (StandardNames.Has(name.Module))
        {
            var (item, isExport) = StandardNames.Split(name.Module);
            var scope = names.FindStandard(item, isExport) ?? throw UnknownInterface(name, item, isExport);
            return Standard(scope, name);
        }
        var exported = LegacyNames.TryCut(name.Module, LegacyNames.ExportPrefix, out var module);
        if (module == LegacyNames.Root)
        {
            return LegacyNames.TryPlain(name.Name, out var plain) ? plain : Legacy(new ItemScope(null, exported), name);
        }
        var found = names.Find(module, exported);
        if (found is not { } known || !part.Has(known))
        {
            throw UnknownInterface(name, module, exported);
        }
        return Legacy(known, name);
    }

    private ImportSource Standard(ItemScope scope, ImportName name)
    {
        foreach (var (suffix, builtIn) in new[] { ("_drop", BuiltIn.ResourceDrop), ("_new", BuiltIn.ResourceNew), ("_rep", BuiltIn.ResourceRep) })
        {
            if (name.Name.EndsWith(suffix, StringComparison.Ordinal) && names.Resource(scope, name.Name[..^suffix.Length]) is { } resource)
            {
                return Resource(builtIn, scope, resource, name);
            }
        }
        return Function(scope, name, name.Name, isAsync: false);
    }

    private ImportSource Legacy(ItemScope scope, ImportName name)
    {
        if (LegacyNames.TryResource(name.Name, out var builtIn, out var label))
        {
            var resource = names.Resource(scope, label)
                ?? throw new InvalidException($"{part.Description} imports `{name}`, but there is no resource `{label}` in {scope}");
            return Resource(builtIn, scope, resource, name);
        }
        if (scope.IsExport && name.Name == LegacyNames.TaskCancel)
        {
            return new PlainSource(new CanonBuiltIn(BuiltIn.TaskCancel));
        }
        if (scope.IsExport && LegacyNames.TryCut(name.Name, LegacyNames.TaskReturn, out var returning))
        {
            return new TaskReturnSource(scope, Declared(scope, name, returning));
        }
        var isAsync = LegacyNames.TryCut(name.Name, LegacyNames.AsyncLower, out var rest);
        return LegacyNames.TryPayload(rest, out var operation, out var number, out var function)
            ? Payload(scope, name, operation, number, function, isAsync)
            : Function(scope, name, rest, isAsync);
    }

    private ResourceSource Resource(BuiltIn builtIn, ItemScope scope, WitTypeDefinition resource, ImportName name) =>
        builtIn == BuiltIn.ResourceDrop || scope.IsExport ? new ResourceSource(builtIn, scope, resource)
        : throw new InvalidException(
            $"{part.Description} imports `{name}`, but resource `{resource.Name}` of {scope} is imported; only who exports a resource may make it and look into it");

    private PayloadSource Payload(ItemScope scope, ImportName name, BuiltIn builtIn, int? number, string functionName, bool isAsync)
    {
        var isStream = builtIn <= BuiltIn.StreamDropWritable;
        if (number is not { } index)
        {
            return new PayloadSource(builtIn, scope, null, isAsync);
        }
        var function = Declared(scope, name, functionName);
        var types = PayloadTypes.Of(function);
        if (index >= types.Count || types[index] is not (StreamUse or FutureUse) || types[index] is StreamUse != isStream)
        {
            var found = index < types.Count ? $"number {index} in its type is `{types[index]}`" : $"its type has {types.Count} streams and futures";
            throw new InvalidException($"{part.Description} imports `{name}`, but {found}: `{scope.PathOf(function.Name)}: {function.Type}`");
        }
        return new PayloadSource(builtIn, scope, types[index], isAsync);
    }

    private LoweredSource Function(ItemScope scope, ImportName name, string functionName, bool isAsync)
    {
        var function = scope.IsExport ? null : names.Function(scope, functionName);
        if (function is null || part.EncodingOf(scope, functionName) is null)
        {
            throw ImportErrors.UnknownFunction(part, names, name, scope, functionName);
        }
        if (isAsync && !function.IsAsync)
        {
            throw new InvalidException(
                $"{part.Description} imports `{name}`, but `{scope.PathOf(functionName)}` is no `async func`, so it can't be called without waiting");
        }
        return new LoweredSource(scope, function, isAsync);
    }

    // The function that a built-in is named after.
    private WitFunction Declared(ItemScope scope, ImportName name, string function) =>
        names.Function(scope, function) ?? throw ImportErrors.UnknownFunction(part, names, name, scope, function);

    // Said of the first function of an interface; where no world is known, of the first of all that only a world could have.
    private InvalidException UnknownInterface(ImportName name, string item, bool isExport)
    {
        _unknown.Add(name.Module);
        if (part.Worlds.IsEmpty && ImportErrors.Advice(name.Module) is null)
        {
            _unknown.UnionWith(part.Module.Imports.Select(import => import.Module).Where(module => ImportErrors.Advice(module) is null));
        }
        return ImportErrors.UnknownInterface(part, names, name, item, isExport);
    }

    private InvalidException WrongType(ImportName name, ImportSource source, FunctionType expected, FunctionType found)
    {
        var function = source is LoweredSource lowered ? $" for `{lowered.Scope.PathOf(lowered.Function.Name)}: {lowered.Function.Type}`" : "";
        return new InvalidException($"import `{name}` of {part.Description} has the wrong type{function}: expected {expected}, found {found}");
    }
}
