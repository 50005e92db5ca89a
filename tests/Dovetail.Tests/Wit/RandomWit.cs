using System.Text;

namespace Dovetail.Tests.Wit;

/// <summary>
/// Writes packages of WIT from a seed: names that are keywords, versions of every form, docs, gates, chains of <c>use</c>, worlds that include others and rename
/// what they have. Now and then a world is refused, for it exports what an import of it needs.
/// </summary>
internal sealed class RandomWit
{
    private static readonly string[] s_keywords =
    [
        "as", "async", "bool", "borrow", "constructor", "enum", "export", "flags", "from", "func", "import", "include", "interface", "list", "map", "package",
        "record", "resource", "result", "static", "stream", "string", "type", "u8", "use", "variant", "with", "world",
    ];

    private static readonly string[] s_primitives = ["bool", "s8", "u8", "s16", "u16", "s32", "u32", "s64", "u64", "f32", "f64", "char", "string"];
    private static readonly string[] s_versions = ["", "", "@0.1.0", "@1.2.3", "@1.0.0-rc.1", "@0.0.2-a.b-c", "@2.0.0+b.7", "@1.0.0-x+y"];

    private readonly Random _random;
    private readonly StringBuilder _text = new();
    private readonly List<Interface> _interfaces = [];
    private readonly List<(string Package, string Path, List<string> Plain)> _worlds = [];
    private readonly HashSet<string> _packages = [];

    private RandomWit(int seed) => _random = new Random(seed);

    private sealed record Interface(string Package, string Name, string Path, List<(string Name, bool IsResource)> Types);

    /// <summary>Names of one scope; they differ in more than case.</summary>
    private sealed class Scope
    {
        public HashSet<string> Taken { get; } = new(StringComparer.OrdinalIgnoreCase) { "self", "w" };

        public List<(string Name, bool IsResource)> Types { get; } = [];
    }

    /// <summary>A file: a package with world <c>w</c>, and others in braces, to which it refers.</summary>
    public static string Write(int seed)
    {
        var wit = new RandomWit(seed);
        var nested = new List<string>();
        for (var count = wit._random.Next(4); count > 0; count--)
        {
            nested.Add(wit.Package(" {", "}\n", isMain: false));
        }
        return wit.Package(";", "", isMain: true) + string.Concat(nested);
    }

    private bool Chance(int percent) => _random.Next(100) < percent;

    private T Pick<T>(IReadOnlyList<T> items) => items[_random.Next(items.Count)];

    private string Words()
    {
        var words = Enumerable.Range(0, _random.Next(1, 4)).Select(i =>
            (i > 0 && Chance(30) ? _random.Next(10).ToString() : "") + string.Concat(Enumerable.Range(0, _random.Next(1, 5)).Select(_ => (char)('a' + _random.Next(8)))));
        return string.Join('-', words);
    }

    private string Name(Scope scope)
    {
        while (true)
        {
            var name = Chance(10) ? Pick(s_keywords) : Chance(10) ? Words().ToUpperInvariant() : Words();
            if (scope.Taken.Add(name))
            {
                return name;
            }
        }
    }

    private static string Escaped(string name) => s_keywords.Contains(name) ? "%" + name : name;

    private string Label(Scope scope) => Escaped(Name(scope));

    private string Package(string open, string close, bool isMain)
    {
        string path;
        do
        {
            path = $"{Escaped(Words())}:{Escaped(Words())}";
        }
        while (!_packages.Add(path));
        var version = Pick(s_versions);
        _text.Clear().Append($"package {path}{version}{open}\n");
        var scope = new Scope();
        for (var count = _random.Next(1, 5); count > 0; count--)
        {
            var name = Name(scope);
            var inner = new Scope();
            Docs("");
            _text.Append($"interface {Escaped(name)} {{\n");
            Uses(inner, path, version);
            Types(inner, version);
            Functions(inner, "", version);
            _text.Append("}\n");
            _interfaces.Add(new Interface(path, name, $"{path}/{Escaped(name)}{version}", inner.Types));
        }
        for (var count = _random.Next(3) + (isMain ? 1 : 0); count > 0; count--)
        {
            World(isMain && count == 1 ? "w" : Name(scope), path, version);
        }
        return _text.Append(close).ToString();
    }

    private void World(string name, string package, string version)
    {
        var scope = new Scope();
        var plain = new List<string>();
        Docs("");
        _text.Append($"world {Escaped(name)} {{\n");
        Uses(scope, package, version);
        Types(scope, version);
        plain.AddRange(scope.Types.Select(type => type.Name));
        foreach (var verb in new[] { "import", "export" })
        {
            foreach (var item in _interfaces.Where(_ => Chance(20)))
            {
                _text.Append($"  {verb} {PathOf(item, package)};\n");
            }
            plain.AddRange(Functions(scope, verb + " ", version));
        }
        if (Chance(30))
        {
            plain.Add(Name(scope));
            _text.Append($"  import {Escaped(plain[^1])}: {PathOf(Pick(_interfaces), package)};\n");
        }
        if (Chance(40))
        {
            plain.Add(Name(scope));
            _text.Append($"  {Pick(["import", "export"])} {Escaped(plain[^1])}: interface {{\n");
            var inner = new Scope();
            Uses(inner, package, version);
            Types(inner, version);
            Functions(inner, "", version);
            _text.Append("  }\n");
        }
        if (_worlds.Count > 0 && Chance(50))
        {
            var (from, path, names) = Pick(_worlds);
            var renames = new List<string>();
            foreach (var old in names)
            {
                plain.Add(Name(scope));
                renames.Add($"{Escaped(old)} as {Escaped(plain[^1])}");
            }
            var world = from == package ? path[(path.IndexOf('/') + 1)..].Split('@')[0] : path;
            _text.Append(renames.Count == 0 ? $"  include {world};\n" : $"  include {world} with {{ {string.Join(", ", renames)} }}\n");
        }
        _text.Append("}\n");
        _worlds.Add((package, $"{package}/{Escaped(name)}{version}", plain));
    }

    private static string PathOf(Interface item, string package) => item.Package == package ? Escaped(item.Name) : item.Path;

    private void Docs(string indent)
    {
        if (Chance(15))
        {
            _text.Append(Pick([$"{indent}/// {Words()} }} ; // x\n{indent}///   more\n", $"{indent}/** {Words()}\n{indent} * x */\n", $"{indent}///{Words()}\n"]));
        }
    }

    private void Gate(string version)
    {
        if (version.Length > 0 && Chance(15))
        {
            _text.Append("  @since(version = 0.0.1)\n").Append(Chance(30) ? "  @deprecated(version = 0.0.1)\n" : "");
        }
        else if (Chance(10))
        {
            _text.Append($"  @unstable(feature = f{_random.Next(3)})\n");
        }
    }

    private void Uses(Scope scope, string package, string version)
    {
        foreach (var item in _interfaces.Where(item => item.Types.Count > 0 && Chance(25)))
        {
            var names = new List<string>();
            foreach (var (name, isResource) in item.Types.Where(_ => Chance(50)))
            {
                var local = Chance(30) || !scope.Taken.Add(name) ? Name(scope) : name;
                names.Add(local == name ? Escaped(name) : $"{Escaped(name)} as {Escaped(local)}");
                scope.Types.Add((local, isResource));
            }
            if (names.Count > 0)
            {
                Gate(version);
                _text.Append($"  use {PathOf(item, package)}.{{{string.Join(", ", names)}}};\n");
            }
        }
    }

    private void Types(Scope scope, string version)
    {
        for (var count = _random.Next(6); count > 0; count--)
        {
            Docs("  ");
            Gate(version);
            var (name, inner) = (Name(scope), new Scope());
            var parts = Enumerable.Range(0, _random.Next(1, 5));
            var isResource = Chance(20);
            if (isResource)
            {
                scope.Types.Add((name, true));
                _text.Append($"  resource {Escaped(name)} {{\n").Append(Chance(40) ? $"    constructor({Parameters(scope)}){Pick(["", $" -> result<{Escaped(name)}>"])};\n" : "");
                inner.Taken.Add(name);
                foreach (var _ in parts)
                {
                    _text.Append($"    {Label(inner)}: {Pick(["", "static ", "async "])}func({Parameters(scope)}){Result(scope)};\n");
                }
                _text.Append("  }\n");
                continue;
            }
            _text.Append(_random.Next(5) switch
            {
                0 => $"  type {Escaped(name)} = list<{Type(scope, 0)}>;\n",
                1 => $"  record {Escaped(name)} {{ {string.Join(", ", parts.Select(_ => $"{Label(inner)}: {Type(scope, 0)}"))} }}\n",
                2 => $"  variant {Escaped(name)} {{ {string.Join(", ", parts.Select(_ => Label(inner) + (Chance(60) ? $"({Type(scope, 0)})" : "")))} }}\n",
                3 => $"  enum {Escaped(name)} {{ {string.Join(", ", parts.Select(_ => Label(inner)))} }}\n",
                _ => $"  flags {Escaped(name)} {{ {string.Join(", ", parts.Select(_ => Label(inner)))} }}\n",
            });
            scope.Types.Add((name, false));
        }
    }

    private List<string> Functions(Scope scope, string verb, string version)
    {
        var names = new List<string>();
        for (var count = _random.Next(4); count > 0; count--)
        {
            Docs("  ");
            Gate(version);
            names.Add(Name(scope));
            _text.Append($"  {verb}{Escaped(names[^1])}: {(Chance(10) ? "async " : "")}func({Parameters(scope)}){Result(scope)};\n");
        }
        return names;
    }

    private string Parameters(Scope scope)
    {
        var names = new Scope();
        return string.Join(", ", Enumerable.Range(0, _random.Next(4)).Select(_ => $"{Label(names)}: {Type(scope, 0, mayBorrow: true)}"));
    }

    private string Result(Scope scope) => Chance(60) ? $" -> {Type(scope, 0)}" : "";

    private string Type(Scope scope, int depth, bool mayBorrow = false)
    {
        if (depth > 3 || Chance(35))
        {
            return Pick(s_primitives);
        }
        if (scope.Types.Count > 0 && Chance(50))
        {
            var (name, isResource) = Pick(scope.Types);
            return !isResource ? Escaped(name) : Pick([Escaped(name), $"own<{Escaped(name)}>", mayBorrow ? $"borrow<{Escaped(name)}>" : Escaped(name)]);
        }
        string Inner() => Type(scope, depth + 1, mayBorrow);
        return _random.Next(7) switch
        {
            0 => $"list<{Inner()}>",
            1 => $"option<{Inner()}>",
            2 => Pick(["result", $"result<{Inner()}>", $"result<_, {Inner()}>", $"result<{Inner()}, {Inner()}>"]),
            3 => $"map<{Pick(["u8", "string", "bool", "char"])}, {Inner()}>",
            4 => $"list<{Inner()}, {_random.Next(1, 5)}>",
            _ => $"tuple<{string.Join(", ", Enumerable.Range(0, _random.Next(1, 4)).Select(_ => Inner()))}>",
        };
    }
}
