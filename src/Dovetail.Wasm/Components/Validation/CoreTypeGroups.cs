using Dovetail.Wasm.Modules;

namespace Dovetail.Wasm.Components.Validation;

/// <summary>
/// Recursive groups of core types in components and in types of modules (core specification 3.0, 3.2 "Types"): what they refer to is
/// known, supertypes are open, come earlier and match.
/// </summary>
internal static class CoreTypeGroups
{
    /// <summary>Adds the types of a group to an index space.</summary>
    public static void Define(ValidationContext context, List<CoreTypeEntry> space, CoreTypeGroup group)
    {
        var first = space.Count;
        for (var i = 0; i < group.Types.Length; i++)
        {
            CheckType(context, space, group, i);
        }
        if (group.Types.IsEmpty)
        {
            context.Require(WasmFeatures.Gc);
            return;
        }
        var table = context.CoreTypes;
        var canonical = table.Add(group.Types, first, index => space[index].Canonical);
        for (var i = 0; i < group.Types.Length; i++)
        {
            space.Add(new CoreTypeEntry(canonical + i, table[canonical + i].Composite as FunctionType, null));
        }
        for (var i = 0; i < group.Types.Length; i++)
        {
            CheckSupertype(context, canonical + i);
        }
    }

    private static void CheckType(ValidationContext context, List<CoreTypeEntry> space, CoreTypeGroup group, int place)
    {
        var (type, first) = (group.Types[place], space.Count);
        if (type.Supertype is { } super && (uint)super >= (uint)(first + place))
        {
            context.Fail($"unknown type {(uint)super} as a supertype");
        }
        type.Map(index =>
        {
            CheckIndex(context, space, index, first + group.Types.Length);
            return index;
        });
        if (group.Types.Length != 1 || type is not { IsFinal: true, Supertype: null, Composite: FunctionType function })
        {
            context.Require(WasmFeatures.Gc);
        }
        else if (function.Results.Length > 1)
        {
            context.Require(WasmFeatures.MultiValue);
        }
        foreach (var part in PartsOf(type.Composite))
        {
            ModuleTypes.Check(context, part);
        }
    }

    private static void CheckIndex(ValidationContext context, List<CoreTypeEntry> space, int index, int end)
    {
        if ((uint)index >= (uint)end)
        {
            context.Fail($"unknown type {(uint)index}: type index out of bounds");
        }
        if (index < space.Count && space[index].Module is not null)
        {
            context.Fail($"core type {index} is the type of a module");
        }
    }

    private static IEnumerable<ValType> PartsOf(CompositeType type) => type switch
    {
        FunctionType function => function.Parameters.Concat(function.Results),
        StructType structure => structure.Fields.Select(field => field.Type),
        ArrayType array => [array.Element.Type],
        _ => [],
    };

    private static void CheckSupertype(ValidationContext context, int canonical)
    {
        var table = context.CoreTypes;
        if (table[canonical].Supertype is not { } super)
        {
            return;
        }
        if (table[super].IsFinal)
        {
            context.Fail("a sub type has a final supertype");
        }
        if (!table.Matches(table[canonical].Composite, table[super].Composite))
        {
            context.Fail("a sub type does not match its supertype");
        }
        var depth = 0;
        for (int? at = canonical; at is { } index; at = table[index].Supertype)
        {
            ModuleLimits.SubtypingDepth.Check(depth++, context.Offset);
        }
    }
}
