namespace Dovetail.Wit.Resolution.Passes;

/// <summary>Copies types and functions from one owner to another, under other names where that is said.</summary>
internal sealed class TypeRewriter
{
    private readonly Dictionary<WitTypeDefinition, WitTypeDefinition> _copies = [];

    /// <summary>Lets <paramref name="copy"/> stand for <paramref name="original"/>.</summary>
    public void Map(WitTypeDefinition original, WitTypeDefinition copy) => _copies[original] = copy;

    /// <summary>Copies a type that refers only to what was copied before, or to what needs no copy.</summary>
    public WitTypeDefinition Copy(WitTypeDefinition type, string name, WitTypeOwner owner, Stability? stability)
    {
        var copy = new WitTypeDefinition(name, owner, Rewrite(type.Body))
        {
            Docs = type.Docs,
            Stability = stability,
            ExternalId = type.ExternalId,
        };
        _copies.Add(type, copy);
        return copy;
    }

    public WitFunction Copy(WitFunction function, string label, Stability? stability) => new(
        function.Kind,
        label,
        function.Resource is null ? null : Rewrite(function.Resource),
        [.. function.Parameters.Select(p => new WitParameter(p.Name, Rewrite(p.Type)))],
        Optional(function.Result),
        function.IsAsync)
    {
        Docs = function.Docs,
        Stability = stability,
        ExternalId = function.ExternalId,
    };

    public WitTypeDefinition Rewrite(WitTypeDefinition type) => _copies.TryGetValue(type, out var copy) ? copy : type;

    public TypeBody Rewrite(TypeBody body) => body switch
    {
        AliasBody alias => new AliasBody(Rewrite(alias.Target)),
        RecordBody record => new RecordBody([.. record.Fields.Select(f => f with { Type = Rewrite(f.Type) })]),
        VariantBody variant => new VariantBody([.. variant.Cases.Select(c => c with { Type = Optional(c.Type) })]),
        _ => body,
    };

    private TypeUse? Optional(TypeUse? use) => use is null ? null : Rewrite(use);

    private TypeUse Rewrite(TypeUse use) => use switch
    {
        NamedUse named => new NamedUse(Rewrite(named.Definition)),
        OwnUse own => new OwnUse(Rewrite(own.Resource)),
        BorrowUse borrow => new BorrowUse(Rewrite(borrow.Resource)),
        ListUse list => new ListUse(Rewrite(list.Element), list.Length),
        OptionUse option => new OptionUse(Rewrite(option.Item)),
        ResultUse result => new ResultUse(Optional(result.Ok), Optional(result.Error)),
        TupleUse tuple => new TupleUse([.. tuple.Items.Select(Rewrite)]),
        MapUse map => new MapUse(map.Key, Rewrite(map.Value)),
        StreamUse stream => new StreamUse(Optional(stream.Element)),
        FutureUse future => new FutureUse(Optional(future.Element)),
        _ => use,
    };
}
