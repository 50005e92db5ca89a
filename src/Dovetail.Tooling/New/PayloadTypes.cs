using Dovetail.Wit.Resolution;

namespace Dovetail.Tooling.New;

/// <summary>
/// The streams and futures in the type of a function, as toolchains count them: parameters before the result, what is inside before what is
/// around it.
/// </summary>
internal static class PayloadTypes
{
    public static List<TypeUse> Of(WitFunction function)
    {
        var found = new List<TypeUse>();
        foreach (var parameter in function.Parameters)
        {
            Add(parameter.Type, found);
        }
        Add(function.Result, found);
        return found;
    }

    private static void Add(TypeUse? use, List<TypeUse> found)
    {
        // Most types have none, however large they are.
        if (use is null || !use.Type.Facts.ContainsAsyncValue)
        {
            return;
        }
        foreach (var part in PartsOf(use))
        {
            Add(part, found);
        }
        if (use is StreamUse or FutureUse)
        {
            found.Add(use);
        }
    }

    private static IEnumerable<TypeUse?> PartsOf(TypeUse use) => use switch
    {
        NamedUse { Definition: { Resource: null, Body: var body } } => PartsOf(body),
        ListUse list => [list.Element],
        OptionUse option => [option.Item],
        ResultUse result => [result.Ok, result.Error],
        TupleUse tuple => tuple.Items,
        MapUse map => [map.Key, map.Value],
        StreamUse stream => [stream.Element],
        FutureUse future => [future.Element],
        _ => [],
    };

    private static IEnumerable<TypeUse?> PartsOf(TypeBody body) => body switch
    {
        AliasBody alias => [alias.Target],
        RecordBody record => record.Fields.Select(field => field.Type),
        VariantBody variant => variant.Cases.Select(item => item.Type),
        _ => [],
    };
}
