using Dovetail.Wasm.Components.Validation;
using Dovetail.Wasm.Interfaces;
using Dovetail.Wasm.Modules;
using Dovetail.Wasm.Modules.Validation;
using Dovetail.Wit.Printing;
using Dovetail.Wit.Resolution;

namespace Dovetail.Wasm.Inspection;

/// <summary>What goes in and out of the parts of a composition, as text. All of it together is bounded, for types can be shared without end.</summary>
internal sealed class PartText
{
    private const int MaxLines = 400;
    private const int MaxLength = 40_000;
    private const long MaxTypes = 500_000;

    private readonly Dictionary<ValidatedComponent, WitResolution?> _resolutions = [];
    private long _types;

    /// <summary>What a component imports and exports, as WIT; a reason in brackets where WIT has no words for it.</summary>
    public string Of(ValidatedComponent component)
    {
        try
        {
            return ResolutionOf(component) is { } resolution ? Cut(WitPrinter.Print(resolution)) : "";
        }
        catch (InvalidException error)
        {
            return $"({error.Message})";
        }
    }

    /// <summary>The interface of that name, as WIT; empty where there is none.</summary>
    public string OfInterface(ValidatedComponent component, string name) =>
        Find(component)?.Packages.SelectMany(package => package.Interfaces).FirstOrDefault(item => item.FullName?.ToString() == name) is { } found
            ? Cut(WitPrinter.Print(found)) : "";

    /// <summary>What a core module imports and exports, a line for each.</summary>
    public static string Of(ValidatedModule module)
    {
        var imports = module.Definition.Imports.Select(import =>
            $"import {import.Module} {import.Name}: {TypeOf(module, import.Type)}");
        var exports = module.Definition.Exports.Select(export =>
            $"export {export.Name}: {TypeOf(module, module.ExternTypeOf(export.Kind, export.Index))}");
        return Cut(string.Join('\n', imports.Concat(exports).Take(MaxLines + 1)));
    }

    /// <summary>The types of the functions of what a component imports and exports, by the item and the function's own name.</summary>
    public Dictionary<(string Item, string Function), string> FunctionsOf(ValidatedComponent component)
    {
        var types = new Dictionary<(string, string), string>();
        if (Find(component)?.Roots is not [{ Worlds: [var world] }])
        {
            return types;
        }
        foreach (var item in world.Imports.Concat(world.Exports))
        {
            var functions = item switch
            {
                WorldInterface named => named.Interface.Functions,
                WorldFunction function => [function.Function],
                _ => [],
            };
            foreach (var function in functions)
            {
                types[(item.Name, function.Name)] = TypeOf(function);
            }
        }
        return types;
    }

    /// <summary>The type of what a core module imports.</summary>
    public static string TypeOf(ValidatedModule module, ExternType type) => type switch
    {
        FunctionImport function => $"func {module.FunctionTypeAt(function.TypeIndex)}",
        MemoryType memory => $"memory {memory.Limits.Minimum}{(memory.Limits.Maximum is { } most ? $" {most}" : "")}",
        TableType table => $"table {table.Limits.Minimum} {table.Element}",
        GlobalType global => $"global {(global.Mutable ? "mut " : "")}{global.Value}",
        _ => type.Kind().Keyword(),
    };

    private WitResolution? Find(ValidatedComponent component)
    {
        try
        {
            return ResolutionOf(component);
        }
        catch (InvalidException)
        {
            return null;
        }
    }

    private WitResolution? ResolutionOf(ValidatedComponent component)
    {
        if (!_resolutions.TryGetValue(component, out var known))
        {
            _resolutions.Add(component, null);
            var size = component.Type.Size.Expanded;
            if (size > MaxTypes - _types)
            {
                return null;
            }
            _types += size;
            _resolutions[component] = known = InterfaceDecoder.Decode(component);
        }
        return known;
    }

    private static string TypeOf(WitFunction function)
    {
        var parameters = string.Join(", ", function.Parameters.Select(parameter => $"{parameter.Name}: {parameter.Type}"));
        return $"{(function.IsAsync ? "async " : "")}func({parameters}){(function.Result is null ? "" : $" -> {function.Result}")}";
    }

    private static string Cut(string text)
    {
        var end = Math.Min(text.Length, MaxLength);
        for (int line = 0, at = -1; line < MaxLines && (at = text.IndexOf('\n', at + 1)) >= 0; line++)
        {
            if (line == MaxLines - 1)
            {
                end = Math.Min(end, at);
            }
        }
        return end == text.Length ? text.TrimEnd() : string.Concat(text.AsSpan(0, end).TrimEnd(), "\n…");
    }
}
