using System.Collections.Immutable;
using Dovetail.Wasm.Binary;
using Dovetail.Wasm.Components.Types;
using Dovetail.Wit.Names;
using Dovetail.Wit.Types;

namespace Dovetail.Wasm.Components.Validation;

/// <summary>
/// The names of the imports or of the exports of one component, component type or instance: well-formed, strongly
/// unique, and where annotated, on functions of the right shape (Binary.md, notes to "Import and Export Definitions").
/// </summary>
/// <param name="kind">What the names are of, for messages: <c>import</c> or <c>export</c>.</param>
/// <param name="hasTypes">
/// Whether resource types get their names here; not where an instance is put together, which has no types of its own.
/// </param>
internal sealed class NameScope(string kind, ValidationContext context, bool hasTypes = true)
{
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);
    // By their labels as written: names must differ in more than case, but to name one means its very letters.
    private readonly Dictionary<string, ResourceNode> _resources = new(StringComparer.Ordinal);

    public void Add(string name, ImmutableArray<ExternAttribute> attributes, ComponentExternType type)
    {
        // The binary reader has seen to it already; text has no such limit.
        if (name.Length > ByteReader.MaxNameLength)
        {
            throw new LimitException(
                "name length", $"an {kind} name of {name.Length} characters; at most {ByteReader.MaxNameLength} are allowed", context.Offset);
        }
        var forms = (context.Has(ComponentFeatures.CanonicalNames) ? NameForms.Canonical : NameForms.Plain)
            | (context.Has(ComponentFeatures.NestedNames) ? NameForms.Nested : NameForms.Plain);
        if (!ExternName.TryParse(name, forms, out var parsed, out var error))
        {
            throw context.Invalid($"{kind} name `{name}` is not a valid extern name: {error}");
        }
        if (!attributes.IsEmpty)
        {
            new AttributeRules(context, forms).Check(parsed, attributes, type);
        }
        if (!_names.TryAdd(parsed.UniqueKey, name))
        {
            context.Fail($"{kind} name `{name}` conflicts with previous name `{_names[parsed.UniqueKey]}`");
        }
        NameResources(type);
        if (parsed is not PlainName plain)
        {
            return;
        }
        if (plain.Kind != PlainNameKind.Label)
        {
            CheckAnnotated(plain, type);
        }
        else if (type is TypeExtern { Type: ResourceNode resource })
        {
            if (hasTypes)
            {
                _resources.Add(plain.Label, resource);
            }
            resource.Resource.GivenName ??= name;
        }
    }

    // A resource type that only an interface exports has its name from there: it is what messages call it.
    private void NameResources(ComponentExternType type)
    {
        if (type is not InstanceExtern instance)
        {
            return;
        }
        context.Budget.Spend(instance.Type.Exports.Items.Length);
        foreach (var (name, item) in instance.Type.Exports.Items)
        {
            if (item is TypeExtern { Type: ResourceNode resource })
            {
                resource.Resource.GivenName ??= name;
            }
        }
    }

    private void CheckAnnotated(PlainName name, ComponentExternType type)
    {
        if (type is not FunctionExtern { Type: var function })
        {
            throw context.Invalid($"{kind} name `{name}` is not a func");
        }
        if (name.Kind == PlainNameKind.Constructor)
        {
            if (function.Type.IsAsync)
            {
                context.Fail($"`{name}`: a constructor cannot be async");
            }
            CheckResource(name, ConstructedResource(name, function));
        }
        else if (name.Kind == PlainNameKind.Method)
        {
            CheckResource(name, SelfResource(name, function));
        }
        else if (!_resources.ContainsKey(name.Resource!))
        {
            context.Fail($"`{name}`: static resource name is not known in this context");
        }
    }

    private ResourceNode ConstructedResource(PlainName name, FunctionNode function)
    {
        var result = function.Parts[^1];
        if (function.Type.Result is null)
        {
            context.Fail($"`{name}`: function should return one value");
        }
        if (result is { Type: ResultType })
        {
            result = result.Parts[0];
        }
        return result is { Type: OwnType, Resource: { } resource }
            ? resource
            : throw context.Invalid($"`{name}`: function should return `(own $T)` or `(result (own $T))`");
    }

    private ResourceNode SelfResource(PlainName name, FunctionNode function)
    {
        if (function.Type.Parameters.IsEmpty)
        {
            context.Fail($"`{name}`: function should have at least one argument");
        }
        if (function.Type.Parameters[0].Name != "self")
        {
            context.Fail($"`{name}`: function should have a first argument called `self`");
        }
        return function.Parts[0] is { Type: BorrowType, Resource: { } resource }
            ? resource
            : throw context.Invalid($"`{name}`: function should take a first argument of `(borrow $T)`");
    }

    // It is the name that counts, not the resource type: the function must use the very node that the label introduced.
    private void CheckResource(PlainName name, ResourceNode used)
    {
        if (!_resources.TryGetValue(name.Resource!, out var labeled) || labeled != used)
        {
            context.Fail($"`{name}`: function does not match expected resource name `{name.Resource}`");
        }
    }
}
