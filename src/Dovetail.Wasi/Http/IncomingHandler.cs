namespace Dovetail.Wasi.Http;

/// <summary>Components that answer HTTP requests: they export <c>wasi:http/incoming-handler</c>.</summary>
public static class IncomingHandler
{
    private static readonly string _name = WasiHost.Name("http/incoming-handler");

    /// <summary>Whether the component answers requests by WASI 0.2, of whatever patch version.</summary>
    public static bool IsHandler(Component component)
    {
        ArgumentNullException.ThrowIfNull(component);
        return WasiHost.IsExported(component, _name);
    }

    /// <summary>The handler of an instance.</summary>
    /// <exception cref="ArgumentException">It has none, or one of another type.</exception>
    internal static Action<IncomingRequest, ResponseOutparam> Of(ComponentInstance instance) =>
        instance.GetInterface(_name).GetFunction<Action<IncomingRequest, ResponseOutparam>>("handle");
}
