using Dovetail.Wasm.Modules;

namespace Dovetail.Wasm.Text;

/// <summary>
/// What an index space is called in a text that is printed: the names that a name section has, made identifiers. What has none goes by its
/// number.
/// </summary>
/// <remarks>
/// Names need not be unique, but identifiers must: the second of a name becomes <c>$"#func7 name"</c>, with the annotation
/// <c>(@name "name")</c>, and so does a name that itself begins with <c>#</c>. A reader takes such an identifier for no name, and the
/// annotation for the name.
/// </remarks>
internal sealed class IdSpace
{
    /// <summary>What an identifier begins with that a printer made up.</summary>
    public const char MadeUp = '#';

    private readonly Dictionary<int, (string? Id, string? Annotation)> _ids = [];

    /// <param name="keyword">What made-up identifiers begin with.</param>
    /// <param name="names">The names, of which those from <paramref name="count"/> on are left out.</param>
    /// <param name="count">How many things the index space holds.</param>
    public IdSpace(string keyword, IndexNames names, long count)
    {
        var used = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < names.Count && names[i].Index < count; i++)
        {
            var (index, name) = names[i];
            _ids[index] = name.Length == 0 ? (null, name)
                : name[0] != MadeUp && used.Add(name) ? (name, null)
                : ($"{MadeUp}{keyword}{index} {name}", name);
        }
    }

    public static IdSpace Empty { get; } = new("", IndexNames.Empty, 0);

    /// <summary>How many names have been written with the definitions they belong to.</summary>
    public int Written { get; private set; }

    /// <summary>The identifier of what stands at <paramref name="index"/>, without the <c>$</c>; null where it has none.</summary>
    public string? IdOf(int index) => _ids.TryGetValue(index, out var known) ? known.Id : null;

    /// <summary>Writes, behind the keyword of a definition, its identifier and its index in a comment.</summary>
    public void WriteDefinition(TextPrinter printer, int index)
    {
        WriteName(printer, index);
        printer.Write(" (;");
        printer.WriteIndex(index);
        printer.Write(";)");
    }

    /// <summary>Writes, behind the keyword of a definition, its identifier.</summary>
    public void WriteName(TextPrinter printer, int index)
    {
        if (!_ids.TryGetValue(index, out var known))
        {
            return;
        }
        Written++;
        if (known.Id is { } id)
        {
            printer.Write(' ');
            printer.WriteId(id);
        }
        if (known.Annotation is { } name)
        {
            printer.Write(" (@name ");
            printer.WriteName(name);
            printer.Write(')');
        }
    }

    /// <summary>Writes a reference: the identifier, or the index where there is none.</summary>
    public void WriteUse(TextPrinter printer, int index)
    {
        if (IdOf(index) is { } id)
        {
            printer.WriteId(id);
        }
        else
        {
            printer.WriteIndex(index);
        }
    }
}
