using Dovetail.Wit.Names;

namespace Dovetail.Wasi.Http;

/// <summary>Components that answer HTTP requests: they export <c>wasi:http/incoming-handler</c>.</summary>
public static class IncomingHandler
{
    private const string Interface = "wasi:http/incoming-handler";
    private const string Name = Interface + "@0.2.12";

    /// <summary>Whether the component answers requests by WASI 0.2, of whatever patch version.</summary>
    public static bool IsHandler(Component component)
    {
        ArgumentNullException.ThrowIfNull(component);
        return component.Exports.Any(IsHandler);
    }

    /// <summary>The handler of an instance.</summary>
    /// <exception cref="ArgumentException">It has none, or one of another type.</exception>
    internal static Action<IncomingRequest, ResponseOutparam> Of(ComponentInstance instance) =>
        instance.GetInterface(Name).GetFunction<Action<IncomingRequest, ResponseOutparam>>("handle");

    private static bool IsHandler(string export)
    {
        var names = new NameMap<bool>(NameMatching.Compatible);
        return export.StartsWith(Interface, StringComparison.Ordinal) && names.TryAdd(export, true) && names.TryGet(Name, out _, out _);
    }
}
