using System.Collections.Immutable;
using Dovetail.Wasm.Components.Types;
using Dovetail.Wit.Names;

namespace Dovetail.Wasm.Components.Validation;

/// <summary>The attributes of an import or export (Binary.md, notes to "Import and Export Definitions").</summary>
/// <param name="forms">The forms that names may have.</param>
internal sealed class AttributeRules(ValidationContext context, NameForms forms)
{
    public void Check(ExternName name, ImmutableArray<ExternAttribute> attributes, ComponentExternType type)
    {
        var seen = 0;
        foreach (var (kind, value) in attributes)
        {
            if ((seen & (1 << (int)kind)) != 0)
            {
                context.Fail($"duplicate attribute `{NameOf(kind)}` of `{name}`");
            }
            seen |= 1 << (int)kind;
            switch (kind)
            {
                case ExternAttributeKind.Implements: CheckImplements(name, value, type); break;
                case ExternAttributeKind.VersionSuffix: CheckSuffix(name, value, type); break;
                default: context.Require(ComponentFeatures.Implements); break;
            }
        }
    }

    private void CheckImplements(ExternName name, string value, ComponentExternType type)
    {
        context.Require(ComponentFeatures.Implements);
        if (!InterfaceName.TryParse(value, forms, out _, out var error))
        {
            context.Fail($"`implements` of `{name}`: `{value}` is not the name of an interface: {error}");
        }
        if (name is not PlainName { Kind: PlainNameKind.Label })
        {
            context.Fail($"`{name}` cannot have `implements`: it is not a plain name");
        }
        if (type is not InstanceExtern)
        {
            context.Fail($"`{name}` cannot have `implements`: only instances can");
        }
    }

    private void CheckSuffix(ExternName name, string suffix, ComponentExternType type)
    {
        context.Require(ComponentFeatures.CanonicalNames);
        if (type is not InstanceExtern)
        {
            context.Fail($"`{name}` cannot have `versionsuffix`: only instances can");
        }
        // `0.0.1` is both a version and its own canonical form.
        if ((name as InterfaceName)?.CanonicalVersion is not { } canonical)
        {
            canonical = (name as InterfaceName)?.Version?.ToString() ?? "";
        }
        if (!VersionTrack.IsCanonical(canonical))
        {
            context.Fail($"`{name}` cannot have `versionsuffix`: it has no canonical version");
        }
        if (!SemanticVersion.TryParse(canonical + suffix, out var version, out var error))
        {
            context.Fail($"invalid interface version `{canonical}{suffix}` of `{name}`: {error}");
        }
        else if (VersionTrack.Split(version).Track != canonical)
        {
            context.Fail($"invalid interface version `{version}` of `{name}`: its canonical form is not `{canonical}`");
        }
    }

    private static string NameOf(ExternAttributeKind kind) => kind switch
    {
        ExternAttributeKind.Implements => "implements",
        ExternAttributeKind.VersionSuffix => "versionsuffix",
        _ => "external-id",
    };
}
