using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Dovetail.AspNetCore;

/// <summary>How a host is doing, as JSON.</summary>
internal static class ComponentHealth
{
    public static async Task WriteAsync(HttpContext context, ComponentHost host)
    {
        var isFull = host.QueuedRequests >= host.Options.MaxQueuedRequests && host.ActiveRequests >= host.Options.MaxConcurrentRequests;
        context.Response.StatusCode = isFull ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK;
        context.Response.ContentType = "application/json";
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("status", isFull ? "full" : "ok");
            json.WriteString("component", host.Component.Name);
            json.WriteNumber("active", host.ActiveRequests);
            json.WriteNumber("queued", host.QueuedRequests);
            json.WriteNumber("swaps", host.Swaps);
            json.WriteEndObject();
        }
        await context.Response.Body.WriteAsync(buffer.GetBuffer().AsMemory(0, (int)buffer.Length), context.RequestAborted).ConfigureAwait(false);
    }
}
