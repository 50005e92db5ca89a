using System.Collections.Immutable;
using Dovetail.Wasm.Text;

namespace Dovetail.Wasm.Components.Printing;

/// <summary>The index spaces of a component, or of a component or instance type, as far as it is written, and what is called how in them.</summary>
internal sealed class PrintScope
{
    private readonly IdSpace[] _ids = new IdSpace[Sorts.Count];
    private readonly int[] _defined = new int[Sorts.Count];

    /// <summary>The scope of a component, whose definitions may have names.</summary>
    public PrintScope(ImmutableArray<ComponentField> fields, ComponentNames names)
    {
        var counts = new long[Sorts.Count];
        foreach (var field in fields)
        {
            if (Definitions.Of(field) is var (sort, count))
            {
                counts[(int)sort] += count;
            }
        }
        for (var i = 0; i < Sorts.Count; i++)
        {
            _ids[i] = new IdSpace(((Sort)i).Text().Replace(' ', '-'), names.Of((Sort)i), counts[i]);
        }
    }

    /// <summary>The scope of a type, in which nothing has a name.</summary>
    public PrintScope() => Array.Fill(_ids, IdSpace.Empty);

    /// <summary>How many names have been written with the definitions they belong to.</summary>
    public int Written => _ids.Sum(ids => ids.Written);

    /// <summary>Writes, behind the keyword of a definition, its identifier and its index in a comment, and counts it from then on.</summary>
    public void WriteDefinition(TextPrinter printer, Sort sort) => _ids[(int)sort].WriteDefinition(printer, _defined[(int)sort]++);

    /// <summary>Writes a reference: the identifier, or the index where there is none. What stands further down goes by its index.</summary>
    public void WriteUse(TextPrinter printer, Sort sort, int index)
    {
        if ((uint)index < (uint)_defined[(int)sort])
        {
            _ids[(int)sort].WriteUse(printer, index);
        }
        else
        {
            printer.WriteIndex(index);
        }
    }
}

internal static class Definitions
{
    /// <summary>The index space that a field adds to, and how many indices; null for one that adds none.</summary>
    public static (Sort Sort, int Count)? Of(ComponentField field) => field switch
    {
        CoreModuleField => (Sort.CoreModule, 1),
        CoreInstanceField => (Sort.CoreInstance, 1),
        CoreTypeField { Type: CoreTypeGroup group } => (Sort.CoreType, group.Types.Length),
        CoreTypeField => (Sort.CoreType, 1),
        NestedComponentField => (Sort.Component, 1),
        InstanceField => (Sort.Instance, 1),
        AliasField alias => (alias.Alias.Sort, 1),
        TypeField => (Sort.Type, 1),
        CanonField { Canon: CanonLift } => (Sort.Function, 1),
        CanonField => (Sort.CoreFunction, 1),
        ImportField import => (import.Type.Sort, 1),
        ExportField export => (export.Sort, 1),
        ExportDeclaration export => (export.Type.Sort, 1),
        StartField start => (Sort.Value, (int)Math.Min(start.Results, int.MaxValue)),
        ValueField => (Sort.Value, 1),
        _ => null,
    };
}
