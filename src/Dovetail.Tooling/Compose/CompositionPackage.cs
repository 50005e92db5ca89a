using Dovetail.Wasm;
using Dovetail.Wasm.Components;
using Dovetail.Wasm.Components.Types;
using Dovetail.Wasm.Components.Validation;
using Dovetail.Wasm.Interfaces;
using Dovetail.Wit.Resolution;

namespace Dovetail.Tooling.Compose;

/// <summary>A component that a composition is made of. Immutable, safe from many threads.</summary>
public sealed class CompositionPackage
{
    private CompositionPackage(string name, ComponentType type, ComponentDefinition? definition) =>
        (Name, Type, Definition) = (name, type, definition);

    /// <summary>What it is called: the package's name in a script, the file elsewhere.</summary>
    public string Name { get; }

    /// <summary>The component; null where only its type is known, so that it must be imported.</summary>
    public ComponentDefinition? Definition { get; }

    /// <summary>The names of its imports, in order.</summary>
    public IReadOnlyList<string> Imports => [.. Type.Imports.Items.Select(item => item.Name)];

    /// <summary>The names of its exports, in order.</summary>
    public IReadOnlyList<string> Exports => [.. Type.Exports.Items.Select(item => item.Name)];

    internal ComponentType Type { get; }

    /// <summary>A component that was validated.</summary>
    public static CompositionPackage Of(string name, ValidatedComponent component)
    {
        ArgumentNullException.ThrowIfNull(component);
        return new CompositionPackage(name, component.Type, component.Definition);
    }

    /// <summary>A component of which nothing is known but the world that it is made for.</summary>
    /// <exception cref="InvalidException">The world has what no component can have.</exception>
    public static CompositionPackage Of(string name, WitWorld world) => new(name, WorldTypes.Of(world), null);

    /// <summary>Reads a component, text or binary, and validates it.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="bytes">The component, which must not change as long as the package is used.</param>
    /// <param name="file">What errors call the input.</param>
    /// <exception cref="CompositionException">It is a core module or a package of WIT, which cannot be instantiated.</exception>
    /// <exception cref="DovetailException">It is wrong.</exception>
    public static CompositionPackage Read(string name, ReadOnlyMemory<byte> bytes, string file)
    {
        if (WasmInput.KindOf(bytes.Span, file) == WasmKind.Module)
        {
            throw NotAComponent(file, !WasmInput.IsWebAssembly(bytes.Span)
                ? "is neither a component nor a module; where it is WIT, give the component that was made for it"
                : $"is a core module, not a component; make it one first, as in `dovetail new {file}`");
        }
        var component = ComponentValidator.Validate(WasmInput.ReadComponent(bytes, file), gates: ComponentFeatures.All);
        return InterfaceDecoder.IsPackage(component)
            ? throw NotAComponent(file, "is a package of WIT, not a component: it has interfaces and worlds, and no code")
            : Of(name, component);
    }

    private static CompositionException NotAComponent(string file, string what) => new(
    [
        new CompositionProblem { Rule = CompositionRule.Input, Path = file, Message = $"`{file}` {what}" },
    ]);
}
