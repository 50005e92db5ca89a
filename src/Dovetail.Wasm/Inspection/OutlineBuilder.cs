using System.Collections.Immutable;
using Dovetail.Wasm.Components;
using Dovetail.Wasm.Components.Printing;

namespace Dovetail.Wasm.Inspection;

/// <summary>Collects the parts of a component's outline.</summary>
internal sealed class OutlineBuilder(Labels labels)
{
    private readonly List<OutlineItem> _imports = [];
    private readonly List<OutlineItem> _exports = [];
    private readonly List<InstanceOutline> _coreInstances = [];
    private readonly List<InstanceOutline> _instances = [];
    private readonly List<AdapterOutline> _adapters = [];
    private readonly Dictionary<int, TypeDefinition> _types = [];
    private int _typeCount;

    public List<ModuleOutline> Modules { get; } = [];

    public List<ComponentOutline> Components { get; } = [];

    public ComponentOutline Build(string? name, int size, ImmutableArray<SectionSize> sections) => new(
        name, size, [.. _imports], [.. _exports], [.. Modules], [.. Components], [.. _coreInstances], [.. _instances], [.. _adapters], sections);

    public void Add(ComponentField field)
    {
        switch (field)
        {
            case ImportField import:
                _imports.Add(new OutlineItem(import.Name, import.Type.Sort.Text(), DetailOf(import.Type)));
                break;
            case ExportField export:
                _exports.Add(new OutlineItem(export.Name, export.Sort.Text(), LabelOf(export.Sort, export.Index)));
                break;
            case CoreInstanceField { Expression: CoreInstantiate instantiate }:
                _coreInstances.Add(new InstanceOutline(
                    labels[Sort.CoreModule, instantiate.Module],
                    labels.NameOfNext(Sort.CoreInstance),
                    [.. instantiate.Arguments.Select(argument => Item(argument.Name, Sort.CoreInstance, argument.Instance))]));
                break;
            case CoreInstanceField { Expression: CoreInlineExports exports }:
                _coreInstances.Add(new InstanceOutline(null, labels.NameOfNext(Sort.CoreInstance), Items(exports.Exports)));
                break;
            case InstanceField { Expression: Instantiate instantiate }:
                _instances.Add(new InstanceOutline(
                    labels[Sort.Component, instantiate.Component], labels.NameOfNext(Sort.Instance), Items(instantiate.Arguments)));
                break;
            case InstanceField { Expression: InlineExports exports }:
                _instances.Add(new InstanceOutline(null, labels.NameOfNext(Sort.Instance), Items(exports.Exports)));
                break;
            case CanonField canon:
                _adapters.Add(AdapterOf(canon.Canon));
                break;
            case TypeField type:
                _types.Add(_typeCount, type.Type);
                break;
        }
        if (Definitions.Of(field) is (Sort.Type, var count))
        {
            _typeCount += count;
        }
    }

    private AdapterOutline AdapterOf(Canon canon) => canon switch
    {
        CanonLift lift => new AdapterOutline("lift", labels[Sort.CoreFunction, lift.CoreFunction], OptionsOf(lift.Options)),
        CanonLower lower => new AdapterOutline("lower", labels[Sort.Function, lower.Function], OptionsOf(lower.Options)),
        CanonBuiltIn builtIn => new AdapterOutline(BuiltInTable.Of(builtIn.BuiltIn).Text, "", OptionsOf(builtIn.Options)),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private string OptionsOf(ImmutableArray<CanonOption> options) => string.Join(' ', options.Select(option => option.Kind switch
    {
        CanonOptionKind.Utf8 => "string-encoding=utf8",
        CanonOptionKind.Utf16 => "string-encoding=utf16",
        CanonOptionKind.Latin1Utf16 => "string-encoding=latin1+utf16",
        CanonOptionKind.Async => "async",
        CanonOptionKind.Memory => $"(memory {labels[Sort.CoreMemory, option.Index]})",
        CanonOptionKind.Realloc => $"(realloc {labels[Sort.CoreFunction, option.Index]})",
        CanonOptionKind.PostReturn => $"(post-return {labels[Sort.CoreFunction, option.Index]})",
        CanonOptionKind.Callback => $"(callback {labels[Sort.CoreFunction, option.Index]})",
        _ => option.Kind.ToString().ToLowerInvariant(),
    }));

    /// <summary>The functions and resources of an instance that is imported.</summary>
    private string DetailOf(ExternTypeReference type) =>
        type.Kind == ExternTypeKind.Instance && _types.GetValueOrDefault(type.Index) is InstanceTypeDefinition instance
            ? string.Join(", ", instance.Declarations.OfType<ExportDeclaration>()
                .Where(export => export.Type.Kind is ExternTypeKind.Function or ExternTypeKind.TypeSubResource)
                .Select(export => export.Name))
            : "";

    private ImmutableArray<OutlineItem> Items(ImmutableArray<InlineExport> items) =>
        [.. items.Select(item => Item(item.Name, item.Sort, item.Index))];

    private OutlineItem Item(string name, Sort sort, int index) => new(name, sort.Text(), LabelOf(sort, index));

    private string LabelOf(Sort sort, int index) => sort is Sort.Type or Sort.CoreType or Sort.Value ? "" : labels[sort, index];
}
