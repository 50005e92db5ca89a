using Dovetail.Tests.Wasm.Modules.Printing;
using Dovetail.Wasm;
using Dovetail.Wasm.Components;
using Dovetail.Wasm.Components.Decoding;
using Dovetail.Wasm.Components.Encoding;
using Dovetail.Wasm.Components.Text;
using Dovetail.Wit.Text;

namespace Dovetail.Tests.Wasm.Components.Printing;

/// <summary>Checks that a component is the same after text and binary.</summary>
internal static class ComponentRoundTrip
{
    public static string Print(ComponentDefinition component, PrintOptions? options = null)
    {
        using var writer = new StringWriter();
        WasmOutput.Print(component, writer, options);
        return writer.ToString();
    }

    public static ComponentDefinition Parse(string text) => ComponentParser.Parse(new SourceText(text), strictIndices: true);

    /// <summary>What differs between a component and what its text, and the binary of that, are read as; null where nothing does.</summary>
    public static string? Check(ComponentDefinition component)
    {
        var text = Print(component);
        var parsed = Parse(text);
        var again = Print(parsed);
        if (again != text)
        {
            return $"printed again it reads otherwise: {ModuleRoundTrip.FirstDifference(text, again)}";
        }
        var decoded = ComponentDecoder.Decode(ComponentEncoder.Encode(parsed));
        return Difference(component, parsed) is { } lost ? $"text: {lost}"
            : Difference(parsed, decoded) is { } changed ? $"binary: {changed}"
            : Print(decoded) is var last && last != text ? $"printed from binary it reads otherwise: {ModuleRoundTrip.FirstDifference(text, last)}"
            : !ComponentEncoder.Encode(parsed).AsSpan().SequenceEqual(ComponentEncoder.Encode(decoded)) ? "encoded again, other bytes"
            : null;
    }

    private static string? Difference(ComponentDefinition expected, ComponentDefinition actual)
    {
        if (!Encode(expected).AsSpan().SequenceEqual(Encode(actual)))
        {
            return "definitions differ";
        }
        if (!ComponentNames.Read(expected).Encode().AsSpan().SequenceEqual(ComponentNames.Read(actual).Encode()))
        {
            return "names differ";
        }
        foreach (var (a, b) in expected.Fields.Where(IsCompared).Zip(actual.Fields.Where(IsCompared)))
        {
            var difference = (a, b) switch
            {
                (CoreModuleField x, CoreModuleField y) => ModuleRoundTrip.Difference(x.Module, y.Module),
                (NestedComponentField x, NestedComponentField y) => Difference(x.Component, y.Component),
                _ => null,
            };
            if (difference is not null)
            {
                return difference;
            }
        }
        return null;
    }

    // Names may move, and modules are compared by what they mean.
    private static byte[] Encode(ComponentDefinition component) => ComponentEncoder.Encode(WithoutParts(component));

    private static ComponentDefinition WithoutParts(ComponentDefinition component) => new(
    [
        .. component.Fields.Where(IsCompared).Select(field => field switch
        {
            CoreModuleField module => module with { Module = new() },
            NestedComponentField nested => nested with { Component = new([]) },
            _ => field,
        }),
    ]);

    private static bool IsCompared(ComponentField field) => field is not CustomField { Name: ComponentNames.SectionName };
}
