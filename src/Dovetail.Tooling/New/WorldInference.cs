using System.Collections.Immutable;
using System.Text;
using Dovetail.Wasm.Modules;
using Dovetail.Wit.Names;
using Dovetail.Wit.Resolution;
using Dovetail.Wit.Text;

namespace Dovetail.Tooling.New;

/// <summary>A world that was read off what a module exports.</summary>
/// <param name="Module">The module, with its exports under the names that the world has for them.</param>
/// <param name="World">The world.</param>
/// <param name="LeftOut">What the module exports and the world does not, each with the reason.</param>
public sealed record InferredWorld(ModuleDefinition Module, ModuleWorld World, ImmutableArray<string> LeftOut);

/// <summary>
/// Reads a world off the functions that a module exports, if these take and give nothing but numbers: <c>i32</c> is taken for <c>s32</c>,
/// <c>i64</c> for <c>s64</c>. What else a number may mean a module does not say.
/// </summary>
public static class WorldInference
{
    // What toolchains export for themselves.
    private static readonly string[] s_internal = ["_start", "_initialize", "main", "memory"];
    private static readonly string[] s_internalPrefixes = ["__", "cabi_", "canonical_abi_"];

    /// <summary>Reads a world off <paramref name="module"/>. Safe from many threads.</summary>
    /// <exception cref="InvalidException">Nothing that it exports is a function of numbers, or two names are one in WIT.</exception>
    public static InferredWorld Infer(ModuleDefinition module)
    {
        ArgumentNullException.ThrowIfNull(module);
        var shape = new ModuleShape(module);
        var names = NameSection.Read(module);
        var leftOut = ImmutableArray.CreateBuilder<string>();
        var chosen = new Dictionary<string, string>(StringComparer.Ordinal);
        var text = new StringBuilder("package inferred:module;\n\nworld root {\n");
        foreach (var export in module.Exports.Where(export => !IsInternal(export.Name) && export.Kind == ExternKind.Function))
        {
            var label = LabelOf(export.Name);
            if (label is null || shape.Function(export.Name) is not { } type || Signature(type, names.Of(NamePart.Locals, export.Index)) is not { } signature)
            {
                leftOut.Add(label is null ? $"`{export.Name}`, whose name has no form in WIT" : $"`{export.Name}`, whose type {shape.Function(export.Name)} is not of numbers");
                continue;
            }
            if (!chosen.TryAdd(label, export.Name))
            {
                throw new InvalidException($"the module exports both `{chosen[label]}` and `{export.Name}`, which are `{label}` in WIT: rename one, or write the WIT");
            }
            text.Append("  export %").Append(label).Append(": ").Append(signature).Append(";\n");
        }
        if (chosen.Count == 0)
        {
            throw new InvalidException("the module exports no function of numbers, off which a world could be read: write the WIT, and give it with --wit");
        }
        var world = WitResolution.Resolve([new WitSourceGroup([new SourceText(text.Append("}\n").ToString(), "inferred.wit")])]).SelectWorld();
        var labels = chosen.ToDictionary(pair => pair.Value, pair => pair.Key, StringComparer.Ordinal);
        var renamed = module with
        {
            Exports = [.. module.Exports.Select(export => labels.TryGetValue(export.Name, out var label) ? export with { Name = label } : export)],
        };
        return new InferredWorld(renamed, new ModuleWorld(world), leftOut.ToImmutable());
    }

    private static bool IsInternal(string name) =>
        s_internal.Contains(name) || Array.Exists(s_internalPrefixes, prefix => name.StartsWith(prefix, StringComparison.Ordinal));

    private static string? Signature(FunctionType type, IndexNames locals)
    {
        if (type.Results.Length > 1 || !type.Parameters.Concat(type.Results).All(value => value.IsNumber))
        {
            return null;
        }
        var labels = type.Parameters.Select((_, i) => locals.Find(i) is { } name ? LabelOf(name) : null).ToList();
        // Names that a toolchain left out, or gave twice, are replaced all together.
        var usable = labels.All(label => label is not null) && labels.Distinct().Count() == labels.Count;
        var parameters = type.Parameters.Select((value, i) => $"%{(usable ? labels[i] : $"p{i}")}: {Text(value)}");
        return $"func({string.Join(", ", parameters)})" + (type.Results.IsEmpty ? "" : $" -> {Text(type.Results[0])}");
    }

    private static string Text(ValType type) => type.Kind switch
    {
        ValKind.I32 => "s32",
        ValKind.I64 => "s64",
        _ => type.ToString(),
    };

    /// <summary>A name of a programming language as a label of WIT: <c>getAll</c> and <c>get_all</c> are <c>get-all</c>; null for what is none.</summary>
    private static string? LabelOf(string name)
    {
        var label = new StringBuilder();
        for (var i = 0; i < name.Length; i++)
        {
            if (char.IsAsciiLetterUpper(name[i]) && i > 0 && (char.IsAsciiLetterLower(name[i - 1]) || char.IsAsciiDigit(name[i - 1])))
            {
                label.Append('-');
            }
            label.Append(name[i] == '_' ? '-' : char.ToLowerInvariant(name[i]));
        }
        var text = label.ToString().Trim('-');
        return Kebab.IsLabel(text) ? text : null;
    }
}
