namespace Dovetail.Wit.Resolution.Passes;

/// <summary>Which types a type refers to by name.</summary>
internal static class TypeReferences
{
    public static IEnumerable<WitTypeDefinition> Of(TypeBody body) => body switch
    {
        AliasBody alias => Of(alias.Target),
        RecordBody record => record.Fields.SelectMany(field => Of(field.Type)),
        VariantBody variant => variant.Cases.SelectMany(item => Of(item.Type)),
        _ => [],
    };

    private static IEnumerable<WitTypeDefinition> Of(TypeUse? use) => use switch
    {
        NamedUse named => [named.Definition],
        OwnUse own => [own.Resource],
        BorrowUse borrow => [borrow.Resource],
        ListUse list => Of(list.Element),
        OptionUse option => Of(option.Item),
        ResultUse result => Of(result.Ok).Concat(Of(result.Error)),
        TupleUse tuple => tuple.Items.SelectMany(Of),
        MapUse map => Of(map.Value),
        StreamUse stream => Of(stream.Element),
        FutureUse future => Of(future.Element),
        _ => [],
    };
}
