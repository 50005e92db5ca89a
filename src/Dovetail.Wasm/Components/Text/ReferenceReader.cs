using System.Collections.Immutable;
using Dovetail.Wasm.Components.Text.Syntax;
using Dovetail.Wasm.Text;

namespace Dovetail.Wasm.Components.Text;

/// <summary>Reads references to definitions (Explainer.md, "Index Spaces").</summary>
/// <param name="strict">
/// Whether core references need their <c>core</c>, as the specification says. Older texts leave it out:
/// <c>(realloc (func $i "realloc"))</c>, <c>(memory $i "mem")</c>.
/// </param>
internal sealed class ReferenceReader(TokenCursor cursor, bool strict)
{
    private static readonly (string Keyword, Sort Sort)[] _coreSorts =
    [
        ("func", Sort.CoreFunction), ("table", Sort.CoreTable), ("memory", Sort.CoreMemory), ("global", Sort.CoreGlobal),
        ("tag", Sort.CoreTag), ("type", Sort.CoreType), ("module", Sort.CoreModule), ("instance", Sort.CoreInstance),
    ];

    private static readonly (string Keyword, Sort Sort)[] _sorts =
    [
        ("func", Sort.Function), ("type", Sort.Type), ("component", Sort.Component), ("instance", Sort.Instance),
        ("value", Sort.Value),
    ];

    public bool PeekIndex() => cursor.PeekId() || cursor.PeekNumber();

    /// <summary>Takes <c>idx</c>.</summary>
    public IndexSyntax TakeIndex()
    {
        var span = cursor.Peek().Span;
        return cursor.TryTakeId() is { } name ? new IndexSyntax(new Identifier(name), 0, span)
            : cursor.PeekNumber() ? new IndexSyntax(null, cursor.TakeU32(), span)
            : throw cursor.Unexpected("an index");
    }

    public Identifier? TryTakeId() => cursor.TryTakeId() is { } name ? new Identifier(name) : null;

    /// <summary>Takes <c>{X}idx</c>: an index, or a reference with its sort; of core with its <c>core</c>.</summary>
    public ReferenceSyntax TakeReference(Sort sort) =>
        PeekIndex() ? ReferenceSyntax.To(sort, TakeIndex()) : TakeSorted(sort);

    /// <summary>Takes <c>(X idx name*)</c>; of core with its <c>core</c>.</summary>
    public ReferenceSyntax TakeSorted(Sort sort)
    {
        var keyword = Keyword(sort);
        var opened = IsCore(sort)
            ? cursor.TryOpen("core", keyword) || (!strict && cursor.TryOpen(keyword))
            : cursor.TryOpen(keyword);
        return opened ? TakeRest(sort) : throw cursor.Unexpected(IsCore(sort) ? $"`(core {keyword}`" : $"`({keyword}`");
    }

    /// <summary>Takes an index or <c>(X idx name*)</c>, where <c>core</c> is understood.</summary>
    public ReferenceSyntax TakeCoreReference(Sort sort)
    {
        if (PeekIndex())
        {
            return ReferenceSyntax.To(sort, TakeIndex());
        }
        cursor.Open(Keyword(sort));
        return TakeRest(sort);
    }

    /// <summary>Takes the content of a canonical option, up to its parenthesis.</summary>
    public ReferenceSyntax TakeOption(Sort sort)
    {
        if (!PeekIndex())
        {
            return TakeSorted(sort);
        }
        var index = TakeIndex();
        return sort == Sort.CoreMemory && !strict
            ? new ReferenceSyntax(sort, index, TakePath())
            : ReferenceSyntax.To(sort, index);
    }

    /// <summary>Takes <c>externidx</c>: a reference of any sort.</summary>
    public ReferenceSyntax TakeExtern()
    {
        var sort = TakeSort();
        return TakeRest(sort);
    }

    /// <summary>Takes <c>core:externidx</c>: a reference of any core sort, where <c>core</c> is understood.</summary>
    public ReferenceSyntax TakeCoreExtern()
    {
        cursor.TakeLeftParen();
        return TakeRest(TakeOneOf(_coreSorts));
    }

    /// <summary>Takes <c>(sort</c>, with its <c>core</c>.</summary>
    public Sort TakeSort()
    {
        cursor.TakeLeftParen();
        return cursor.TryTakeKeyword("core") ? TakeOneOf(_coreSorts) : TakeOneOf(_sorts);
    }

    /// <summary>Whether <c>(type idx name*)</c> comes next, and not the definition of a type.</summary>
    public bool PeekTypeUse()
    {
        if (!cursor.PeekOpen("type") || cursor.PeekAt(2).Kind is not (TokenKind.Id or TokenKind.Number))
        {
            return false;
        }
        var distance = 3;
        while (cursor.PeekAt(distance).Kind == TokenKind.String)
        {
            distance++;
        }
        return cursor.PeekAt(distance).Kind == TokenKind.RightParen;
    }

    /// <summary>Takes <c>(type idx name*)</c>, where <c>core</c> is understood.</summary>
    public ReferenceSyntax TakeTypeUse(Sort sort)
    {
        cursor.Open("type");
        return TakeRest(sort);
    }

    public static bool IsCore(Sort sort) => sort <= Sort.CoreInstance;

    /// <summary>The sort's keyword, without <c>core</c>.</summary>
    public static string Keyword(Sort sort)
    {
        var text = sort.Text();
        return IsCore(sort) ? text["core ".Length..] : text;
    }

    private Sort TakeOneOf((string Keyword, Sort Sort)[] sorts)
    {
        foreach (var (keyword, sort) in sorts)
        {
            if (cursor.TryTakeKeyword(keyword))
            {
                return sort;
            }
        }
        throw cursor.Unexpected("a sort");
    }

    private ReferenceSyntax TakeRest(Sort sort)
    {
        var reference = new ReferenceSyntax(sort, TakeIndex(), TakePath());
        cursor.Close();
        return reference;
    }

    private ImmutableArray<string> TakePath()
    {
        var path = ImmutableArray.CreateBuilder<string>();
        while (cursor.PeekString())
        {
            path.Add(cursor.TakeName());
        }
        return path.DrainToImmutable();
    }
}
