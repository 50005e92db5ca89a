using System.Collections.Immutable;
using System.Globalization;
using Dovetail.Wasm.Components;
using Dovetail.Wasm.Components.Types;
using Dovetail.Wasm.Components.Validation;

namespace Dovetail.Wasm.Inspection;

/// <summary>
/// Makes the graph of one component, and of those inside. The parts come from the steps of its instantiation, their names and sizes from its
/// outline, in which the same definitions stand in the same order.
/// </summary>
/// <remarks>A component that has several instances gets one graph, which its first instance makes.</remarks>
internal sealed class CompositionBuilder
{
    private readonly PartText _text;
    private readonly Dictionary<ValidatedComponent, Composition> _known;
    private readonly ValidatedComponent _component;
    private readonly ComponentOutline _outline;
    private readonly ImmutableArray<Definition> _captures;
    private readonly string _path;
    private readonly Dictionary<object, Definition> _definitions = new(ReferenceEqualityComparer.Instance);
    private readonly List<CompositionPart> _parts = [];
    private readonly CompositionLinks _links;

    private CompositionBuilder(PartText text, Dictionary<ValidatedComponent, Composition> known, Definition definition, string path)
    {
        (_text, _known, _path) = (text, known, path);
        (_component, _outline, _captures) = (definition.Component!, definition.Outline!, definition.Captures);
        _links = new CompositionLinks(_text.FunctionsOf(_component));
    }

    /// <summary>The graph of a component that stands for itself.</summary>
    public static Composition Build(ValidatedComponent component, ComponentOutline outline) =>
        Build(new PartText(), [], new Definition("", outline.Size) { Component = component, Outline = outline }, "");

    private static Composition Build(PartText text, Dictionary<ValidatedComponent, Composition> known, Definition definition, string path)
    {
        if (!known.TryGetValue(definition.Component!, out var composition))
        {
            composition = new CompositionBuilder(text, known, definition, path).Build();
            known.Add(definition.Component!, composition);
        }
        return composition;
    }

    private Composition Build()
    {
        AddDefinitions();
        foreach (var import in _component.Type.Imports.Items.Where(import => import.Type.Sort != Sort.Type))
        {
            _links.AddImport(import.Name, _parts.Count);
            _parts.Add(new CompositionPart(CompositionPartKind.Import, import.Name, null, null, _text.OfInterface(_component, import.Name), [], null));
        }
        var (instances, coreInstances) = (0, 0);
        var (outlines, coreOutlines) = (Instantiations(_outline.Instances), Instantiations(_outline.CoreInstances));
        foreach (var step in _component.Steps)
        {
            switch (step)
            {
                case InstantiateStep instantiate:
                    AddInstance(instantiate, outlines[instances].Name, Number("instance", instances++));
                    break;
                case CoreInstantiateStep instantiate:
                    AddCoreInstance(instantiate, coreOutlines[coreInstances].Name, Number("core instance", coreInstances++));
                    break;
            }
        }
        foreach (var (export, type) in _component.Exports.Zip(_component.Type.Exports.Items).Where(pair => pair.Second.Type.Sort != Sort.Type))
        {
            _links.Take(_parts.Count, export, type.Type);
            _parts.Add(new CompositionPart(CompositionPartKind.Export, export.Name, null, null, _text.OfInterface(_component, export.Name), [], null));
        }
        return new Composition(_path, [.. _parts], _links.Edges());
    }

    private static ImmutableArray<InstanceOutline> Instantiations(ImmutableArray<InstanceOutline> instances) =>
        [.. instances.Where(instance => instance.Of is not null)];

    // Definitions inside, by their models.
    private void AddDefinitions()
    {
        var (modules, components) = (0, 0);
        foreach (var field in _component.Definition.Fields)
        {
            switch (field)
            {
                case CoreModuleField module:
                    var outline = _outline.Modules[modules++];
                    _definitions[module.Module] = new Definition(outline.Name, outline.Size);
                    break;
                case NestedComponentField nested:
                    var inside = _outline.Components[components++];
                    _definitions[nested.Component] = new Definition(inside.Name, inside.Size) { Outline = inside };
                    break;
            }
        }
    }

    private void AddInstance(InstantiateStep step, string? name, string number)
    {
        var definition = DefinitionOf(step.Component);
        var path = _path.Length == 0 ? number : $"{_path}/{number}";
        var part = _parts.Count;
        _links.Add(step, part);
        _links.TakeDefinition(part, step.Component);
        foreach (var (argument, type) in step.Arguments.Zip(step.Type.Imports.Items))
        {
            _links.Take(part, argument, type.Type);
        }
        var label = name ?? definition.Name ?? MainExport(step.Type) ?? number;
        var text = definition.Component is { } known ? _text.Of(known) : "";
        var inside = definition.Component is null ? null : Build(_text, _known, definition, path);
        _parts.Add(new CompositionPart(CompositionPartKind.Component, label, path, definition.Size, text, _links.BuiltInsOf(part),
            inside is { Parts.IsEmpty: false } ? inside : null));
    }

    private void AddCoreInstance(CoreInstantiateStep step, string? name, string number)
    {
        var definition = DefinitionOf(step.Module);
        var part = _parts.Count;
        _links.Add(step, part);
        _links.TakeDefinition(part, step.Module);
        foreach (var argument in step.Arguments)
        {
            _links.TakeCore(part, argument, step.Module as ModuleSource);
        }
        var text = step.Module is ModuleSource { Module: var module } ? PartText.Of(module) : "";
        _parts.Add(new CompositionPart(
            CompositionPartKind.Module, name ?? definition.Name ?? number, null, definition.Size, text, _links.BuiltInsOf(part), null));
    }

    // A name says more than a number.
    private static string? MainExport(ComponentType type) => type.Exports.Items.FirstOrDefault(item => item.Type.Sort != Sort.Type).Name;

    private Definition DefinitionOf(Source source) => source switch
    {
        ModuleSource { Module: var module } => _definitions.GetValueOrDefault(module.Definition) ?? Definition.Unknown,
        ComponentSource { Component: var component } => (_definitions.GetValueOrDefault(component.Definition) ?? Definition.Unknown) with
        {
            Component = component,
            Captures = [.. component.Captures.Select(DefinitionOf)],
        },
        CaptureSource { Index: var index } when index < _captures.Length => _captures[index],
        ImportSource import => new Definition(import.Name, null),
        _ => Definition.Unknown,
    };

    private static string Number(string what, int index) => string.Create(CultureInfo.InvariantCulture, $"{what} {index}");

    /// <summary>What something is an instance of.</summary>
    private sealed record Definition(string? Name, int? Size)
    {
        public static Definition Unknown { get; } = new(null, null);

        public ComponentOutline? Outline { get; init; }

        public ValidatedComponent? Component { get; init; }

        public ImmutableArray<Definition> Captures { get; init; } = [];
    }
}
