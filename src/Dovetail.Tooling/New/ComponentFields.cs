using System.Collections.Immutable;
using Dovetail.Wasm.Components;
using Dovetail.Wasm.Metadata;
using Dovetail.Wasm.Modules;

namespace Dovetail.Tooling.New;

/// <summary>The definitions of a component in the making, and how far its index spaces are filled.</summary>
internal sealed class ComponentFields
{
    private readonly ImmutableArray<ComponentField>.Builder _fields = ImmutableArray.CreateBuilder<ComponentField>();
    private readonly int[] _counts = new int[(int)Sort.Value + 1];
    private readonly Dictionary<(Sort Sort, int Instance, string Name), int> _aliases = [];

    /// <summary>The component.</summary>
    public ComponentDefinition Build() => new(_fields.ToImmutable());

    public int AddType(TypeDefinition type) => Add(new TypeField(type, 0), Sort.Type);

    public int AddModule(ModuleDefinition module) => Add(new CoreModuleField(module, 0), Sort.CoreModule);

    public int AddCoreType(FunctionType type) => Add(new CoreTypeField(new CoreTypeGroup([new SubType(true, null, type)]), 0), Sort.CoreType);

    public int AddCoreInstance(CoreInstanceExpression expression) => Add(new CoreInstanceField(expression, 0), Sort.CoreInstance);

    public int AddComponent(ComponentDefinition component) => Add(new NestedComponentField(component, 0), Sort.Component);

    public int AddInstance(InstanceExpression expression) => Add(new InstanceField(expression, 0), Sort.Instance);

    public int AddCanon(Canon canon) => Add(new CanonField(canon, 0), canon is CanonLift ? Sort.Function : Sort.CoreFunction);

    public int AddImport(string name, ExternTypeReference type, ImmutableArray<ExternAttribute> attributes = default) =>
        Add(new ImportField(name, type, 0) { Attributes = attributes.IsDefault ? [] : attributes }, type.Sort);

    public int AddExport(
        string name, Sort sort, int index, ExternTypeReference? ascription = null, ImmutableArray<ExternAttribute> attributes = default) =>
        Add(new ExportField(name, sort, index, ascription, 0) { Attributes = attributes.IsDefault ? [] : attributes }, sort);

    public void AddProducers(Producers producers) => _fields.Add(new CustomField(Producers.SectionName, producers.Encode(), 0));

    /// <summary>An export of a core instance; the same one is named once.</summary>
    public int CoreExport(Sort sort, int instance, string name) => Alias(new CoreExportAlias(sort, instance, name), instance, name);

    /// <summary>An export of an instance; the same one is named once.</summary>
    public int Export(Sort sort, int instance, string name) => Alias(new ExportAlias(sort, instance, name), instance, name);

    private int Alias(Alias alias, int instance, string name)
    {
        if (!_aliases.TryGetValue((alias.Sort, alias is CoreExportAlias ? instance : ~instance, name), out var index))
        {
            index = Add(new AliasField(alias, 0), alias.Sort);
            _aliases.Add((alias.Sort, alias is CoreExportAlias ? instance : ~instance, name), index);
        }
        return index;
    }

    private int Add(ComponentField field, Sort sort)
    {
        _fields.Add(field);
        return _counts[(int)sort]++;
    }
}
