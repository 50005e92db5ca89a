using System.Text;
using Dovetail.Wasi.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace Dovetail.AspNetCore;

/// <summary>Fields between ASP.NET Core, where their values are strings, and guests, where they are the bytes that came in or go out.</summary>
internal static class FieldEncoding
{
    /// <summary>The fields of a section, as the bytes that Kestrel read.</summary>
    /// <inheritdoc cref="FieldList.Append"/>
    public static FieldList ToGuest(HttpContext context, IHeaderDictionary section, int mostBytes, ErrorCode? tooLarge = null)
    {
        var list = new FieldList(mostBytes);
        foreach (var (name, values) in section)
        {
            foreach (var value in values)
                list.Append(name, Ascii.IsValid(value) ? Encoding.ASCII.GetBytes(value!) : (Kestrel(context)?.RequestHeaderEncodingSelector(name) ?? Encoding.UTF8).GetBytes(value ?? ""), tooLarge);
        }
        return list;
    }

    /// <summary>A value, as the string that Kestrel writes as these bytes. Where it is not set up to write them, it refuses the string.</summary>
    public static string ToServer(HttpContext context, string name, byte[] value) => Ascii.IsValid(value)
        ? Encoding.ASCII.GetString(value)
        : (Kestrel(context)?.ResponseHeaderEncodingSelector(name) ?? Encoding.UTF8).GetString(value);

    /// <summary>As above, of the values of one name.</summary>
    public static StringValues ToServer(HttpContext context, string name, IEnumerable<(string Name, byte[] Value)> fields) =>
        new([.. fields.Select(field => ToServer(context, name, field.Value))]);

    private static KestrelServerOptions? Kestrel(HttpContext context) => context.RequestServices?.GetService<IOptions<KestrelServerOptions>>()?.Value;
}
