using System.Collections.Immutable;
using Dovetail.Wasm.Components.Types;
using Dovetail.Wit.Names;
using Dovetail.Wit.Syntax;
using Dovetail.Wit.Text;

namespace Dovetail.Tooling.Compose.Scripts;

/// <summary>Carries out the statements of a script, from top to bottom. What is wrong is reported, and what hangs on it passed over.</summary>
internal sealed class ScriptEvaluator(Script script, ScriptPackages packages, ScriptTypes types, bool omitTypes, DiagnosticBag diagnostics)
{
    private readonly Composition _composition = new();
    private readonly Dictionary<string, CompositionNode?> _locals = new(StringComparer.Ordinal);
    private readonly Dictionary<PackageName, CompositionPackage?> _packages = [];
    private readonly Dictionary<string, SourceSpan> _places = new(StringComparer.Ordinal);
    private readonly ImmutableArray<CompositionLink>.Builder _links = ImmutableArray.CreateBuilder<CompositionLink>();

    public Composition Composition => _composition;

    public ImmutableArray<CompositionLink> Links => _links.ToImmutable();

    /// <summary>Where the script names an import or export of the whole.</summary>
    public SourceSpan PlaceOf(string name, SourceSpan otherwise) => _places.GetValueOrDefault(name, otherwise);

    public void Evaluate()
    {
        var renamed = script.Statements.OfType<ExportStatement>().Where(export => export.Value is NameExpression)
            .GroupBy(export => ((NameExpression)export.Value).Name.Text).ToDictionary(group => group.Key, group => group.First().As?.Text ?? group.Key);
        foreach (var statement in script.Statements)
        {
            switch (statement)
            {
                case ImportStatement import: Import(import); break;
                case InterfaceStatement { Item.Name: var name }: Define(name, renamed, text => new DefinitionNode(text, types.Definition(name.Text))); break;
                case WorldStatement { Item.Name: var name }: Define(name, renamed, text => new DefinitionNode(text, types.Definition(name.Text))); break;
                case TypeStatement type: Define(type.Member.Name, renamed, text => new TypeNodeDefinition(text, new TypeExtern(types.Type(type)))); break;
                case LetStatement let: _locals[let.Local.Text] = Evaluate(let.Value); break;
                case ExportStatement export: Export(export); break;
                default: break;
            }
        }
    }

    private void Import(ImportStatement statement)
    {
        var (around, item) = types.Import(statement);
        var path = types.PathOf(statement);
        var name = statement.As?.Text ?? path?.ToString() ?? statement.Local.Text;
        var span = statement.As?.Span ?? statement.Local.Span;
        _places.TryAdd(name, span);
        _locals[statement.Local.Text] = Try(span, () => _composition.Import(name, around, item.Type, $"import `{name}`", path is null ? null : item.Name));
    }

    private void Define<T>(Identifier name, Dictionary<string, string> renamed, Func<string, T> make)
        where T : CompositionNode
    {
        // Types that are exported under another name are so from the beginning.
        var exported = renamed.GetValueOrDefault(name.Text, name.Text);
        _locals[name.Text] = Try(name.Span, () =>
        {
            var node = _composition.Enter(make(exported));
            if (!omitTypes || renamed.ContainsKey(name.Text))
            {
                _composition.Export(node, exported);
            }
            return node;
        });
    }

    private CompositionNode? Evaluate(Expression expression) => expression switch
    {
        NameExpression name => Local(name),
        AccessExpression access => Access(access),
        NewExpression instantiation => Instantiate(instantiation),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private CompositionNode? Local(NameExpression expression)
    {
        if (_locals.TryGetValue(expression.Name.Text, out var node))
        {
            return node;
        }
        diagnostics.Add($"`{expression.Name.Text}` is not defined, or not before here: a composition is read from top to bottom", script.Source, expression.Span);
        return null;
    }

    // Accesses in a row are a long tree, which is gone through without recursion.
    private CompositionNode? Access(AccessExpression expression)
    {
        var accesses = new Stack<AccessExpression>();
        Expression inner = expression;
        for (; inner is AccessExpression access; inner = access.Instance)
        {
            accesses.Push(access);
        }
        var node = Evaluate(inner);
        while (node is not null && accesses.TryPop(out var next))
        {
            node = Access(next, node);
        }
        return node;
    }

    private CompositionNode? Access(AccessExpression expression, CompositionNode instance)
    {
        if (!instance.IsInstance)
        {
            diagnostics.Add($"only an instance has exports; this is {ArgumentFit.Describe(instance.Type)}", script.Source, expression.Instance.Span);
            return null;
        }
        var name = expression.IsExact ? expression.Name.Text : NamesByLabel.Find(instance.Exports, expression.Name.Text);
        return Try(expression.Name.Span, () => _composition.Alias(instance, name));
    }

    private CompositionNode? Instantiate(NewExpression expression)
    {
        // Arguments are looked at whether or not there is a package, for what is wrong with them.
        var package = Package(expression.Package);
        if (new ScriptArguments(this, expression, package, script.Source, diagnostics).Bind() is not { } bound || package is null)
        {
            return null;
        }
        try
        {
            foreach (var import in package.Imports.Where(import => !bound.ContainsKey(import)))
            {
                _places.TryAdd(import, expression.Span);
            }
            var node = _composition.Instantiate(package, bound.ToDictionary(entry => entry.Key, entry => entry.Value.Node));
            _links.AddRange(bound.Select(entry => Link(package.Name, entry.Key, entry.Value.Node)));
            return node;
        }
        catch (CompositionException error)
        {
            foreach (var problem in error.Problems)
            {
                var argument = bound.Where(entry => problem.Path == entry.Key || problem.Path.StartsWith(entry.Key + ".", StringComparison.Ordinal))
                    .OrderByDescending(entry => entry.Key.Length).Select(entry => (SourceSpan?)entry.Value.Span).FirstOrDefault();
                diagnostics.Add(problem.Message, script.Source, argument ?? expression.Span);
            }
            return null;
        }
    }

    private static CompositionLink Link(string importer, string import, CompositionNode node) =>
        new(importer, import, node.Label.Replace("`", "", StringComparison.Ordinal), NameOf(node) ?? import);

    internal CompositionNode? EvaluateArgument(Expression expression) => Evaluate(expression);

    internal CompositionNode? Alias(CompositionNode instance, string export, SourceSpan span) => Try(span, () => _composition.Alias(instance, export));

    private CompositionPackage? Package(PackageReference reference)
    {
        if (!_packages.TryGetValue(reference.Name, out var package))
        {
            _packages.Add(reference.Name, package = Try(reference.Span, () => Read(reference)));
        }
        return package;
    }

    private CompositionPackage? Read(PackageReference reference)
    {
        var name = reference.Name;
        if (packages.Find(name) is { } file)
        {
            return packages.Component(name, file);
        }
        diagnostics.Add($"unknown package `{name}`: {packages.Places(name)}; name its file with `--dep {name}=FILE`", script.Source, reference.Span);
        return null;
    }

    private void Export(ExportStatement statement)
    {
        if (Evaluate(statement.Value) is not { } node || IsExported(node, statement.As?.Text))
        {
            return;
        }
        if (statement.IsSpread)
        {
            Spread(statement, node);
            return;
        }
        if ((statement.As?.Text ?? NameOf(node)) is not { } name)
        {
            diagnostics.Add("the name of the export does not follow from the expression; add it, as in `export … as \"name\"`", script.Source, statement.Value.Span);
            return;
        }
        var span = statement.As?.Span ?? statement.Value.Span;
        _places[name] = span;
        Try(span, () =>
        {
            _composition.Export(node, name);
            return node;
        });
    }

    private void Spread(ExportStatement statement, CompositionNode node)
    {
        if (!node.IsInstance)
        {
            diagnostics.Add($"only the exports of an instance can be spread; this is {ArgumentFit.Describe(node.Type)}", script.Source, statement.Value.Span);
            return;
        }
        var names = node.Exports.Where(name => !_composition.HasExport(name)).ToList();
        if (names.Count == 0)
        {
            diagnostics.Add("spreading this exports nothing: the instance has no exports, or all of their names are exported already", script.Source, statement.Value.Span);
        }
        foreach (var name in names)
        {
            _places[name] = statement.Value.Span;
            Try(statement.Value.Span, () =>
            {
                _composition.Export(_composition.Alias(node, name), name);
                return node;
            });
        }
    }

    // Types are so from the beginning, under the name that an export gives them or their own.
    private bool IsExported(CompositionNode node, string? name) => node is DefinitionNode or TypeNodeDefinition
        && _composition.Exports.Any(export => export.Node == node && (name is null || export.Name == name));

    private static string? NameOf(CompositionNode node) => node switch
    {
        AliasNode alias => alias.Name,
        ImportNode import => import.Name,
        _ => null,
    };

    private T? Try<T>(SourceSpan span, Func<T?> action)
        where T : class
    {
        try
        {
            return action();
        }
        catch (DovetailException error) when (error is not (WitException or LimitException))
        {
            diagnostics.Add(error.Message, script.Source, span);
            return null;
        }
    }
}
