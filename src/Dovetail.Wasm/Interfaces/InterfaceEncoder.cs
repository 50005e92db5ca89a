using System.Collections.Immutable;
using Dovetail.Wasm.Components;
using Dovetail.Wasm.Components.Types;
using Dovetail.Wit.Resolution;

namespace Dovetail.Wasm.Interfaces;

/// <summary>Makes the binary form of a package of WIT: a component that holds nothing but types (WIT.md, "Package Format").</summary>
/// <remarks>
/// Each interface and world is a component type of its own that imports what it needs, so that it is complete without the others. The same
/// package gives the same component. Thread-safe.
/// </remarks>
public static class InterfaceEncoder
{
    /// <summary>The component that holds <paramref name="package"/>, with its docs.</summary>
    /// <exception cref="InvalidException">It is empty, so that its name would be lost.</exception>
    /// <exception cref="LimitException">Its interfaces use so many others that the component would be too large to be validated.</exception>
    public static ComponentDefinition Encode(WitPackage package)
    {
        ArgumentNullException.ThrowIfNull(package);
        if (package.Interfaces.IsEmpty && package.Worlds.IsEmpty)
        {
            throw new InvalidException($"package `{package.Name}` has no interface and no world, which alone would carry its name in a binary");
        }
        var fields = ImmutableArray.CreateBuilder<ComponentField>();
        var budget = new TypeBudget();
        foreach (var item in package.Interfaces)
        {
            Add(fields, item.Name!, Encode(item, budget));
        }
        foreach (var world in package.Worlds)
        {
            Add(fields, world.Name, Encode(world));
        }
        fields.Add(new CustomField(PackageDocs.SectionName, PackageDocsWriter.Write(package), 0));
        return new ComponentDefinition(fields.ToImmutable());
    }

    /// <summary>The type of a component that has the imports and exports of <paramref name="world"/>.</summary>
    /// <exception cref="InvalidException">It has what no component can have.</exception>
    public static ComponentTypeDefinition EncodeType(WitWorld world)
    {
        ArgumentNullException.ThrowIfNull(world);
        var encoding = new TypeEncoding(isInstance: false);
        new WorldEncoder(encoding).Encode(world);
        return new ComponentTypeDefinition(encoding.Declarations);
    }

    /// <summary>The component that holds <paramref name="world"/> alone, as modules carry it that were made for it.</summary>
    internal static ComponentDefinition EncodeWorld(WitWorld world)
    {
        var fields = ImmutableArray.CreateBuilder<ComponentField>();
        Add(fields, world.Name, Encode(world));
        return new ComponentDefinition(fields.ToImmutable());
    }

    internal static ImmutableArray<ExternAttribute> Attributes(string? externalId) =>
        externalId is null ? [] : [new ExternAttribute(ExternAttributeKind.ExternalId, externalId)];

    /// <summary>A type that is used where its interface is not imported, as WIT can't say but a binary package can.</summary>
    internal static InvalidException NotImported(WitTypeDefinition type) =>
        new($"type `{type.Name}` of `{type.Owner}` is used where neither imports nor exports have it");

    private static void Add(ImmutableArray<ComponentField>.Builder fields, string name, TypeEncoding encoding)
    {
        // An export adds a type of its own, so each item takes two.
        var index = fields.Count;
        fields.Add(new TypeField(new ComponentTypeDefinition(encoding.Declarations), 0));
        fields.Add(new ExportField(name, Sort.Type, index, null, 0));
    }

    private static TypeEncoding Encode(WitInterface item, TypeBudget budget)
    {
        var encoding = new TypeEncoding(isInstance: false);
        var interfaces = new WorldEncoder(encoding);
        interfaces.ImportTypes(item.Dependencies, budget);
        interfaces.Export(new WorldInterface(null, item));
        return encoding;
    }

    private static TypeEncoding Encode(WitWorld world)
    {
        var encoding = new TypeEncoding(isInstance: false);
        var type = encoding.Add(EncodeType(world));
        encoding.AddExtern(true, world.FullName.ToString(), new ExternTypeReference(ExternTypeKind.Component, type), []);
        return encoding;
    }
}
