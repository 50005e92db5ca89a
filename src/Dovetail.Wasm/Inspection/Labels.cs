using Dovetail.Wasm.Components;
using Dovetail.Wasm.Components.Printing;

namespace Dovetail.Wasm.Inspection;

/// <summary>What the definitions of a component are called in an outline: by their names, or by where they come from.</summary>
internal sealed class Labels(ComponentNames names)
{
    /// <summary>Definitions can be aliases of aliases, and so the labels as long as the chain.</summary>
    private const int MaxLength = 200;

    private readonly List<string>[] _labels = [.. Enumerable.Range(0, Sorts.Count).Select(_ => new List<string>())];

    /// <summary>The label of what stands at an index.</summary>
    public string this[Sort sort, int index]
    {
        get
        {
            var known = _labels[(int)sort];
            return (uint)index < (uint)known.Count ? known[index] : $"{sort.Text()} {(uint)index}";
        }
    }

    /// <summary>The name of the definition that comes next; null where it has none.</summary>
    public string? NameOfNext(Sort sort) => names.Of(sort).Find(_labels[(int)sort].Count);

    /// <summary>Gives a label to what a field defines.</summary>
    public void Define(ComponentField field)
    {
        if (Definitions.Of(field) is not var (sort, count))
        {
            return;
        }
        var labels = _labels[(int)sort];
        // Types have no labels, and values are as many as a component says.
        if (count > 1 || sort is Sort.Type or Sort.CoreType or Sort.Value)
        {
            return;
        }
        var label = LabelOf(field) ?? NameOfNext(sort) ?? $"{sort.Text()} {labels.Count}";
        labels.Add(label.Length <= MaxLength ? label : label[..MaxLength] + "…");
    }

    private string? LabelOf(ComponentField field) => field switch
    {
        ImportField import => import.Name,
        AliasField { Alias: ExportAlias alias } => $"{this[Sort.Instance, alias.Instance]}#{alias.Name}",
        AliasField { Alias: CoreExportAlias alias } => $"{this[Sort.CoreInstance, alias.Instance]}.{alias.Name}",
        ExportField export => this[export.Sort, export.Index],
        CanonField { Canon: CanonLift lift } => $"lift of {this[Sort.CoreFunction, lift.CoreFunction]}",
        CanonField { Canon: CanonLower lower } => $"lower of {this[Sort.Function, lower.Function]}",
        CanonField { Canon: CanonBuiltIn builtIn } => BuiltInTable.Of(builtIn.BuiltIn).Text,
        _ => null,
    };
}
