using Dovetail.Wasm.Components;
using Dovetail.Wasm.Components.Types;
using Dovetail.Wasm.Interfaces;
using Dovetail.Wit.Resolution;
using Dovetail.Wit.Resolution.Passes;
using Dovetail.Wit.Syntax;
using Dovetail.Wit.Text;

namespace Dovetail.Tooling.Compose.Scripts;

/// <summary>
/// The types of a script. WAC has WIT's, so they are resolved as WIT: the script's interfaces and worlds are a package, and each import, and
/// the types that stand by themselves, a world or an interface that nobody else sees.
/// </summary>
internal sealed class ScriptTypes
{
    private const string TypesName = "wac-0-types";

    private readonly Script _script;
    private readonly DiagnosticBag _diagnostics;
    private readonly ScriptInterfaces _interfaces;
    private readonly ScriptScope _scope = new();
    private readonly MemberLowering _lowering;
    private readonly WitDocument _document;
    private readonly List<Member> _types = [];
    private readonly Dictionary<ImportStatement, (string World, UsePath? Path)> _imports = [];
    private UsePath? _target;
    private WitResolution? _resolution;
    private ComponentDefinition? _package;
    private InstanceType? _alone;

    private ScriptTypes(Script script, ScriptPackages packages, DiagnosticBag diagnostics)
    {
        (_script, _diagnostics) = (script, diagnostics);
        _interfaces = new ScriptInterfaces(packages, script.Package.Name, script.Source, diagnostics);
        _lowering = new MemberLowering(_scope, script.Source, diagnostics);
        _document = new WitDocument(script.Source, script.Package, [], [], [], []);
    }

    /// <summary>Resolves the types of a script.</summary>
    /// <exception cref="WitException">Something is wrong with them.</exception>
    public static ScriptTypes Resolve(Script script, ScriptPackages packages, DiagnosticBag diagnostics)
    {
        var types = new ScriptTypes(script, packages, diagnostics);
        foreach (var statement in script.Statements)
        {
            types.Lower(statement);
        }
        types._target = script.Target is null ? null : types._interfaces.Complete(script.Target);
        types.Resolve();
        return types;
    }

    /// <summary>What a script imports by a statement: its type, and what it needs around.</summary>
    public (ComponentType Around, NamedExtern Item) Import(ImportStatement statement)
    {
        var (world, _) = _imports[statement];
        var around = WorldTypes.Of(World(world));
        return (around, around.Imports.Items[^1]);
    }

    /// <summary>The name that a script's path has for an import; null where it is not imported by a path.</summary>
    public UsePath? PathOf(ImportStatement statement) => _imports[statement].Path;

    /// <summary>A type that stands by itself.</summary>
    public TypeNode Type(TypeStatement statement)
    {
        _alone ??= ((InstanceExtern)WorldTypes.Of(World(TypesName + "-world")).Exports.Items[^1].Type).Type;
        _alone.Exports.TryGet(statement.Member.Name.Text, out var type);
        return type is FunctionExtern function ? function.Type : ((TypeExtern)type!).Type;
    }

    /// <summary>An interface or a world, as the type of components that a package of WIT has for it.</summary>
    public TypeDefinition Definition(string name)
    {
        var fields = (_package ??= InterfaceEncoder.Encode(_resolution!.Roots[0])).Fields;
        var export = fields.OfType<ExportField>().First(field => field.Name == name);
        return ((TypeField)fields[fields.IndexOf(export) - 1]).Type;
    }

    /// <summary>The world that the script targets; null where there is none.</summary>
    public WitWorld? Target()
    {
        if (_target is null)
        {
            return null;
        }
        var package = _target.Package is null ? _resolution!.Roots[0] : _resolution!.Find(_target.Package);
        var world = package?.Worlds.FirstOrDefault(world => world.Name == _target.Name.Text);
        if (world is null)
        {
            _diagnostics.Add($"there is no world `{_target}`", _script.Source, _target.Name.Span);
        }
        return world;
    }

    private WitWorld World(string name) => _resolution!.Roots[0].Worlds.First(world => world.Name == name);

    private void Lower(Statement statement)
    {
        switch (statement)
        {
            case InterfaceStatement { Item: var item }:
                _document.Interfaces.Add(item with { Members = Complete(_lowering.Lower(item.Members)) });
                break;
            case WorldStatement { Item: var item }:
                _document.Worlds.Add(item with { Members = Complete(_lowering.Lower(item.Members)) });
                break;
            case TypeStatement { Member: var type }:
                _lowering.CheckParts(type);
                break;
            case ImportStatement import:
                Lower(import);
                break;
            default:
                break;
        }
        if (!_scope.TryAdd(statement))
        {
            var name = ScriptScope.NameOf(statement)!.Value;
            _diagnostics.Add($"`{name.Text}` is defined twice", _script.Source, name.Span);
        }
        else if (statement is TypeStatement { Member: var added })
        {
            _types.Add(_scope.Function(added.Name.Text) is { } function ? new FunctionMember(added.Preamble, added.Name, function) : added);
        }
    }

    private void Lower(ImportStatement import)
    {
        if (_lowering.Lower(import.Type) is not { } type)
        {
            return;
        }
        var path = type is ExternPath { Path: { Package: not null } written } ? written : null;
        var name = $"wac-{_imports.Count + 1}-import";
        var member = new ExternMember(new Preamble(null, null, null), false, path is null ? import.Local : null, type);
        // Types of the script that it uses become imports of types, which come first.
        var members = Complete(_lowering.Lower([member]));
        _document.Worlds.Add(new WorldItemSyntax(member.Preamble, import.Local with { Text = name }, members));
        _imports.Add(import, (name, path));
    }

    private List<Member> Complete(List<Member> members) => members.ConvertAll(member => member switch
    {
        UseMember use => use with { Path = _interfaces.Complete(use.Path) },
        IncludeMember include => include with { Path = _interfaces.Complete(include.Path) },
        ExternMember { Type: ExternPath path } item => item with { Type = new ExternPath(_interfaces.Complete(path.Path)) },
        ExternMember { Type: ExternInline inline } item => item with { Type = new ExternInline(Complete(inline.Members)) },
        _ => member,
    });

    private void Resolve()
    {
        if (_types.Count > 0)
        {
            var preamble = new Preamble(null, null, null);
            var name = new Identifier(TypesName, _script.Package.Span);
            _document.Interfaces.Add(new InterfaceItem(preamble, name, _types));
            _document.Worlds.Add(new WorldItemSyntax(preamble, name with { Text = TypesName + "-world" },
                [new ExternMember(preamble, true, null, new ExternPath(new UsePath(null, default, name)))]));
        }
        _resolution = Resolver.Resolve(_interfaces.Groups, WitOptions.Default, _document, _diagnostics, _interfaces.IsIncomplete);
    }
}
