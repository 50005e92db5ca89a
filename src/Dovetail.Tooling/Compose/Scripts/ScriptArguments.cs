using Dovetail.Wit.Text;

namespace Dovetail.Tooling.Compose.Scripts;

/// <summary>
/// Finds out which imports of a package the arguments of an instantiation are for: first those that are inferred or named, then spread ones
/// in order, each for what is still missing.
/// </summary>
internal sealed class ScriptArguments(ScriptEvaluator evaluator, NewExpression expression, CompositionPackage? package, SourceText source, DiagnosticBag diagnostics)
{
    private readonly Dictionary<string, (CompositionNode Node, SourceSpan Span)> _bound = new(StringComparer.Ordinal);
    private readonly IReadOnlyList<string> _imports = package?.Imports ?? [];
    private bool _isBroken;

    /// <summary>The arguments by the names of the imports; null where something is wrong, which was reported.</summary>
    public IReadOnlyDictionary<string, (CompositionNode Node, SourceSpan Span)>? Bind()
    {
        foreach (var argument in expression.Arguments)
        {
            Bind(argument);
        }
        foreach (var spread in expression.Arguments.OfType<SpreadArgument>())
        {
            Spread(spread);
        }
        if (package is null || _isBroken)
        {
            return null;
        }
        var missing = expression.IsFilled ? [] : _imports.Where(name => !_bound.ContainsKey(name)).ToList();
        if (missing.Count > 0)
        {
            var names = string.Join(", ", missing.Take(20).Select(name => $"`{name}`")) + (missing.Count > 20 ? ", …" : "");
            diagnostics.Add($"missing argument{(missing.Count == 1 ? "" : "s")} {names} of `{package.Name}`; end the arguments with `...` to import what is missing",
                source, expression.Package.Span);
            return null;
        }
        return _bound;
    }

    private void Bind(Argument argument)
    {
        switch (argument)
        {
            case InferredArgument inferred:
                var node = evaluator.EvaluateArgument(inferred.Value);
                Add(node is null ? "" : Infer(node, inferred.Value.Name.Text), node, inferred.Span);
                break;
            case NamedArgument named:
                Add(named.IsExact ? named.Name.Text : NamesByLabel.Find(_imports, named.Name.Text), evaluator.EvaluateArgument(named.Value), named.Span);
                break;
            default:
                break;
        }
    }

    // The interface that it is, the name that it is imported or exported by, the label of an interface, the local name itself.
    private string Infer(CompositionNode node, string local) =>
        Known(node.Interface) ?? Known(node switch { ImportNode import => import.Name, AliasNode alias => alias.Name, _ => null })
            ?? NamesByLabel.Find(_imports, local);

    private string? Known(string? name) => name is null ? null : NamesByLabel.FindCompatible(_imports, name);

    private void Add(string name, CompositionNode? node, SourceSpan span)
    {
        if (node is null || package is null)
        {
            _isBroken = true;
            return;
        }
        if (!_imports.Contains(name))
        {
            var offered = _imports.Count == 0 ? "it imports nothing" : $"it imports {string.Join(", ", _imports.Take(20).Select(import => $"`{import}`"))}";
            Report($"`{package.Name}` has no import `{name}`; {offered}", span);
        }
        else if (!_bound.TryAdd(name, (node, span)))
        {
            Report($"duplicate argument `{name}`", span);
        }
    }

    private void Spread(SpreadArgument argument)
    {
        if (evaluator.EvaluateArgument(argument.Value) is not { } node)
        {
            _isBroken = true;
            return;
        }
        if (!node.IsInstance)
        {
            Report($"only the exports of an instance can be spread; this is {ArgumentFit.Describe(node.Type)}", argument.Span);
            return;
        }
        var fitting = _imports.Where(name => !_bound.ContainsKey(name))
            .Select(name => (Import: name, Export: NamesByLabel.FindCompatible(node.Exports, name))).Where(pair => pair.Export is not null).ToList();
        if (fitting.Count == 0 && package is not null)
        {
            Report($"spreading this gives nothing: it exports none of the imports of `{package.Name}` that are still missing", argument.Span);
        }
        foreach (var (import, export) in fitting)
        {
            if (evaluator.Alias(node, export!, argument.Span) is { } alias)
            {
                _bound.Add(import, (alias, argument.Span));
            }
        }
    }

    private void Report(string message, SourceSpan span)
    {
        diagnostics.Add(message, source, span);
        _isBroken = true;
    }
}
