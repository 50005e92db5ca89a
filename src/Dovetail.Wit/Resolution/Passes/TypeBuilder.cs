using System.Collections.Immutable;
using Dovetail.Wit.Names;
using Dovetail.Wit.Syntax;
using Dovetail.Wit.Text;
using Dovetail.Wit.Types;

namespace Dovetail.Wit.Resolution.Passes;

/// <summary>Makes types of their text. Null is a type that is wrong, which has been reported, or that a feature leaves out.</summary>
/// <param name="scope">The names that the text may use.</param>
/// <param name="source">The text.</param>
/// <param name="diagnostics">Where errors go.</param>
internal sealed class TypeBuilder(MemberScope scope, SourceText source, DiagnosticBag diagnostics)
{
    /// <summary>How deep types may nest, through their names.</summary>
    public const int MaxDepth = 100;

    /// <summary>How many parts a type may have when it is written out.</summary>
    public const int MaxParts = 1_000_000;

    /// <summary>Whether what is built is left out, so that it may refer to what is left out.</summary>
    public bool IsExcluded { get; set; }

    /// <summary>Makes the body of a type that is no resource and has no <c>use</c>.</summary>
    public TypeBody? BuildBody(TypeMember type) => type.Body switch
    {
        AliasSyntax alias => Build(alias.Target, keepsResource: true) is { } target ? new AliasBody(target) : null,
        RecordSyntax record => BuildRecord(record),
        VariantSyntax variant => BuildVariant(type.Name, variant),
        EnumSyntax @enum => BuildEnum(type.Name, @enum),
        FlagsSyntax flags => new FlagsBody(Labels(flags.Flags)),
        _ => new ResourceBody(),
    };

    /// <summary>Makes a type in the place where it is used.</summary>
    public TypeUse? Build(TypeSyntax syntax) => Build(syntax, keepsResource: false);

    private TypeUse? Build(TypeSyntax syntax, bool keepsResource)
    {
        var use = syntax switch
        {
            PrimitiveSyntax primitive => primitive.Type,
            NameSyntax name => Find(name.Name) is { } definition ? new NamedUse(definition) : null,
            HandleSyntax handle => BuildHandle(handle),
            GenericSyntax generic => BuildGeneric(generic),
            _ => null,
        };
        return use is not null && IsTooLarge(use.Type, syntax.Span) ? null : use;
    }

    /// <summary>Whether a type is beyond the limits, which is reported.</summary>
    public bool IsTooLarge(WitType type, SourceSpan span)
    {
        var problem = type.Depth > MaxDepth ? $"types nest deeper than {MaxDepth} levels"
            : type.Facts.ExpandedSize > MaxParts ? FormattableString.Invariant($"the type has more than {MaxParts} parts when written out")
            : null;
        if (problem is not null)
        {
            diagnostics.Add(problem, source, span);
        }
        return problem is not null;
    }

    private WitTypeDefinition? Find(Identifier name)
    {
        if (scope.Find(name.Text) is not { } symbol)
        {
            if (!scope.MayHaveOthers)
            {
                ReportMissing(name);
            }
            return null;
        }
        if (!symbol.IsType)
        {
            diagnostics.Add($"`{name.Text}` is a function, not a type", source, name.Span);
            return null;
        }
        if (symbol.IsExcluded && !IsExcluded)
        {
            diagnostics.Add($"type `{name.Text}` belongs to a feature that is off, and what uses it doesn't", source, name.Span);
        }
        return symbol.Definition;
    }

    private void ReportMissing(Identifier name)
    {
        var similar = NearestName.Of(name.Text, scope.Types.Select(type => type.Name.Text));
        var known = similar is null ? TypeParser.FromElsewhere(name.Text) : null;
        var hint = known is not null ? $"; WIT calls it `{known}`" : similar is not null ? $"; is it `{similar}`?" : "";
        diagnostics.Add($"there is no type `{name.Text}`{hint}", source, name.Span,
            known is null ? null : new TextFix(name.Span, known));
    }

    private TypeUse? BuildHandle(HandleSyntax handle)
    {
        if (Find(handle.Resource) is not { } definition)
        {
            return null;
        }
        if (definition.Resource is null)
        {
            diagnostics.Add($"`{handle.Resource.Text}` is no resource", source, handle.Resource.Span);
            return null;
        }
        return handle.IsBorrow ? new BorrowUse(definition) : new OwnUse(definition);
    }

    private TypeUse? BuildGeneric(GenericSyntax syntax)
    {
        var parts = new List<TypeUse?>();
        var isComplete = true;
        foreach (var argument in syntax.Arguments)
        {
            var part = argument is null ? null : Build(argument);
            parts.Add(part);
            isComplete &= argument is null || part is not null;
        }
        if (!isComplete || !IsAllowed(syntax, parts))
        {
            return null;
        }
        return syntax.Constructor switch
        {
            TypeConstructor.List => new ListUse(parts[0]!, syntax.Length),
            TypeConstructor.Option => new OptionUse(parts[0]!),
            TypeConstructor.Result => new ResultUse(parts[0], parts[1]),
            TypeConstructor.Tuple => new TupleUse([.. parts.Select(part => part!)]),
            TypeConstructor.Map => new MapUse(parts[0]!, parts[1]!),
            TypeConstructor.Stream => new StreamUse(parts[0]),
            _ => new FutureUse(parts[0]),
        };
    }

    private bool IsAllowed(GenericSyntax syntax, List<TypeUse?> parts)
    {
        var problem = syntax.Constructor switch
        {
            TypeConstructor.Map when !IsKey(parts[0]!) =>
                $"`{parts[0]!.Type}` can't be the key of a map; expected an integer, `bool`, `char` or `string`",
            TypeConstructor.Stream or TypeConstructor.Future when parts[0]?.Type.ContainsBorrow == true =>
                "a stream or future can't carry a `borrow`",
            _ => null,
        };
        if (problem is not null)
        {
            diagnostics.Add(problem, source, syntax.Arguments[0]!.Span);
        }
        return problem is null;
    }

    private static bool IsKey(TypeUse key) => key is PrimitiveUse
    {
        Primitive.Kind: not (PrimitiveKind.F32 or PrimitiveKind.F64 or PrimitiveKind.ErrorContext),
    };

    private RecordBody? BuildRecord(RecordSyntax record)
    {
        var fields = ImmutableArray.CreateBuilder<WitField>();
        CheckNames(record.Fields, "field");
        foreach (var field in record.Fields)
        {
            if (Build(field.Type!) is { } type)
            {
                fields.Add(new WitField(field.Name.Text, type, field.Docs));
            }
        }
        return fields.Count == record.Fields.Count ? new RecordBody(fields.ToImmutable()) : null;
    }

    private VariantBody? BuildVariant(Identifier name, VariantSyntax variant)
    {
        var cases = ImmutableArray.CreateBuilder<WitCase>();
        CheckNames(variant.Cases, "case");
        if (variant.Cases.Count == 0)
        {
            diagnostics.Add($"variant `{name.Text}` has no case; it needs one at least", source, name.Span);
        }
        var isComplete = variant.Cases.Count > 0;
        foreach (var item in variant.Cases)
        {
            var type = item.Type is null ? null : Build(item.Type);
            isComplete &= item.Type is null || type is not null;
            cases.Add(new WitCase(item.Name.Text, type, item.Docs));
        }
        return isComplete ? new VariantBody(cases.ToImmutable()) : null;
    }

    private EnumBody? BuildEnum(Identifier name, EnumSyntax @enum)
    {
        if (@enum.Cases.Count == 0)
        {
            diagnostics.Add($"enum `{name.Text}` has no case; it needs one at least", source, name.Span);
            return null;
        }
        return new EnumBody(Labels(@enum.Cases));
    }

    private ImmutableArray<WitLabel> Labels(List<PartSyntax> parts)
    {
        CheckNames(parts, "name");
        return [.. parts.Select(part => new WitLabel(part.Name.Text, part.Docs))];
    }

    private void CheckNames(List<PartSyntax> parts, string kind) => CheckNames(parts.Select(part => part.Name), kind);

    /// <summary>Checks that names differ in more than case.</summary>
    public void CheckNames(IEnumerable<Identifier> names, string kind)
    {
        var known = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in names)
        {
            var key = Kebab.Fold(name.Text);
            if (known.TryGetValue(key, out var other))
            {
                diagnostics.Add(other == name.Text ? $"{kind} `{other}` is there twice"
                    : $"{kind} `{name.Text}` conflicts with `{other}`: names must differ in more than case", source, name.Span);
                continue;
            }
            known.Add(key, name.Text);
        }
    }
}
