using System.Collections.Immutable;
using Dovetail.Wasm.Components.Types;

namespace Dovetail.Wasm.Components.Validation;

/// <summary>
/// A component that obeys the rules of validation, with everything resolved that its instantiation needs.
/// </summary>
/// <remarks>
/// <para>
/// No index is left. Where the definition counts in index spaces, this holds <see cref="Source"/> objects, which say
/// where a module, function or instance comes from and refer to each other directly; an alias is gone, and what it
/// stood for is in its place. Sources are compared by identity and form a graph without cycles.
/// </para>
/// <para>
/// <see cref="Steps"/> lists the sources that make something, in the order in which the component defines them:
/// instances of modules and components (or put together from definitions), lifted and lowered functions, resource types
/// and their built-ins. To instantiate is to take the steps in order and keep what each made; every other source (an
/// import, an export of an instance, a capture) is looked up from there by a walk no deeper than the limit on the depth
/// of types. A plan for a component that is closed flattens by taking the steps of a nested component, with its imports
/// and captures replaced by sources of the enclosing one, where <see cref="InstantiateStep"/> stands.
/// </para>
/// <para>
/// Resource types are abstract: each <see cref="Wit.Types.ResourceType"/> that occurs in the types of a component is an
/// object that belongs to that component alone, and stands for another resource type of the running program with every
/// instance. There are four origins: the imports (<see cref="ComponentType.BoundImports"/> of <see cref="Type"/>, with
/// the path to each), a <see cref="ResourceStep"/>, the exports of an instance made inside (<see
/// cref="InstantiateStep.Resources"/>, with the path to each), and a <see cref="AscribeStep"/>, which gives a second
/// name to one of the others. An instance therefore keeps one table from the types of its component to those of the
/// running program, filled as the steps are taken. No resource type of one component occurs in another: what a nested
/// component captures is free of resources.
/// </para>
/// <para>
/// A nested component may use core modules and components of those around it. <see cref="Captures"/> lists them as
/// sources of the enclosing component, to be evaluated where the nested component is defined; inside they are <see
/// cref="CaptureSource"/>. So a component as a value is this object together with its evaluated captures.
/// </para>
/// <para>
/// What this does not do: it makes no plan, assigns no slots, and knows nothing of memory or of the canonical ABI
/// beyond the types and options that it has checked. Immutable and safe from many threads.
/// </para>
/// </remarks>
public sealed class ValidatedComponent
{
    internal ValidatedComponent(
        ComponentDefinition definition,
        ComponentType type,
        ImmutableArray<Source> steps,
        ImmutableArray<NamedSource> exports,
        ImmutableArray<Source> captures) =>
        (Definition, Type, Steps, Exports, Captures) = (definition, type, steps, exports, captures);

    /// <summary>The component as it was read.</summary>
    public ComponentDefinition Definition { get; }

    /// <summary>The types of the imports and exports.</summary>
    internal ComponentType Type { get; }

    /// <summary>What instantiation makes, in order; each step refers to earlier ones alone.</summary>
    internal ImmutableArray<Source> Steps { get; }

    /// <summary>What is exported, in the order of the exports of <see cref="Type"/>.</summary>
    internal ImmutableArray<NamedSource> Exports { get; }

    /// <summary>Core modules and components of the enclosing component, as sources of that one.</summary>
    internal ImmutableArray<Source> Captures { get; }
}
