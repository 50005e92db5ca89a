using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Dovetail.AspNetCore;

/// <summary>Gives requests to components.</summary>
/// <remarks>
/// A component of ten thousand functions, as one in JavaScript is, has an array of them in each instance, large enough for .NET to collect all generations for it. An
/// application that serves such components sets <c>System.GC.LOHThreshold</c> to 524288 (<c>RuntimeHostConfigurationOption</c> in its project), as <c>dovetail serve</c> does.
/// </remarks>
public static class ComponentEndpoints
{
    /// <summary>Has a component handle all requests to a path and below, of every method.</summary>
    /// <param name="path">The path: <c>/shop</c> for it and all below; or a pattern of a route.</param>
    /// <inheritdoc cref="ComponentHost(Component, ComponentHostOptions, ILogger{ComponentHost})"/>
    public static IEndpointConventionBuilder MapComponent(this IEndpointRouteBuilder endpoints, string path, Component component, ComponentHostOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        return endpoints.MapComponent(path, new ComponentHost(component, options, endpoints.ServiceProvider.GetService<ILogger<ComponentHost>>()));
    }

    /// <summary>As above, with a host, which can exchange its component.</summary>
    public static IEndpointConventionBuilder MapComponent(this IEndpointRouteBuilder endpoints, string path, ComponentHost host)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(host);
        var pattern = path.Contains('{', StringComparison.Ordinal) ? path : $"{path.TrimEnd('/')}/{{**rest}}";
        return endpoints.Map(pattern, (RequestDelegate)host.HandleAsync).WithDisplayName($"component {host.Component.Name ?? "of no file"}");
    }

    /// <summary>
    /// Answers <c>GET</c> of a path with what a host is doing, as JSON: 200 while it takes requests, 503 while it turns them away.
    /// </summary>
    public static IEndpointConventionBuilder MapComponentHealth(this IEndpointRouteBuilder endpoints, string path, ComponentHost host)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(host);
        return endpoints.MapGet(path, (RequestDelegate)(context => ComponentHealth.WriteAsync(context, host)));
    }
}
