namespace Dovetail.Wasi.Http;

/// <summary>The fields of a header or trailer section, in order, names in the case that they came in. For one thread at a time.</summary>
/// <param name="mostBytes">How many bytes names and values may have together, 32 for each field among them.</param>
internal sealed class FieldList(int mostBytes)
{
    // What RFC 9113 §6.5.2 counts for a field besides its name and value.
    private const int Overhead = 32;

    private readonly List<(string Name, byte[] Value)> _fields = [];
    private long _bytes;

    /// <summary>How many bytes there are, as they are counted.</summary>
    public long Bytes => _bytes;

    /// <summary>How many fields there are.</summary>
    public int Count => _fields.Count;

    /// <summary>The fields, in order.</summary>
    public IReadOnlyList<(string Name, byte[] Value)> Entries => _fields;

    /// <summary>The value of <c>content-length</c>; null where there is none, or several that differ.</summary>
    public long? ContentLength => Get("content-length").Select(value => FieldSyntax.LengthOf(value)).Distinct().ToArray() is [var length] ? length : null;

    /// <summary>The values of a name, whatever its case.</summary>
    public IEnumerable<byte[]> Get(string name) => _fields.Where(field => Is(field.Name, name)).Select(field => field.Value);

    /// <summary>Whether there is a field of the name.</summary>
    public bool Has(string name) => _fields.Exists(field => Is(field.Name, name));

    /// <summary>Adds a field.</summary>
    /// <param name="tooLarge">What is wrong where there is no room for it; null where the guest traps.</param>
    /// <exception cref="TrapException">There is no room for it.</exception>
    /// <exception cref="HttpRefusedException">There is no room for it, which is <paramref name="tooLarge"/>.</exception>
    public void Append(string name, byte[] value, ErrorCode? tooLarge = null)
    {
        var size = Size(name, value);
        if (size > mostBytes - _bytes)
        {
            throw tooLarge is not null ? new HttpRefusedException(tooLarge) : new TrapException(
                TrapCode.LimitReached, $"fields of {_bytes + size} bytes, {mostBytes} are the most (WasiLimits.{nameof(WasiLimits.MaxFieldBytes)})");
        }
        _bytes += size;
        _fields.Add((name, value));
    }

    /// <summary>Removes all fields of a name.</summary>
    public void Delete(string name) => _fields.RemoveAll(field =>
    {
        var isIt = Is(field.Name, name);
        if (isIt)
            _bytes -= Size(field.Name, field.Value);
        return isIt;
    });

    /// <summary>Another list of the same fields.</summary>
    public FieldList Clone()
    {
        var clone = new FieldList(mostBytes) { _bytes = _bytes };
        clone._fields.AddRange(_fields);
        return clone;
    }

    private static int Size(string name, byte[] value) => name.Length + value.Length + Overhead;

    private static bool Is(string name, string other) => name.Equals(other, StringComparison.OrdinalIgnoreCase);
}
