using System.Collections.Immutable;
using Dovetail.Wasm.Components;
using Dovetail.Wasm.Components.Types;
using Dovetail.Wasm.Components.Validation;
using Dovetail.Wit.Names;

namespace Dovetail.Tooling.Compose;

/// <summary>Makes a component of a composition: imports, then packages, then instances, then exports.</summary>
internal sealed class CompositionEncoder
{
    private readonly Composition _composition;
    private readonly TypeWriter _writer = new(null);
    private readonly Dictionary<object, int> _indices = new(ReferenceEqualityComparer.Instance);

    private CompositionEncoder(Composition composition) => _composition = composition;

    public static ValidatedComponent Encode(Composition composition, bool importPackages)
    {
        var encoder = new CompositionEncoder(composition);
        foreach (var import in ImportOrder.Of(composition))
        {
            encoder._indices.Add(import.Key, encoder._writer.Import(import.Name, import.Type, import.Attributes));
        }
        foreach (var node in composition.Nodes)
        {
            encoder.Encode(node, importPackages);
        }
        foreach (var (name, node) in composition.Exports.Where(export => !encoder.IsExported(export.Name, export.Node)))
        {
            var index = encoder._indices[node];
            encoder._writer.Introduce(node.Type, encoder._writer.Add(node.Type.Sort, new ExportField(name, node.Type.Sort, index, null, 0) { Attributes = AttributesOf(node, name) }));
        }
        return Validate(new ComponentDefinition(encoder._writer.Fields));
    }

    // Types are exported where they are defined, so that what follows may use them.
    private bool IsExported(string name, CompositionNode node) => node is TypeNodeDefinition or DefinitionNode && NameOf(node) == name;

    private string? NameOf(CompositionNode type) => _composition.Exports.FirstOrDefault(export => export.Node == type).Name;

    // What is said of an export beside its name goes where the name goes.
    private static ImmutableArray<ExternAttribute> AttributesOf(CompositionNode node, string name) =>
        node is AliasNode alias && alias.Name == name
            ? ((InstanceExtern)alias.Source.Type).Type.Exports.Items.First(item => item.Name == name).Attributes
            : [];

    private static ValidatedComponent Validate(ComponentDefinition component)
    {
        try
        {
            return ComponentValidator.Validate(component, gates: Wasm.ComponentFeatures.All);
        }
        catch (InvalidException error)
        {
            var advice = error.Problem.Contains("not imported or exported by name", StringComparison.Ordinal)
                ? "; export the interface that the type belongs to as well, before it" : "";
            throw new CompositionException($"the composition is not valid: {error.Problem}{advice}", CompositionRule.Type);
        }
    }

    private void Encode(CompositionNode node, bool importPackages)
    {
        switch (node)
        {
            case InstanceNode instance:
                Encode(instance, importPackages);
                break;
            case AliasNode alias:
                Introduce(alias, _writer.Alias(alias.Type.Sort, _indices[alias.Source], alias.Name));
                break;
            case TypeNodeDefinition { Type: TypeExtern type }:
                _indices.Add(node, NameOf(node) is { } name ? _writer.Export(name, type) : _writer.IndexOf(type.Type));
                break;
            case DefinitionNode { Definition: var definition }:
                var index = _writer.Add(Sort.Type, new TypeField(definition, 0));
                _indices.Add(node, NameOf(node) is { } export ? _writer.Add(Sort.Type, new ExportField(export, Sort.Type, index, null, 0)) : index);
                break;
            default:
                break;
        }
    }

    private void Encode(InstanceNode node, bool importPackages)
    {
        if (!_indices.TryGetValue(node.Package, out var component))
        {
            _indices.Add(node.Package, component = Add(node.Package, importPackages));
        }
        var arguments = ImmutableArray.CreateBuilder<InlineExport>(node.Arguments.Length);
        foreach (var (name, given, import, type) in node.Arguments)
        {
            arguments.Add(type is not null ? new InlineExport(name, Sort.Type, _writer.IndexOf(type))
                : given is not null ? new InlineExport(name, given.Type.Sort, _indices[given])
                : new InlineExport(name, import!.Item!.Type.Sort, _indices[import]));
        }
        Introduce(node, _writer.Add(Sort.Instance, new InstanceField(new Instantiate(component, arguments.MoveToImmutable()), 0)));
    }

    private void Introduce(CompositionNode node, int index) => _indices.Add(node, _writer.Introduce(node.Type, index));

    private int Add(CompositionPackage package, bool importPackages) => package.Definition is { } definition && !importPackages
        ? _writer.Add(Sort.Component, new NestedComponentField(definition, 0))
        : _writer.Import(ImportName(package.Name), new ComponentExtern(package.Type), []);

    // The interface name keeps the package's name and version whole.
    private static string ImportName(string package) => PackageName.TryParse(package, out var name, out _)
        ? new InterfaceName(name.Namespace, name.Name, "component", name.Version).ToString()
        : package;
}
