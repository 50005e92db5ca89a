using System.Collections.Immutable;
using Dovetail.Wasm.Components.Validation;
using Dovetail.Wasm.Modules;
using Dovetail.Wit.Abi;
using Dovetail.Wit.Names;
using Dovetail.Wit.Resolution;

namespace Dovetail.Tooling.New;

/// <summary>Finds the core functions behind the exports of the world.</summary>
internal sealed class ExportMatcher(WitWorld world, ImmutableArray<CorePart> parts, PointerType pointer)
{
    private static readonly FunctionType s_callback = new([ValType.I32, ValType.I32, ValType.I32], [ValType.I32]);
    private static readonly FunctionType s_destructor = new([ValType.I32], []);

    // For each module the interfaces that its exports name, by track.
    private readonly Dictionary<CorePart, ILookup<string?, string>> _tracks = [];

    private HashSet<string>? _wanted;

    /// <summary>The functions, in the order of the world.</summary>
    /// <exception cref="InvalidException">Some are missing, or have the wrong type.</exception>
    public ImmutableArray<ExportMatch> Functions()
    {
        var (matches, errors) = (ImmutableArray.CreateBuilder<ExportMatch>(), new ErrorList());
        foreach (var (scope, function) in Exported)
        {
            errors.Try(() => matches.Add(Match(scope, function)));
        }
        errors.ThrowIfAny();
        return matches.ToImmutable();
    }

    private IEnumerable<(ItemScope Scope, WitFunction Function)> Exported => world.Exports.SelectMany(item => item switch
    {
        WorldFunction { Function: var function } => [(new ItemScope(null, true), function)],
        WorldInterface named => named.Interface.Functions.Select(function => (new ItemScope(named, true), function)),
        _ => [],
    });

    private HashSet<string> Wanted => _wanted ??=
        [.. Exported.SelectMany(item => new[] { LegacyNames.Export(item.Scope.Item?.Name, item.Function.Name), StandardNames.Export(item.Scope, item.Function.Name) })];

    /// <summary>The destructors of resources that have one.</summary>
    public IEnumerable<DestructorMatch> Destructors() =>
        from item in world.Exports.OfType<WorldInterface>()
        from resource in item.Interface.Types
        where resource.Body is ResourceBody
        from part in parts.Where(part => part.Has(new ItemScope(item, true)))
        let name = DestructorNames(part, item, resource.Name).FirstOrDefault(candidate => part.Shape.Function(candidate) is not null)
        where name is not null
        select new DestructorMatch(item, resource, part, Checked(part, name, s_destructor));

    private ExportMatch Match(ItemScope scope, WitFunction function)
    {
        var declaring = parts.Where(part => part.EncodingOf(scope, function.Name) is not null).ToList();
        foreach (var part in declaring)
        {
            foreach (var name in Names(part, scope, function.Name))
            {
                if (part.Shape.Function(name) is not null)
                {
                    return Sync(scope, function, part, name);
                }
                if (part.Shape.Function(LegacyNames.AsyncLift + name) is not null)
                {
                    return Async(scope, function, part, LegacyNames.AsyncLift + name, hasCallback: true);
                }
                if (part.Shape.Function(LegacyNames.StackfulLift + name) is not null)
                {
                    return Async(scope, function, part, LegacyNames.StackfulLift + name, hasCallback: false);
                }
            }
        }
        throw ExportErrors.Missing(declaring.Count > 0 ? declaring[0] : parts[0], scope, function, CoreType(function), Wanted);
    }

    private ExportMatch Sync(ItemScope scope, WitFunction function, CorePart part, string name)
    {
        var expected = CoreType(function);
        Check(part, name, expected, function, scope);
        var postName = name.StartsWith(StandardNames.Prefix + "|", StringComparison.Ordinal) ? StandardNames.PostReturn(name) : LegacyNames.PostReturn(name);
        var post = part.Shape.Function(postName) is null ? null : Checked(part, postName, new FunctionType(expected.Results, []));
        return new ExportMatch(scope, function, part, name, false, null, post);
    }

    private ExportMatch Async(ItemScope scope, WitFunction function, CorePart part, string name, bool hasCallback)
    {
        if (!function.IsAsync)
        {
            throw new InvalidException(
                $"export `{name}` of {part.Description} is lifted async, but `{scope.PathOf(function.Name)}: {function.Type}` is no `async func`");
        }
        Check(part, name, Canons.CoreType(Flattening.FlattenAsyncLift(function.Type, pointer, hasCallback)), function, scope);
        if (!hasCallback)
        {
            return new ExportMatch(scope, function, part, name, true, null, null);
        }
        var callback = LegacyNames.Callback(name);
        return part.Shape.Function(callback) is not null
            ? new ExportMatch(scope, function, part, name, true, Checked(part, callback, s_callback), null)
            : throw new InvalidException(
                $"{part.Description} exports `{name}`, but no `{callback}` of type {s_callback}, which its events would be told to; "
                + $"a function that keeps its stack while it waits is exported as `{LegacyNames.StackfulLift}…`");
    }

    private FunctionType CoreType(WitFunction function) => Canons.CoreType(Flattening.FlattenFunctype(function.Type, AbiContext.Lift, pointer));

    // By the very name first, then by that of another version on the same track.
    private IEnumerable<string> Names(CorePart part, ItemScope scope, string function)
    {
        if (scope.Item is not { } item)
        {
            return [function, StandardNames.Export(scope, function)];
        }
        return [LegacyNames.Export(item.Name, function), StandardNames.Export(scope, function), .. OtherVersions(part, item).Select(name => LegacyNames.Export(name, function))];
    }

    private IEnumerable<string> DestructorNames(CorePart part, WorldInterface item, string resource) =>
    [
        LegacyNames.Destructor(item.Name, resource),
        StandardNames.Destructor(item, resource),
        .. OtherVersions(part, item).Select(name => LegacyNames.Destructor(name, resource)),
    ];

    private IEnumerable<string> OtherVersions(CorePart part, WorldInterface item)
    {
        if (item is not { Label: null, Interface.FullName.TrackName: { } track })
        {
            return [];
        }
        if (!_tracks.TryGetValue(part, out var tracks))
        {
            _tracks.Add(part, tracks = part.Shape.ExportNames.Select(name => name.Split('#')[0])
                .Select(name => name[(name.LastIndexOf(']') + 1)..]).Distinct()
                .ToLookup(name => InterfaceName.OfAnyForm(name)?.TrackName));
        }
        return tracks[track].Where(name => name != item.Name);
    }

    private static string Checked(CorePart part, string name, FunctionType expected) => part.Shape.Function(name) is { } found && !found.Equals(expected)
        ? throw new InvalidException($"export `{name}` of {part.Description} has the wrong type: expected {expected}, found {found}")
        : name;

    private static void Check(CorePart part, string name, FunctionType expected, WitFunction function, ItemScope scope)
    {
        if (part.Shape.Function(name) is { } found && !found.Equals(expected))
        {
            throw new InvalidException(
                $"export `{name}` of {part.Description} has the wrong type for `{scope.PathOf(function.Name)}: {function.Type}`: expected {expected}, found {found}");
        }
    }
}
