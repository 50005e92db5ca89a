using System.Collections.Immutable;
using Dovetail.Wasm;
using Dovetail.Wasm.Components.Validation;
using Dovetail.Wasm.Inspection;
using Dovetail.Wasm.Interfaces;
using Dovetail.Wit.Names;
using Dovetail.Wit.Resolution;

namespace Dovetail.Tooling.Diff;

/// <summary>A thing of the world outside that only one of two components can touch.</summary>
/// <param name="Kind">Which of the two: the new one (<see cref="ChangeKind.Added"/>) or the old one.</param>
/// <param name="Capability">What it is.</param>
public sealed record CapabilityChange(ChangeKind Kind, Capability Capability);

/// <summary>How large something was and is, in bytes.</summary>
/// <param name="What">What.</param>
/// <param name="Old">The size of it in the old one.</param>
/// <param name="New">The size of it in the new one.</param>
public sealed record SizeChange(string What, long Old, long New);

/// <summary>How a component, or WIT, differs from what it was. Immutable.</summary>
public sealed class ComponentDiff
{
    private ComponentDiff(ImmutableArray<InterfaceChange> interfaces, SemanticVerdict verdict) => (Interfaces, Verdict) = (interfaces, verdict);

    /// <summary>The differences of interfaces, imports first.</summary>
    public ImmutableArray<InterfaceChange> Interfaces { get; }

    /// <summary>The differences of what it can touch; none of WIT.</summary>
    public ImmutableArray<CapabilityChange> Capabilities { get; private init; } = [];

    /// <summary>The sizes; none of WIT.</summary>
    public ImmutableArray<SizeChange> Sizes { get; private init; } = [];

    /// <summary>Which part of a semantic version the differences call for.</summary>
    public SemanticVerdict Verdict { get; }

    /// <summary>Compares two components.</summary>
    /// <param name="old">The old one, in the binary format.</param>
    /// <param name="new">The new one, likewise.</param>
    /// <exception cref="DovetailException">One of them is wrong, or imports or exports what WIT has no words for.</exception>
    public static ComponentDiff OfComponents(ReadOnlyMemory<byte> old, ReadOnlyMemory<byte> @new)
    {
        var (before, after) = (InterfacesOf(old), InterfacesOf(@new));
        var interfaces = WorldComparer.CompareWorlds(before, before.SelectWorld(), after, after.SelectWorld());
        var (oldOutline, newOutline) = (Outliner.ReadComponent(old), Outliner.ReadComponent(@new));
        return new ComponentDiff(interfaces, SemanticVerdict.OfComponent(interfaces, old.Span.SequenceEqual(@new.Span)))
        {
            Capabilities = Compare(Wasm.Inspection.Capabilities.Of(oldOutline), Wasm.Inspection.Capabilities.Of(newOutline)),
            Sizes =
            [
                new SizeChange("whole", oldOutline.Size, newOutline.Size),
                new SizeChange("core modules", ModulesOf(oldOutline), ModulesOf(newOutline)),
                new SizeChange("custom sections", CustomOf(oldOutline), CustomOf(newOutline)),
            ],
        };
    }

    /// <summary>Compares two resolutions of WIT, by the packages that were asked for.</summary>
    public static ComponentDiff OfWit(WitResolution old, WitResolution @new, bool areSame = false)
    {
        ArgumentNullException.ThrowIfNull(old);
        ArgumentNullException.ThrowIfNull(@new);
        var interfaces = WorldComparer.ComparePackages(old, @new);
        return new ComponentDiff(interfaces, SemanticVerdict.OfPackage(interfaces, areSame));
    }

    private static WitResolution InterfacesOf(ReadOnlyMemory<byte> component) =>
        InterfaceDecoder.Decode(ComponentValidator.Validate(WasmInput.ReadComponent(component), gates: ComponentFeatures.All));

    // Versions of a track lead to the same thing.
    private static ImmutableArray<CapabilityChange> Compare(ImmutableArray<Capability> old, ImmutableArray<Capability> @new) =>
    [
        .. old.Where(capability => !@new.Any(other => KeyOf(other) == KeyOf(capability))).Select(capability => new CapabilityChange(ChangeKind.Removed, capability)),
        .. @new.Where(capability => !old.Any(other => KeyOf(other) == KeyOf(capability))).Select(capability => new CapabilityChange(ChangeKind.Added, capability)),
    ];

    private static (string, string) KeyOf(Capability capability) => (capability.Area, InterfaceName.PathOf(capability.Import));

    private static long ModulesOf(ComponentOutline component) =>
        component.Modules.Sum(module => (long)module.Size) + component.Components.Sum(ModulesOf);

    private static long CustomOf(ComponentOutline component) =>
        component.Sections.Sum(section => (long)section.Size) + component.Components.Sum(CustomOf);
}
