using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using Dovetail.CanonicalAbi;
using Dovetail.Wasm.Components.Types;
using Dovetail.Wasm.Components.Validation;
using Dovetail.Wasm.Modules;
using Dovetail.Wit.Abi;
using Dovetail.Wit.Types;

namespace Dovetail.Instantiation;

/// <summary>Makes the plan of a component, see <see cref="InstantiationPlan"/>.</summary>
internal sealed class PlanBuilder
{
    /// <summary>
    /// The most steps that a plan may have. Nested components can multiply: each of ten levels that instantiates the next one ten times is
    /// a few hundred bytes of input and ten thousand million steps.
    /// </summary>
    public const int MaxSteps = 1_000_000;

    private readonly ComponentCode code;
    private readonly List<PlanStep> steps = [];
    private int options;

    private PlanBuilder(ComponentCode code) => this.code = code;

    /// <summary>The plan of <paramref name="component"/>, whose modules are compiled in <paramref name="code"/>.</summary>
    /// <exception cref="LimitException">The plan would be longer than <see cref="MaxSteps"/>.</exception>
    public static InstantiationPlan Build(ValidatedComponent component, ComponentCode code)
    {
        var builder = new PlanBuilder(code);
        var imports = component.Type.Imports.Items.ToDictionary(import => import.Name, PlanValue (import) => new ImportValue(import.Name));
        var captures = Enumerable.Range(0, component.Captures.Length).Select(PlanValue (index) => new CaptureValue(index)).ToImmutableArray();
        var exports = builder.Inline(component, imports, captures, parent: null, "");
        return new InstantiationPlan(builder.steps.Count, builder.options, [.. builder.steps], exports);
    }

    /// <summary>Appends the steps of <paramref name="component"/>, and gives its exports.</summary>
    private ImmutableArray<(string Name, PlanValue Value)> Inline(ValidatedComponent component,
        IReadOnlyDictionary<string, PlanValue> imports, ImmutableArray<PlanValue> captures, int? parent, string path)
    {
        var state = NextSlot();
        steps.Add(new MakeState(state, parent, path));
        var frame = new Frame(this, state, imports, captures, path);
        frame.BindImports(component.Type);
        foreach (var step in component.Steps)
        {
            frame.Take(step);
        }
        steps.Add(new CompleteState(state));
        var exports = ImmutableArray.CreateRange(component.Exports.Zip(component.Type.Exports.Items,
            (export, type) => (export.Name, NarrowedValue.Of(frame.ValueOf(export.Source), type.Type))));
        foreach (var (name, value) in exports)
        {
            Name(value, name);
        }
        return exports;
    }

    public static LimitException TooManySteps() =>
        new("instantiation steps", $"instantiating the component takes more than {MaxSteps} steps");

    private int NextSlot() => steps.Count < MaxSteps
        ? steps.Count
        : throw TooManySteps();

    // The component around names an export after the one inside, and so has the last word.
    private void Name(PlanValue value, string name)
    {
        switch (value)
        {
            case SlotValue { Slot: var slot } when steps[slot] is LiftFunction lift:
                lift.Path = name;
                break;
            case InstanceValue instance:
                foreach (var (inner, export) in instance.Exports)
                {
                    if (export is SlotValue { Slot: var slot } && steps[slot] is LiftFunction function)
                    {
                        function.Path = $"{name}.{inner}";
                    }
                }
                break;
        }
    }

    /// <summary>A component while its steps are taken: what its sources and resource types have become.</summary>
    private sealed class Frame(
        PlanBuilder builder, int state, IReadOnlyDictionary<string, PlanValue> imports, ImmutableArray<PlanValue> captures, string path)
    {
        private readonly Dictionary<Source, PlanValue> values = [];
        private readonly Dictionary<ResourceType, PlanValue> resources = [];
        private readonly Dictionary<PlanOptions, PlanOptions> known = [];
        private int instances;

        public void BindImports(ComponentType type)
        {
            foreach (var (resource, path) in type.BoundImports)
            {
                resources[resource] = ExportValue.Of(imports[path[0]], path.AsSpan()[1..]);
            }
        }

        public void Take(Source step)
        {
            switch (step)
            {
                case InstantiateStep instantiate:
                    Instantiate(instantiate);
                    break;
                case InlineInstanceStep inline:
                    values[step] = Inline(inline.Exports);
                    break;
                case CoreInlineInstanceStep inline:
                    values[step] = Inline(inline.Exports);
                    break;
                case AscribeStep ascribe:
                    resources[ascribe.Resource] = resources[ascribe.Original];
                    break;
                case ResourceStep resource:
                    resources[resource.Resource] = Add(step, slot =>
                        new MakeResourceType(slot, resource.Resource.Name, state, ValueOrNull(resource.Destructor),
                            resource.Representation == ValType.I32 ? FlatType.I32 : FlatType.I64));
                    break;
                case CoreInstantiateStep core:
                    var arguments = core.Arguments.ToDictionary(argument => argument.Name, argument => ValueOf(argument.Source));
                    var module = ValueOf(core.Module);
                    Add(step, slot => new InstantiateModule(slot, module, state, arguments), (module as ModuleValue)?.Module);
                    break;
                case LiftStep lift when Unexecuted.FeatureOf(lift) is { } feature:
                    Add(step, slot => new RefuseLift(slot, lift.Type, state, NoOptions, Resources(lift.Type), feature));
                    break;
                case LowerStep lower when Unexecuted.FeatureOf(lower) is { } feature:
                    Add(step, slot => new RefuseCore(slot, state, lower.CoreType, feature));
                    break;
                case BuiltInStep builtIn when Unexecuted.FeatureOf(builtIn) is { } feature:
                    Add(step, slot => new RefuseCore(slot, state, builtIn.Type, feature, Unexecuted.IsLeaving(builtIn.BuiltIn)));
                    break;
                case BuiltInStep builtIn:
                    Add(step, slot => new MakeErrorContextBuiltin(slot, builtIn.BuiltIn, Options(builtIn.Options), state));
                    break;
                case ValueStep or StartStep:
                    Add(step, slot => new RefuseInstance(slot, "values"));
                    break;
                case LiftStep lift:
                    Add(step, slot => new LiftFunction(slot, ValueOf(lift.Core), lift.Type, state, Options(lift.Options), Resources(lift.Type)));
                    break;
                case LowerStep lower:
                    Add(step, slot =>
                        new LowerFunction(slot, ValueOf(lower.Function), lower.Type, state, Options(lower.Options), Resources(lower.Type)));
                    break;
                case ResourceBuiltinStep builtin:
                    Add(step, slot => new MakeResourceBuiltin(slot, builtin.Builtin, resources[builtin.Resource], state));
                    break;
                default:
                    throw new UnreachableException($"{step.GetType().Name} is not a step");
            }
        }

        public PlanValue ValueOf(Source source)
        {
            if (!values.TryGetValue(source, out var value))
            {
                values.Add(source, value = Find(source));
            }
            return value;
        }

        private PlanValue Find(Source source) => source switch
        {
            ImportSource import => imports[import.Name],
            ExportSource export => ExportValue.Of(ValueOf(export.Instance), export.Name),
            CoreExportSource export => ExportValue.Of(ValueOf(export.Instance), export.Name),
            CaptureSource capture => captures[capture.Index],
            ModuleSource module => new ModuleValue(builder.code.ModuleOf(module.Module)),
            ComponentSource { Component: var component } =>
                new ComponentValue(component, ImmutableArray.CreateRange(component.Captures, ValueOf)),
            TypeSource { Type: ResourceNode { Resource: var resource } } => resources[resource],
            TypeSource => ValueTypeValue.Only,
            _ => throw new UnreachableException($"{source.GetType().Name} is used before its step"),
        };

        private PlanValue? ValueOrNull(Source? source) => source is null ? null : ValueOf(source);

        private InstanceValue Inline(ImmutableArray<NamedSource> exports) =>
            new(exports.ToDictionary(export => export.Name, export => ValueOf(export.Source)));

        private SlotValue Add(Source source, Func<int, PlanStep> make, Module? module = null)
        {
            var slot = builder.NextSlot();
            builder.steps.Add(make(slot));
            var value = new SlotValue(slot, module);
            values[source] = value;
            return value;
        }

        private void Instantiate(InstantiateStep step)
        {
            var arguments = ImmutableArray.CreateRange(step.Arguments, argument => (argument.Name, ValueOf(argument.Source)));
            var inner = string.Create(CultureInfo.InvariantCulture, $"{path}{(path.Length == 0 ? "" : "/")}instance {instances++}");
            PlanValue instance;
            if (ValueOf(step.Component) is ComponentValue known)
            {
                var inside = builder.Inline(known.Component,
                    arguments.ToDictionary(argument => argument.Name, argument => argument.Item2), known.Captures, state, inner);
                instance = new InstanceValue(inside.ToDictionary(export => export.Name, export => export.Value));
                values[step] = instance;
            }
            else
            {
                instance = Add(step, slot => new InstantiateComponent(slot, ValueOf(step.Component), arguments, state, inner));
            }
            foreach (var (resource, names) in step.Resources)
            {
                resources[resource] = ExportValue.Of(instance, names.AsSpan());
            }
        }

        private PlanOptions NoOptions => Known(new(0, StringEncoding.Utf8, PointerType.I32, null, null, null));

        private PlanOptions Options(ResolvedOptions options) => Known(new(
            0, options.Encoding, options.Pointer, ValueOrNull(options.Memory), ValueOrNull(options.Realloc), ValueOrNull(options.PostReturn)));

        // Nearly all functions of an instance have the same ones.
        private PlanOptions Known(PlanOptions options)
        {
            if (!known.TryGetValue(options, out var first))
            {
                known.Add(options, first = options with { Index = builder.options++ });
            }
            return first;
        }

        private ImmutableArray<PlanValue> Resources(WitFunctionType type) =>
            ImmutableArray.CreateRange(FunctionPlan.Of(type).Resources, resource => resources[resource]);
    }
}
