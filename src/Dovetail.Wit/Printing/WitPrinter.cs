using System.Collections.Immutable;
using Dovetail.Wit.Names;
using Dovetail.Wit.Resolution;

namespace Dovetail.Wit.Printing;

/// <summary>
/// Writes packages as WIT. What is written resolves to the same packages, if the features of their <c>@unstable</c> items are on;
/// writing these gives the same text again.
/// </summary>
/// <remarks>
/// Worlds are written with all that they include and need, and without <c>include</c>. Items of features that were off are not there
/// to be written.
/// </remarks>
public sealed class WitPrinter
{
    private readonly IndentedText _text = new();
    private readonly PackageName _package;

    private WitPrinter(PackageName package) => _package = package;

    /// <summary>Writes one package as a file.</summary>
    public static string Print(WitPackage package)
    {
        var printer = new WitPrinter(package.Name);
        printer.Docs(package.Docs);
        printer._text.Line($"package {Name(package.Name)};");
        printer.Items(package);
        return printer._text.ToString();
    }

    /// <summary>Writes all packages as one file: the last root first, the others behind it in braces.</summary>
    public static string Print(WitResolution resolution)
    {
        var main = resolution.Roots.LastOrDefault() ?? resolution.Packages.LastOrDefault();
        if (main is null)
        {
            return "";
        }
        return Print(main) + string.Concat(resolution.Packages.Where(package => package != main).Select(PrintNested));
    }

    /// <summary>Writes the part of a package that is one world.</summary>
    public static string Print(WitWorld world)
    {
        var printer = new WitPrinter(world.Package);
        printer._text.Line($"package {Name(world.Package)};");
        printer.World(world);
        return printer._text.ToString();
    }

    /// <summary>Writes one interface, without its package; a name in braces gets none.</summary>
    public static string Print(WitInterface item)
    {
        var printer = new WitPrinter(item.Package);
        printer.NamedInterface(item);
        return printer._text.ToString();
    }

    private static string PrintNested(WitPackage package)
    {
        var printer = new WitPrinter(package.Name);
        printer.Docs(package.Docs);
        printer._text.Open($"package {Name(package.Name)}");
        printer.Items(package);
        printer._text.Close();
        return "\n" + printer._text;
    }

    private void Items(WitPackage package)
    {
        foreach (var item in package.Interfaces)
        {
            _text.Gap();
            NamedInterface(item);
        }
        foreach (var world in package.Worlds)
        {
            World(world);
        }
    }

    private void NamedInterface(WitInterface item)
    {
        Docs(item.Docs);
        Gates(item.Stability, null);
        _text.Open(item.Name is null ? "interface" : $"interface {TypeText.Name(item.Name)}");
        Interface(item);
        _text.Close();
    }

    private void Interface(WitInterface item)
    {
        Types(item.Types, item.Functions);
        foreach (var function in item.Functions.Where(function => function.Resource is null))
        {
            _text.Gap();
            Function(function);
        }
    }

    private void World(WitWorld world)
    {
        _text.Gap();
        Docs(world.Docs);
        Gates(world.Stability, null);
        _text.Open($"world {TypeText.Name(world.Name)}");
        foreach (var import in world.Imports.OfType<WorldInterface>())
        {
            Extern("import", import);
        }
        var functions = world.Imports.OfType<WorldFunction>().Select(item => item.Function).ToImmutableArray();
        var types = world.Imports.OfType<WorldType>().Select(item => item.Definition).ToImmutableArray();
        Types(types, functions);
        foreach (var function in functions.Where(function => function.Resource is null))
        {
            Function(function, "import ");
        }
        _text.Gap();
        foreach (var export in world.Exports)
        {
            Extern("export", export);
        }
        _text.Close();
    }

    private void Extern(string verb, WorldItem item)
    {
        if (item is WorldFunction { Function: var function })
        {
            Function(function, verb + " ");
            return;
        }
        var named = (WorldInterface)item;
        Docs(named.Docs);
        Gates(named.Stability, named.ExternalId);
        var label = named.Label is null ? "" : TypeText.Name(named.Label) + ": ";
        if (named.Interface.Name is not null)
        {
            _text.Line($"{verb} {label}{Path(named.Interface)};");
            return;
        }
        _text.Open($"{verb} {label}interface");
        Interface(named.Interface);
        _text.Close();
    }

    private void Types(ImmutableArray<WitTypeDefinition> types, ImmutableArray<WitFunction> functions)
    {
        for (var i = 0; i < types.Length;)
        {
            var type = types[i];
            if (type.Used is null)
            {
                _text.Gap();
                Type(type, functions);
                _text.Gap();
                i++;
                continue;
            }
            // What is used of one interface, one after the other and under the same gate, is one item.
            var end = i + 1;
            while (end < types.Length && types[end].Used?.Owner == type.Used.Owner && types[end].Stability == type.Stability)
            {
                end++;
            }
            Gates(type.Stability, type.ExternalId);
            var names = types.AsSpan(i, end - i).ToArray().Select(Used);
            _text.Line($"use {Path((WitInterface)type.Used.Owner)}.{{{string.Join(", ", names)}}};");
            i = end;
        }
        if (!types.IsEmpty)
        {
            _text.Gap();
        }
    }

    private static string Used(WitTypeDefinition type) => type.Used!.Name == type.Name
        ? TypeText.Name(type.Name)
        : $"{TypeText.Name(type.Used.Name)} as {TypeText.Name(type.Name)}";

    private void Type(WitTypeDefinition type, ImmutableArray<WitFunction> functions)
    {
        Docs(type.Docs);
        Gates(type.Stability, type.ExternalId);
        var name = TypeText.Name(type.Name);
        switch (type.Body)
        {
            case AliasBody alias:
                _text.Line($"type {name} = {TypeText.Of(alias)};");
                break;
            case RecordBody record:
                Parts($"record {name}", record.Fields.Select(f => (f.Docs, $"{TypeText.Name(f.Name)}: {TypeText.Of(f.Type)}")));
                break;
            case VariantBody variant:
                Parts($"variant {name}", variant.Cases.Select(c => (c.Docs, c.Type is null
                    ? TypeText.Name(c.Name)
                    : $"{TypeText.Name(c.Name)}({TypeText.Of(c.Type)})")));
                break;
            case EnumBody @enum:
                Parts($"enum {name}", @enum.Cases.Select(c => (c.Docs, TypeText.Name(c.Name))));
                break;
            case FlagsBody flags:
                Parts($"flags {name}", flags.Flags.Select(f => (f.Docs, TypeText.Name(f.Name))));
                break;
            default:
                Resource(name, [.. functions.Where(function => function.Resource == type)]);
                break;
        }
    }

    private void Parts(string head, IEnumerable<(string? Docs, string Text)> parts)
    {
        _text.Open(head);
        foreach (var (docs, part) in parts)
        {
            Docs(docs);
            _text.Line(part + ",");
        }
        _text.Close();
    }

    private void Resource(string name, ImmutableArray<WitFunction> functions)
    {
        if (functions.IsEmpty)
        {
            _text.Line($"resource {name};");
            return;
        }
        _text.Open($"resource {name}");
        foreach (var function in functions)
        {
            Function(function);
        }
        _text.Close();
    }

    private void Function(WitFunction function, string verb = "")
    {
        Docs(function.Docs);
        Gates(function.Stability, function.ExternalId);
        _text.Line($"{verb}{TypeText.Of(function)};");
    }

    private void Docs(string? docs)
    {
        foreach (var line in DocText.Lines(docs))
        {
            _text.Line(line.Length == 0 ? "///" : "/// " + line);
        }
    }

    private void Gates(Stability? gate, string? externalId)
    {
        if (gate?.Since is { } since)
        {
            _text.Line($"@since(version = {since})");
        }
        if (gate?.Feature is { } feature)
        {
            _text.Line($"@unstable(feature = {TypeText.Name(feature)})");
        }
        if (gate?.Deprecated is { } deprecated)
        {
            _text.Line($"@deprecated(version = {deprecated})");
        }
        if (externalId is not null)
        {
            _text.Line($"@external-id({StringText.Quote(externalId)})");
        }
    }

    private string Path(WitInterface item)
    {
        if (item.Package == _package)
        {
            return TypeText.Name(item.Name!);
        }
        return $"{PathOf(item.Package)}/{TypeText.Name(item.Name!)}{VersionOf(item.Package)}";
    }

    private static string Name(PackageName name) => PathOf(name) + VersionOf(name);

    private static string PathOf(PackageName name) =>
        string.Join(":", name.Namespace.Split(':').Select(TypeText.Name)) + ":" + string.Join("/", name.Name.Split('/').Select(TypeText.Name));

    private static string VersionOf(PackageName name) => name.Version is { } version ? $"@{version}" : "";
}
