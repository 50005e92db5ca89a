using Dovetail.Wasm.Components.Types;
using Dovetail.Wasm.Modules.Validation;

namespace Dovetail.Wasm.Components.Validation;

/// <summary>
/// Where a definition of a component comes from: see <see cref="ValidatedComponent"/>. Derived types form a closed
/// hierarchy; those that end in <c>Step</c> make something. Compared by identity.
/// </summary>
internal abstract class Source;

/// <summary>A source under a name: an argument, or an export.</summary>
internal readonly record struct NamedSource(string Name, Source Source);

/// <summary>An import of the component.</summary>
internal sealed class ImportSource(Sort sort, string name) : Source
{
    public Sort Sort { get; } = sort;

    public string Name { get; } = name;
}

/// <summary>An export of a component instance.</summary>
internal sealed class ExportSource(Source instance, Sort sort, string name) : Source
{
    public Source Instance { get; } = instance;

    public Sort Sort { get; } = sort;

    public string Name { get; } = name;
}

/// <summary>A core module or component of an enclosing component.</summary>
/// <param name="sort"><see cref="Sort.CoreModule"/> or <see cref="Sort.Component"/>.</param>
/// <param name="index">The index into <see cref="ValidatedComponent.Captures"/>.</param>
internal sealed class CaptureSource(Sort sort, int index) : Source
{
    public Sort Sort { get; } = sort;

    public int Index { get; } = index;
}

/// <summary>A core module that the component contains.</summary>
internal sealed class ModuleSource(ValidatedModule module) : Source
{
    public ValidatedModule Module { get; } = module;
}

/// <summary>A component that the component contains.</summary>
internal sealed class ComponentSource(ValidatedComponent component) : Source
{
    public ValidatedComponent Component { get; } = component;
}

/// <summary>A type; of use to instantiation where it is a resource type.</summary>
internal sealed class TypeSource(TypeNode type) : Source
{
    public TypeNode Type { get; } = type;
}

/// <summary>A function, table, memory, global or tag that a core instance exports.</summary>
internal sealed class CoreExportSource(Source instance, CoreExternType type, string name) : Source
{
    public Source Instance { get; } = instance;

    public CoreExternType Type { get; } = type;

    public string Name { get; } = name;
}
