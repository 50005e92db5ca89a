using System.Collections.Immutable;
using Dovetail.Wasm.Components.Types;
using Dovetail.Wasm.Modules;
using Dovetail.Wit.Types;

namespace Dovetail.Wasm.Components.Validation;

/// <summary>An entry of an index space: its type, and where it comes from.</summary>
internal readonly record struct Entry<T>(T Type, Source Source);

/// <summary>The scope of a component that is being validated: all its index spaces, and what becomes of it.</summary>
internal sealed class ComponentScope(ValidationContext context, ComponentScope? parent) : Scope(context, parent)
{
    private readonly Dictionary<Source, int> _captureIndices = [];

    public List<Entry<ModuleType>> CoreModules { get; } = [];

    public List<Entry<IReadOnlyDictionary<string, CoreExternType>>> CoreInstances { get; } = [];

    public List<Entry<CoreFunctionExtern>> CoreFunctions { get; } = [];

    public List<Entry<TableType>> CoreTables { get; } = [];

    public List<Entry<MemoryType>> CoreMemories { get; } = [];

    public List<Entry<GlobalType>> CoreGlobals { get; } = [];

    public List<Entry<CoreTagExtern>> CoreTags { get; } = [];

    public List<Entry<FunctionNode>> Functions { get; } = [];

    public List<Entry<ComponentType>> Components { get; } = [];

    public List<Entry<InstanceType>> Instances { get; } = [];

    public ValueSpace Values { get; } = new(context);

    public Visibility Visibility { get; } = new(isType: false, context);

    /// <summary>The resource types that the component itself defines, and what represents a resource of each.</summary>
    public Dictionary<ResourceType, ValType> OwnResources { get; } = [];

    /// <summary>The core type of the slots of a thread's context; null while no built-in has said it.</summary>
    public ValType? ContextType { get; set; }

    public ImmutableArray<NamedExtern>.Builder Imports { get; } = ImmutableArray.CreateBuilder<NamedExtern>();

    public ImmutableArray<BoundResource>.Builder ImportedResources { get; } =
        ImmutableArray.CreateBuilder<BoundResource>();

    public ImmutableArray<NamedExtern>.Builder Exports { get; } = ImmutableArray.CreateBuilder<NamedExtern>();

    public ImmutableArray<NamedSource>.Builder ExportSources { get; } = ImmutableArray.CreateBuilder<NamedSource>();

    public ImmutableArray<Source>.Builder Steps { get; } = ImmutableArray.CreateBuilder<Source>();

    public ImmutableArray<Source>.Builder Captures { get; } = ImmutableArray.CreateBuilder<Source>();

    public override InstanceType InstanceAt(int index) => Context.Get(Instances, index, "instance").Type;

    public override ValueExtern ValueAt(int index) => Values.At(index).Type;

    /// <summary>Adds a step and gives it back.</summary>
    public Source AddStep(Source step)
    {
        Steps.Add(step);
        return step;
    }

    /// <summary>The item of one of the sorts that components import and export. A value is used up by it.</summary>
    public (ComponentExternType Type, Source Source) ItemAt(Sort sort, int index)
    {
        switch (sort)
        {
            case Sort.CoreModule:
                var module = Context.Get(CoreModules, index, "module");
                return (new ModuleExtern(module.Type), module.Source);
            case Sort.Function:
                var function = Context.Get(Functions, index, "function");
                return (new FunctionExtern(function.Type), function.Source);
            case Sort.Type:
                var type = TypeAt(index);
                return (new TypeExtern(type), new TypeSource(type));
            case Sort.Component:
                var component = Context.Get(Components, index, "component");
                return (new ComponentExtern(component.Type), component.Source);
            case Sort.Instance:
                var instance = Context.Get(Instances, index, "instance");
                return (new InstanceExtern(instance.Type), instance.Source);
            case Sort.Value:
                var value = Values.Use(index);
                return (value.Type, value.Source);
            default:
                throw Context.Invalid($"a {sort.Text()} cannot be imported, exported or passed to a component");
        }
    }

    /// <summary>Adds an item to the index space of its sort.</summary>
    public void Add(ComponentExternType type, Source source)
    {
        Context.Budget.Check(type.Size);
        switch (type)
        {
            case ModuleExtern module: CoreModules.Add(new(module.Type, source)); break;
            case FunctionExtern function: Functions.Add(new(function.Type, source)); break;
            case TypeExtern named: Types.Add(named.Type); break;
            case ComponentExtern component: Components.Add(new(component.Type, source)); break;
            case InstanceExtern instance: Instances.Add(new(instance.Type, source)); break;
            case ValueExtern value: Values.Add(value, source); break;
        }
    }

    /// <summary>The core item of one of the sorts that core instances export.</summary>
    public (CoreExternType Type, Source Source) CoreItemAt(Sort sort, int index)
    {
        switch (sort)
        {
            case Sort.CoreFunction:
                var function = Context.Get(CoreFunctions, index, "core function");
                return (function.Type, function.Source);
            case Sort.CoreTable:
                var table = Context.Get(CoreTables, index, "core table");
                return (new CoreTableExtern(table.Type), table.Source);
            case Sort.CoreMemory:
                var memory = Context.Get(CoreMemories, index, "core memory");
                return (new CoreMemoryExtern(memory.Type), memory.Source);
            case Sort.CoreGlobal:
                var global = Context.Get(CoreGlobals, index, "core global");
                return (new CoreGlobalExtern(global.Type), global.Source);
            case Sort.CoreTag:
                var tag = Context.Get(CoreTags, index, "core tag");
                return (tag.Type, tag.Source);
            default:
                throw Context.Invalid($"a {sort.Text()} cannot be exported by a core instance");
        }
    }

    /// <summary>Adds a core item to the index space of its sort.</summary>
    public void Add(CoreExternType type, Source source)
    {
        switch (type)
        {
            case CoreFunctionExtern function: CoreFunctions.Add(new(function, source)); break;
            case CoreTableExtern table: CoreTables.Add(new(table.Type, source)); break;
            case CoreMemoryExtern memory: CoreMemories.Add(new(memory.Type, source)); break;
            case CoreGlobalExtern global: CoreGlobals.Add(new(global.Type, source)); break;
            case CoreTagExtern tag: CoreTags.Add(new(tag, source)); break;
        }
    }

    /// <summary>
    /// What stands here for <paramref name="source"/> of <paramref name="owner"/>, an enclosing component or this one:
    /// every component in between captures it.
    /// </summary>
    public Source Capture(ComponentScope owner, Sort sort, Source source)
    {
        if (owner == this)
        {
            return source;
        }
        var outer = ((ComponentScope)Parent!).Capture(owner, sort, source);
        if (!_captureIndices.TryGetValue(outer, out var index))
        {
            index = Captures.Count;
            _captureIndices.Add(outer, index);
            Captures.Add(outer);
        }
        return new CaptureSource(sort, index);
    }
}
