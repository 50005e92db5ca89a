using System.Collections.Immutable;
using System.Diagnostics;
using Dovetail.Wasm.Components;
using Dovetail.Wasm.Modules;
using Dovetail.Wit.Abi;
using Dovetail.Wit.Resolution;

namespace Dovetail.Tooling.New;

/// <summary>Writes the definitions of a component by its plan.</summary>
/// <remarks>
/// <para>
/// Their order is that of instantiation: imports; the module with functions that stand for others (see <see cref="Indirection"/>); resources,
/// whose destructors are such functions; the main module and the adapters, each with what it imports; functions wrapped in task hooks; the module
/// that fills the table; exports.
/// </para>
/// <para>
/// A module gets a lowered function at once if all that this needs is there before the module: the memory of the main module and its allocator,
/// for an adapter. What needs more goes through the table. It does not check the plan: what is missing was found before.
/// </para>
/// </remarks>
internal sealed class ComponentAssembly
{
    // The index of what is left out.
    private const int None = -1;

    private readonly ComponentPlan _plan;
    private readonly ComponentFields _fields = new();
    private readonly TypeScopes _scopes;
    private readonly Indirection _indirection;
    private readonly TaskHooks _hooks;
    private readonly CanonSettings _settings;
    private readonly List<int> _instances = [];
    private readonly Dictionary<(int Part, int Import), int> _slots = [];
    private readonly Dictionary<CoreSource, int> _sharedSlots = [];
    private readonly Dictionary<DestructorMatch, int> _destructorSlots = [];

    private ComponentAssembly(ComponentPlan plan)
    {
        _plan = plan;
        _scopes = new TypeScopes(_fields);
        _indirection = new Indirection(_fields);
        _hooks = new TaskHooks(_fields, plan.PartExports[0].TaskHook, _instances);
        _settings = new CanonSettings(plan.Parts, plan.PartExports, plan.Imports.Any(imports => imports.Any(import => import.Source is SuppliedMemorySource)));
    }

    /// <summary>The component.</summary>
    public static ComponentDefinition Write(ComponentPlan plan) => new ComponentAssembly(plan).Write();

    private ComponentDefinition Write()
    {
        ImportFields.Add(_fields, _scopes, _plan.World, new Liveness(_plan.World, _plan.Imports.SelectMany(imports => imports)));
        var modules = _plan.Parts.Select(part => part.IsUnused ? None : _fields.AddModule(ComponentModules.Of(part, _plan.Imports[part.Index]))).ToList();
        FindSlots();
        _indirection.Begin();
        AddResources();
        foreach (var part in _plan.Parts)
        {
            var arguments = Arguments(part);
            _instances.Add(part.IsUnused ? None : _fields.AddCoreInstance(new CoreInstantiate(modules[part.Index], arguments)));
        }
        _hooks.Wrap(HookedFunctions());
        _indirection.End([.. _plan.Parts.Where(part => _plan.PartExports[part.Index].Initialize is not null)
            .Select(part => _hooks.Function(part, _plan.PartExports[part.Index].Initialize!))]);
        new ExportFields(_fields, _scopes).Add(_plan.World, Lift);
        _fields.AddProducers(Tool.Alone);
        return _fields.Build();
    }

    private void FindSlots()
    {
        foreach (var part in _plan.Parts)
        {
            for (var i = 0; i < _plan.Imports[part.Index].Length; i++)
            {
                FindSlot(part, i, _plan.Imports[part.Index][i]);
            }
        }
        foreach (var destructor in _plan.Destructors)
        {
            _destructorSlots.Add(destructor, _indirection.Add(
                new FunctionType([ValType.I32], []), () => _hooks.Function(destructor.Part, destructor.CoreName)));
        }
    }

    private void FindSlot(CorePart part, int index, CoreImport import)
    {
        switch (import.Source)
        {
            case SuppliedMemorySource:
                _indirection.AddMemory((MemoryType)part.Module.Imports[index].Type);
                break;
            case ThreadLocalBaseSource source:
                _indirection.AddThreadLocalBase(source.IsSet ? import.Type!.Parameters[0] : import.Type!.Results[0]);
                break;
            case CoreSource { Kind: ExternKind.Function } source when source.Part >= part.Index:
                if (!_sharedSlots.TryGetValue(source, out var shared))
                {
                    _sharedSlots.Add(source, shared = _indirection.Add(import.Type!, () => Export(source)));
                }
                _slots.Add((part.Index, index), shared);
                break;
            case CoreSource source when source.Part >= part.Index:
                throw new InvalidException(
                    $"{part.Description} imports {source.Kind.Keyword()} `{import.Name}` of {_plan.Parts[source.Part].Description}, which is there only behind it; only functions can be called that way");
            case CoreSource:
                break;
            default:
                if (!IsReady(part, import))
                {
                    _slots.Add((part.Index, index), _indirection.Add(import.Type!, () => Define(part, import)));
                }
                break;
        }
    }

    /// <summary>Whether all that a function needs is there before the module that imports it.</summary>
    private bool IsReady(CorePart part, CoreImport import)
    {
        if (import.Source is PlainSource { NeedsTable: true })
        {
            return false;
        }
        var needs = Needs.Of(import.Source);
        var user = UserOf(import);
        return !(needs.Memory && _settings.Memory(part, user) is { } memory && memory.Owner.Index >= part.Index)
            && !(needs.Realloc && (_hooks.Exist || _settings.Realloc(part, isImport: true, user).Owner.Index >= part.Index));
    }

    private void AddResources()
    {
        foreach (var item in _plan.World.Exports.OfType<WorldInterface>())
        {
            foreach (var resource in item.Interface.Types.Where(type => type.Body is ResourceBody))
            {
                var destructor = _plan.Destructors.FirstOrDefault(match => match.Item == item && match.Resource == resource);
                var function = destructor is null ? (int?)null : _indirection.Function(_destructorSlots[destructor]);
                _scopes.AddResource(item, resource, _fields.AddType(new ResourceDefinition(ValType.I32, function)));
            }
        }
    }

    private ImmutableArray<CoreInstantiateArgument> Arguments(CorePart part)
    {
        var imports = _plan.Imports[part.Index].Select((import, i) => (import, i)).ToList();
        var arguments = ImmutableArray.CreateBuilder<CoreInstantiateArgument>();
        foreach (var group in imports.GroupBy(pair => pair.import.Name.Module))
        {
            var exports = group.Select(pair => Argument(part, pair.i, pair.import)).ToImmutableArray();
            arguments.Add(new CoreInstantiateArgument(group.Key, _fields.AddCoreInstance(new CoreInlineExports(exports))));
        }
        return arguments.ToImmutable();
    }

    private InlineExport Argument(CorePart part, int index, CoreImport import) => import.Source switch
    {
        SuppliedMemorySource => new InlineExport(import.Unique, Sort.CoreMemory, _indirection.Memory),
        CoreSource { Kind: not ExternKind.Function } source => new InlineExport(import.Unique, SortOf(source.Kind), Export(source)),
        _ => new InlineExport(import.Unique, Sort.CoreFunction,
            _slots.TryGetValue((part.Index, index), out var slot) ? _indirection.Function(slot) : Define(part, import)),
    };

    private int Export(CoreSource source) => _fields.CoreExport(SortOf(source.Kind), _instances[source.Part], source.Name);

    /// <summary>Makes the function that an import stands for, where all that it needs is there.</summary>
    private int Define(CorePart part, CoreImport import) => import.Source switch
    {
        CoreSource source => Export(source),
        ThreadLocalBaseSource source => _indirection.ThreadLocalBase(source.IsSet),
        LoweredSource source => _fields.AddCanon(new CanonLower(
            ImportedFunction(source), Options(part, source.Needs, part.EncodingOf(source.Scope, source.Function.Name), source.IsAsync, UserOf(import)))),
        ResourceSource source => _fields.AddCanon(new CanonBuiltIn(source.BuiltIn) { Type = _scopes.Find(source.Resource, source.Scope) }),
        TaskReturnSource source => _fields.AddCanon(new CanonBuiltIn(BuiltIn.TaskReturn)
        {
            Result = _scopes.Definer(source.Scope).Optional(source.Function.Result),
            Options = Options(part, source.Needs, part.EncodingOf(source.Scope, source.Function.Name), false, UserOf(import)),
        }),
        PayloadSource source => _fields.AddCanon(Payload(part, source, UserOf(import))),
        PlainSource source => _fields.AddCanon(Plain(part, source, UserOf(import))),
        _ => throw new UnreachableException($"{import.Source} is no function"),
    };

    private int ImportedFunction(LoweredSource source) => source.Scope.Item is { } item
        ? _fields.Export(Sort.Function, _scopes.ImportedInstance(item), source.Function.Name)
        : _scopes.ImportedFunction(source.Function);

    private CanonBuiltIn Payload(CorePart part, PayloadSource source, string user)
    {
        var type = source.Payload is { } payload ? _scopes.Definer(source.Scope).Reference(payload).Index
            : _fields.AddType(source.IsStream ? new StreamDefinition(null) : new FutureDefinition(null));
        var isCancel = source.BuiltIn is BuiltIn.StreamCancelRead or BuiltIn.StreamCancelWrite or BuiltIn.FutureCancelRead or BuiltIn.FutureCancelWrite;
        var isCopy = source.BuiltIn is BuiltIn.StreamRead or BuiltIn.StreamWrite or BuiltIn.FutureRead or BuiltIn.FutureWrite;
        return new CanonBuiltIn(source.BuiltIn)
        {
            Type = type,
            Flag = isCancel && source.IsAsync,
            Options = isCopy ? Options(part, source.Needs, part.Encoding, source.IsAsync, user) : [],
        };
    }

    private CanonBuiltIn Plain(CorePart part, PlainSource source, string user)
    {
        if (source.Encoding is { } encoding)
        {
            return source.BuiltIn with { Options = Options(part, new Needs(true, source.NeedsRealloc, true), encoding, false, user) };
        }
        if (source.NeedsTable)
        {
            var table = _plan.PartExports[part.Index].Table
                ?? throw new InvalidException($"{user} makes threads, whose functions are found in a table: export it as `__indirect_function_table`");
            return source.BuiltIn with
            {
                CoreType = _fields.AddCoreType(new FunctionType([ValType.I32], [])),
                Table = _fields.CoreExport(Sort.CoreTable, _instances[part.Index], table),
            };
        }
        return source.NeedsMemory ? source.BuiltIn with { Memory = MemoryIndex(part, user) } : source.BuiltIn;
    }

    private int Lift(ItemScope scope, WitFunction function)
    {
        var match = _plan.Exports.First(match => match.Scope == scope && match.Function == function);
        var type = _fields.AddType(_scopes.Definer(scope).Define(function));
        var options = Options(match.Part, match.Needs, match.Part.EncodingOf(scope, function.Name), match.IsAsync, $"export `{match.CoreName}`", isImport: false);
        if (match.Callback is { } callback)
        {
            options = options.Add(new CanonOption(CanonOptionKind.Callback, _hooks.Function(match.Part, callback)));
        }
        if (match.PostReturn is { } postReturn)
        {
            options = options.Add(new CanonOption(CanonOptionKind.PostReturn, _hooks.Function(match.Part, postReturn)));
        }
        return _fields.AddCanon(new CanonLift(_hooks.Function(match.Part, match.CoreName), options, type));
    }

    private ImmutableArray<CanonOption> Options(
        CorePart part, Needs needs, StringEncoding? encoding, bool isAsync, string user, bool isImport = true)
    {
        var options = ImmutableArray.CreateBuilder<CanonOption>();
        if (needs.Memory)
        {
            options.Add(new CanonOption(CanonOptionKind.Memory, MemoryIndex(part, user)));
        }
        if (needs.Realloc)
        {
            var (owner, name) = _settings.Realloc(part, isImport, user);
            options.Add(new CanonOption(CanonOptionKind.Realloc, _hooks.Function(owner, name)));
        }
        if (needs.Encoding)
        {
            options.Add(CanonSettings.Option(encoding ?? part.Encoding));
        }
        if (isAsync)
        {
            options.Add(new CanonOption(CanonOptionKind.Async));
        }
        return options.ToImmutable();
    }

    private int MemoryIndex(CorePart part, string user) => _settings.Memory(part, user) is var (owner, name)
        ? _fields.CoreExport(Sort.CoreMemory, _instances[owner.Index], name)
        : _indirection.Memory;

    private IEnumerable<(CorePart Part, string Name, TaskPhase Phase)> HookedFunctions()
    {
        foreach (var part in _plan.Parts)
        {
            var exports = _plan.PartExports[part.Index];
            var own = new[] { (exports.Initialize, TaskPhase.Initialize), (exports.ImportRealloc, TaskPhase.Realloc), (exports.ExportRealloc, TaskPhase.Realloc) };
            foreach (var (name, phase) in own.Where(pair => pair.Item1 is not null))
            {
                yield return (part, name!, phase);
            }
        }
        foreach (var match in _plan.Exports)
        {
            yield return (match.Part, match.CoreName,
                !match.IsAsync ? TaskPhase.Sync : match.Callback is null ? TaskPhase.AsyncStackful : TaskPhase.AsyncStart);
            if (match.Callback is { } callback)
            {
                yield return (match.Part, callback, TaskPhase.Callback);
            }
            if (match.PostReturn is { } postReturn)
            {
                yield return (match.Part, postReturn, TaskPhase.PostReturn);
            }
        }
        foreach (var destructor in _plan.Destructors)
        {
            yield return (destructor.Part, destructor.CoreName, TaskPhase.Destructor);
        }
    }

    private static string UserOf(CoreImport import) => import.Source is LoweredSource lowered
        ? $"import `{lowered.Scope.PathOf(lowered.Function.Name)}: {lowered.Function.Type}`"
        : $"import `{import.Name}`";

    private static Sort SortOf(ExternKind kind) => kind switch
    {
        ExternKind.Function => Sort.CoreFunction,
        ExternKind.Table => Sort.CoreTable,
        ExternKind.Memory => Sort.CoreMemory,
        ExternKind.Global => Sort.CoreGlobal,
        _ => Sort.CoreTag,
    };
}
