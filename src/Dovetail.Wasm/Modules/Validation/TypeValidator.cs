using System.Collections.Immutable;

namespace Dovetail.Wasm.Modules.Validation;

/// <summary>
/// Checks the type section (core specification 3.0, 3.2 "Types"): references stay within the types known so far, supertypes are open,
/// come earlier and match.
/// </summary>
internal static class TypeValidator
{
    public static void Validate(ModuleContext context)
    {
        var types = context.Module.Types;
        for (var at = 0; at < context.Module.Groups.Length; at++)
        {
            var group = context.Module.Groups[at];
            for (var i = group.First; i < group.First + group.Count; i++)
            {
                CheckReferences(context, i, group.First + group.Count);
            }
            UseFeatures(context, group);
        }
        context.Matching = new TypeMatching(types, new CanonicalTypes().Add(types, context.Module.Groups));
        // Depths first: to match types walks up their supertypes.
        CheckDepths(types);
        for (var i = 0; i < types.Length; i++)
        {
            CheckSupertype(context, i);
        }
    }

    /// <summary>What type <paramref name="index"/> refers to must exist up to the end of its group.</summary>
    private static void CheckReferences(ModuleContext context, int index, int end)
    {
        var type = context.Module.Types[index];
        if (type.Supertype is { } super && (uint)super >= (uint)index)
        {
            throw new InvalidException($"unknown type {(uint)super} as the supertype of type {index}");
        }
        switch (type.Composite)
        {
            case FunctionType function:
                CheckAll(context, function.Parameters, end);
                CheckAll(context, function.Results, end);
                break;
            case StructType structure:
                CheckAll(context, structure.Fields, end);
                break;
            case ArrayType array:
                Check(context, array.Element.Type, end);
                break;
        }
    }

    private static void CheckAll(ModuleContext context, ImmutableArray<ValType> types, int end)
    {
        for (var i = 0; i < types.Length; i++)
        {
            Check(context, types[i], end);
        }
    }

    private static void CheckAll(ModuleContext context, ImmutableArray<FieldType> fields, int end)
    {
        foreach (var field in fields)
        {
            Check(context, field.Type, end);
        }
    }

    private static void Check(ModuleContext context, ValType type, int end)
    {
        if (type.IsReference && type.Heap.Kind == HeapKind.Concrete && (uint)type.Heap.TypeIndex >= (uint)end)
        {
            throw new InvalidException($"unknown type {(uint)type.Heap.TypeIndex}");
        }
        context.Features.UseType(type, null);
    }

    private static void UseFeatures(ModuleContext context, RecursiveGroup group)
    {
        if (group.Count != 1)
        {
            context.Features.Use(WasmFeatures.Gc, null);
            return;
        }
        var type = context.Module.Types[group.First];
        if (!type.IsFinal || type.Supertype is not null || type.Composite is not FunctionType function)
        {
            context.Features.Use(WasmFeatures.Gc, null);
        }
        else if (function.Results.Length > 1)
        {
            context.Features.Use(WasmFeatures.MultiValue, null);
        }
    }

    private static void CheckSupertype(ModuleContext context, int index)
    {
        var types = context.Module.Types;
        if (types[index].Supertype is not { } super)
        {
            return;
        }
        if (types[super].IsFinal)
        {
            throw new InvalidException($"sub type {index} has the final supertype {super}");
        }
        if (!context.Matching.Matches(types[index].Composite, types[super].Composite))
        {
            throw new InvalidException($"sub type {index} does not match its supertype {super}");
        }
    }

    private static void CheckDepths(ImmutableArray<SubType> types)
    {
        var depths = new byte[types.Length];
        for (var i = 0; i < types.Length; i++)
        {
            if (types[i].Supertype is { } super)
            {
                depths[i] = (byte)(depths[super] + 1);
                ModuleLimits.SubtypingDepth.Check(depths[i], null);
            }
        }
    }
}
