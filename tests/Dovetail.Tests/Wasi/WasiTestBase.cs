using Dovetail.Wasi;

namespace Dovetail.Tests.Wasi;

/// <summary>A store whose guests have what a test grants them.</summary>
public abstract class WasiTestBase : IDisposable
{
    private readonly List<Store> _stores = [];

    private protected Engine Engine { get; } = new();

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        _stores.ForEach(store => store.Dispose());
        Engine.Dispose();
    }

    /// <summary>An instance of a component in a store of its own.</summary>
    private protected ComponentInstance Start(string text, WasiOptions? options = null, StoreOptions? limits = null)
    {
        var store = Track(new Store(Engine, limits));
        return new Linker(Engine).AddWasi(options).Instantiate(store, Component.Parse(Engine, text));
    }

    /// <summary>A store that ends with the test.</summary>
    private protected Store Track(Store store)
    {
        _stores.Add(store);
        return store;
    }

    /// <summary>An interface of WASI that a component imports and exports again.</summary>
    private protected static ComponentInstance Interface(ComponentInstance instance, string name) => instance.GetInterface($"test:wasi/{name}");

    /// <summary>The error code of a result, or <c>ok</c>.</summary>
    private protected static string Code(WitValue result) => result.CaseName == "ok" ? "ok" : $"{result.CaseValue}";

    private protected static string Text(WitValue bytes) => string.Concat(Enumerable.Range(0, bytes.Items.Count).Select(i => (char)(byte)bytes.Items[i]));
}

/// <summary>What streams of the tests do besides.</summary>
internal static class Calls
{
    /// <summary>Calls a method of a resource.</summary>
    public static WitValue Method(this ComponentInstance instance, string name, WitValue self, params WitValue[] arguments) =>
        instance.Call($"[method]{name}", [self, .. arguments]);

    public static WitValue Ok(this WitValue result) => result.CaseName == "ok" ? result.CaseValue ?? WitValue.Tuple() : throw new InvalidOperationException($"{result}");

    public static WitValue Err(this WitValue result) => result.CaseName == "err" ? result.CaseValue!.Value : throw new InvalidOperationException($"{result}");
}
