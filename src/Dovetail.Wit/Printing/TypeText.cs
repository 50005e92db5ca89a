using System.Globalization;
using Dovetail.Wit.Resolution;
using Dovetail.Wit.Syntax;

namespace Dovetail.Wit.Printing;

/// <summary>Names and types as WIT writes them.</summary>
internal static class TypeText
{
    /// <summary>A name, behind a percent sign where it is a keyword.</summary>
    public static string Name(string name) => Lexer.IsKeyword(name) ? "%" + name : name;

    public static string Of(TypeUse use) => use switch
    {
        NamedUse named => Reference(named.Definition),
        // What owns a resource is written by its name alone, but where that would be another name for the resource.
        OwnUse own => Reference(own.Resource),
        BorrowUse borrow => $"borrow<{Reference(borrow.Resource)}>",
        ListUse { Length: { } length } list => $"list<{Of(list.Element)}, {length.ToString(CultureInfo.InvariantCulture)}>",
        ListUse list => $"list<{Of(list.Element)}>",
        OptionUse option => $"option<{Of(option.Item)}>",
        ResultUse { Ok: null, Error: null } => "result",
        ResultUse { Error: null, Ok: { } ok } => $"result<{Of(ok)}>",
        ResultUse result => $"result<{(result.Ok is null ? "_" : Of(result.Ok))}, {Of(result.Error!)}>",
        TupleUse tuple => $"tuple<{string.Join(", ", tuple.Items.Select(Of))}>",
        MapUse map => $"map<{Of(map.Key)}, {Of(map.Value)}>",
        StreamUse stream => stream.Element is null ? "stream" : $"stream<{Of(stream.Element)}>",
        FutureUse future => future.Element is null ? "future" : $"future<{Of(future.Element)}>",
        _ => use.Type.ToString(),
    };

    /// <summary>What a type's name stands for.</summary>
    public static string Of(AliasBody alias) => alias.Target is OwnUse own ? $"own<{Reference(own.Resource)}>" : Of(alias.Target);

    /// <summary>The type of a function, without what its kind implies: a method's <c>self</c>, what a constructor gives.</summary>
    public static string Of(WitFunction function)
    {
        var parameters = function.Parameters.Skip(function.Kind == FunctionKind.Method ? 1 : 0)
            .Select(p => $"{Name(p.Name)}: {Of(p.Type)}");
        var result = function.Result is null || (function.Kind == FunctionKind.Constructor && function.Result is NamedUse)
            ? "" : $" -> {Of(function.Result)}";
        var signature = $"({string.Join(", ", parameters)}){result}";
        return function.Kind switch
        {
            FunctionKind.Constructor => "constructor" + signature,
            FunctionKind.Static => $"{Name(function.Label)}: static {Keyword(function)}{signature}",
            _ => $"{Name(function.Label)}: {Keyword(function)}{signature}",
        };
    }

    private static string Keyword(WitFunction function) => function.IsAsync ? "async func" : "func";

    // `error-context` is no keyword, so a type of that name would be taken for the other.
    private static string Reference(WitTypeDefinition type) => type.Name == "error-context" ? "%error-context" : Name(type.Name);
}
