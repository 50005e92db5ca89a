/// <summary>A database of the host. Guests hold handles to it, never the object.</summary>
internal sealed class Database(string name)
{
    private readonly Dictionary<string, string> _rows = [];

    public string? Get(string key) => _rows.GetValueOrDefault(key);

    public void Set(string key, string value) => _rows[key] = value;

    public void Close() => Console.WriteLine($"closed {name}");
}
