using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Dovetail.Wit.Resolution;

namespace Dovetail.ConformanceTests;

/// <summary>
/// Says what a dump of the suite means, and what a resolution means, in the same lines: ids are followed, and the order of imports and
/// of packages doesn't count.
/// </summary>
internal static partial class WitDump
{
    public static string Describe(JsonElement dump) => new DumpReader(dump).Describe();

    public static string Describe(WitResolution resolution)
    {
        var lines = new List<string>();
        foreach (var package in resolution.Packages)
        {
            var at = package.Name.ToString();
            lines.Add($"{at}: package{Docs(package.Docs)}");
            foreach (var item in package.Interfaces)
            {
                Describe(lines, $"{at}/{item.Name}", item);
            }
            foreach (var world in package.Worlds)
            {
                lines.Add($"{at}/{world.Name}: world{Gate(world.Stability)}{Docs(world.Docs)}");
                lines.AddRange(world.Imports.Select(item => $"{at}/{world.Name} import {Describe(lines, $"{at}/{world.Name}", item)}"));
                lines.AddRange(world.Exports.Select(item => $"{at}/{world.Name} export {Describe(lines, $"{at}/{world.Name}", item)}"));
            }
        }
        return Sorted(lines);
    }

    private static string Describe(List<string> lines, string at, WorldItem item)
    {
        switch (item)
        {
            case WorldFunction function:
                return Describe(function.Function);
            case WorldType type:
                return Describe(type.Definition);
            case WorldInterface { Interface: { Name: null } inline } named:
                Describe(lines, $"{at}.{named.Label}", inline);
                return $"{named.Label}: inline";
            default:
                var by = (WorldInterface)item;
                return $"{by.Label ?? "interface"}: {Owner(by.Interface)}{Gate(item.Stability)}";
        }
    }

    private static void Describe(List<string> lines, string at, WitInterface item)
    {
        lines.Add($"{at}: interface{Gate(item.Stability)}{Docs(item.Docs)}");
        lines.AddRange(item.Types.Select(type => $"{at}.{Describe(type)}"));
        lines.AddRange(item.Functions.Select(function => $"{at}.{Describe(function)}"));
    }

    private static string Describe(WitTypeDefinition type)
    {
        var body = type.Body switch
        {
            AliasBody { Target: NamedUse named } => "= " + Reference(named.Definition),
            AliasBody alias => "= " + Describe(alias.Target),
            RecordBody record => "record " + string.Join(", ", record.Fields.Select(f => $"{f.Name}: {Describe(f.Type)}{Docs(f.Docs)}")),
            VariantBody variant => "variant " + string.Join(", ", variant.Cases.Select(c => $"{c.Name}({Describe(c.Type)}){Docs(c.Docs)}")),
            EnumBody @enum => "enum " + string.Join(", ", @enum.Cases.Select(c => c.Name + Docs(c.Docs))),
            FlagsBody flags => "flags " + string.Join(", ", flags.Flags.Select(f => f.Name + Docs(f.Docs))),
            _ => "resource",
        };
        return $"{type.Name} {body}{Gate(type.Stability)}{Docs(type.Docs)}";
    }

    private static string Describe(WitFunction function)
    {
        var parameters = string.Join(", ", function.Parameters.Select(p => $"{p.Name}: {Describe(p.Type)}"));
        var resource = function.Resource is null ? "" : " " + Reference(function.Resource);
        var kind = (function.IsAsync ? "async-" : "") + function.Kind.ToString().ToLowerInvariant();
        return $"{function.Name} {kind}{resource}({parameters}) -> {Describe(function.Result)}{Gate(function.Stability)}{Docs(function.Docs)}";
    }

    private static string Describe(TypeUse? use) => use switch
    {
        null => "_",
        NamedUse named => named.Definition.Resource is null ? Reference(named.Definition) : $"own {Reference(named.Definition)}",
        OwnUse own => $"own {Reference(own.Resource)}",
        BorrowUse borrow => $"borrow {Reference(borrow.Resource)}",
        ListUse { Length: null } list => $"list<{Describe(list.Element)}>",
        ListUse list => $"list<{Describe(list.Element)}, {list.Length}>",
        OptionUse option => $"option<{Describe(option.Item)}>",
        ResultUse result => $"result<{Describe(result.Ok)}, {Describe(result.Error)}>",
        TupleUse tuple => $"tuple<{string.Join(", ", tuple.Items.Select(Describe))}>",
        MapUse map => $"map<{Describe(map.Key)}, {Describe(map.Value)}>",
        StreamUse stream => $"stream<{Describe(stream.Element)}>",
        FutureUse future => $"future<{Describe(future.Element)}>",
        _ => use.Type.ToString(),
    };

    private static string Reference(WitTypeDefinition type) => $"{Owner(type.Owner)}.{type.Name}";

    private static string Owner(WitTypeOwner owner) => owner switch
    {
        WitInterface { Name: null } => "inline",
        WitInterface item => $"{item.Package}/{item.Name}",
        WitWorld world => $"{world.Package}/{world.Name}",
        _ => "?",
    };

    private static string Gate(Stability? gate) => gate switch
    {
        null => "",
        { Since: { } since } => $" since {since}{(gate.Deprecated is { } version ? $" deprecated {version}" : "")}",
        _ => $" unstable {gate.Feature}{(gate.Deprecated is { } version ? $" deprecated {version}" : "")}",
    };

    // How comments are delimited is no part of what they say.
    private static string Docs(string? docs) => docs is null ? "" : $" ({Delimiters().Replace(docs, "")})";

    private static string Sorted(List<string> lines)
    {
        lines.Sort(StringComparer.Ordinal);
        return new StringBuilder().AppendJoin('\n', lines).ToString();
    }

    [GeneratedRegex(@"[\s/*]+")]
    private static partial Regex Delimiters();

    /// <summary>Follows the ids of a dump.</summary>
    private sealed class DumpReader(JsonElement dump)
    {
        private readonly List<string> _lines = [];

        public string Describe()
        {
            foreach (var package in dump.GetProperty("packages").EnumerateArray())
            {
                var at = Text(package, "name");
                _lines.Add($"{at}: package{Docs(package)}");
                foreach (var item in package.GetProperty("interfaces").EnumerateObject())
                {
                    Interface($"{at}/{item.Name}", At("interfaces", item.Value));
                }
                foreach (var item in package.GetProperty("worlds").EnumerateObject())
                {
                    World($"{at}/{item.Name}", At("worlds", item.Value));
                }
            }
            return Sorted(_lines);
        }

        private JsonElement At(string list, JsonElement id) => dump.GetProperty(list)[id.GetInt32()];

        private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

        private void World(string at, JsonElement world)
        {
            _lines.Add($"{at}: world{Gate(world)}{Docs(world)}");
            foreach (var (verb, list) in new[] { ("import", "imports"), ("export", "exports") })
            {
                foreach (var item in world.GetProperty(list).EnumerateObject())
                {
                    _lines.Add($"{at} {verb} {Item(at, item.Name, item.Value)}");
                }
            }
        }

        private string Item(string at, string key, JsonElement item)
        {
            if (item.TryGetProperty("function", out var function))
            {
                return Function(function);
            }
            if (item.TryGetProperty("type", out var type))
            {
                return Type(At("types", type));
            }
            var named = item.GetProperty("interface");
            var target = At("interfaces", named.GetProperty("id"));
            if (target.GetProperty("name").ValueKind == JsonValueKind.Null)
            {
                Interface($"{at}.{key}", target);
                return $"{key}: inline";
            }
            var label = key.StartsWith("interface-", StringComparison.Ordinal) ? "interface" : key;
            return $"{label}: {Owner(target)}{Gate(named)}";
        }

        private void Interface(string at, JsonElement item)
        {
            _lines.Add($"{at}: interface{Gate(item)}{Docs(item)}");
            _lines.AddRange(item.GetProperty("types").EnumerateObject().Select(type => $"{at}.{Type(At("types", type.Value))}"));
            _lines.AddRange(item.GetProperty("functions").EnumerateObject().Select(function => $"{at}.{Function(function.Value)}"));
        }

        private string Type(JsonElement type)
        {
            var kind = type.GetProperty("kind");
            var body = kind.ValueKind == JsonValueKind.String ? kind.GetString()!
                : kind.TryGetProperty("type", out var target) ? "= " + Alias(target)
                : kind.EnumerateObject().First() switch
                {
                    { Name: "record" } record => "record " + Parts(record.Value, "fields", f => $"{Text(f, "name")}: {Use(f.GetProperty("type"))}"),
                    { Name: "variant" } variant => "variant " + Parts(variant.Value, "cases", c => $"{Text(c, "name")}({Use(c.GetProperty("type"))})"),
                    { Name: "enum" } @enum => "enum " + Parts(@enum.Value, "cases", c => Text(c, "name")),
                    { Name: "flags" } flags => "flags " + Parts(flags.Value, "flags", f => Text(f, "name")),
                    var other => "= " + Structure(other.Name, other.Value),
                };
            return $"{Text(type, "name")} {body}{Gate(type)}{Docs(type)}";
        }

        private static string Parts(JsonElement body, string name, Func<JsonElement, string> describe) =>
            string.Join(", ", body.GetProperty(name).EnumerateArray().Select(part => describe(part) + Docs(part)));

        private string Function(JsonElement function)
        {
            var kind = function.GetProperty("kind");
            var (name, resource) = kind.ValueKind == JsonValueKind.String
                ? (kind.GetString()!, "")
                : kind.EnumerateObject().Select(p => (p.Name, " " + Reference(At("types", p.Value)))).First();
            var parameters = function.GetProperty("params").EnumerateArray().Select(p => $"{Text(p, "name")}: {Use(p.GetProperty("type"))}");
            var result = function.TryGetProperty("result", out var type) ? Use(type) : "_";
            return $"{Text(function, "name")} {name}{resource}({string.Join(", ", parameters)}) -> {result}{Gate(function)}{Docs(function)}";
        }

        private string Alias(JsonElement target) => target.ValueKind == JsonValueKind.String ? target.GetString()!
            : At("types", target) is var type && type.GetProperty("name").ValueKind != JsonValueKind.Null ? Reference(type)
            : Use(target);

        private string Use(JsonElement use)
        {
            switch (use.ValueKind)
            {
                case JsonValueKind.Null:
                    return "_";
                case JsonValueKind.String:
                    return use.GetString()!;
                default:
                    var type = At("types", use);
                    if (type.GetProperty("name").ValueKind != JsonValueKind.Null)
                    {
                        return Reference(type);
                    }
                    var kind = type.GetProperty("kind");
                    if (kind.ValueKind == JsonValueKind.String)
                    {
                        return kind.GetString()!;
                    }
                    var structure = kind.EnumerateObject().First();
                    return Structure(structure.Name, structure.Value);
            }
        }

        private string Structure(string name, JsonElement value) => name switch
        {
            "handle" => value.EnumerateObject().Select(h => $"{h.Name} {Reference(At("types", h.Value))}").First(),
            "result" => $"result<{Use(value.GetProperty("ok"))}, {Use(value.GetProperty("err"))}>",
            "tuple" => $"tuple<{string.Join(", ", value.GetProperty("types").EnumerateArray().Select(Use))}>",
            "map" or "fixed-length-list" when value.ValueKind == JsonValueKind.Array =>
                $"{name.Replace("fixed-length-", "", StringComparison.Ordinal)}<{string.Join(", ", value.EnumerateArray().Select(v => v.ValueKind == JsonValueKind.Number && name != "map" && v.Equals(value[1]) ? v.ToString() : Use(v)))}>",
            _ => $"{name}<{Use(value)}>",
        };

        private string Reference(JsonElement type)
        {
            var owner = type.GetProperty("owner");
            var at = owner.TryGetProperty("interface", out var id) ? Owner(At("interfaces", id))
                : owner.TryGetProperty("world", out id) ? Owner(At("worlds", id)) : "?";
            return $"{at}.{Text(type, "name")}";
        }

        private string Owner(JsonElement owner) => owner.GetProperty("name").ValueKind == JsonValueKind.Null
            ? "inline"
            : $"{Text(At("packages", owner.GetProperty("package")), "name")}/{Text(owner, "name")}";

        private static string Gate(JsonElement item)
        {
            if (!item.TryGetProperty("stability", out var gate))
            {
                return "";
            }
            var kind = gate.EnumerateObject().First();
            var value = kind.Name == "stable" ? "since " + Text(kind.Value, "since") : "unstable " + Text(kind.Value, "feature");
            return " " + value + (kind.Value.TryGetProperty("deprecated", out var version) && version.ValueKind == JsonValueKind.String
                ? $" deprecated {version.GetString()}" : "");
        }

        private static string Docs(JsonElement item) =>
            WitDump.Docs(item.TryGetProperty("docs", out var docs) ? docs.GetProperty("contents").GetString() : null);
    }
}
