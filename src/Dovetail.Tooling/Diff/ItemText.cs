using Dovetail.Wit.Resolution;

namespace Dovetail.Tooling.Diff;

/// <summary>How types and functions are shown.</summary>
internal static class ItemText
{
    private const int Longest = 200;

    public static string KindOf(WitTypeDefinition type) => type.Body switch
    {
        RecordBody => "record",
        VariantBody => "variant",
        EnumBody => "enum",
        FlagsBody => "flags",
        ResourceBody => "resource",
        _ => "type",
    };

    public static string Of(WitFunction function)
    {
        var parameters = string.Join(", ", function.Parameters.Where(parameter => function.Kind != FunctionKind.Method || parameter.Name != "self")
            .Select(parameter => $"{parameter.Name}: {parameter.Type}"));
        var result = function.Result is null || function.Kind == FunctionKind.Constructor ? "" : $" -> {function.Result}";
        return Cut($"{(function.IsAsync ? "async " : "")}{(function.Kind == FunctionKind.Static ? "static " : "")}func({parameters}){result}");
    }

    public static string Of(WitTypeDefinition type) => type.Resource is not null ? "resource" : Cut(type.Type.ToString());

    /// <summary>The path of a function: <c>resource.method</c>.</summary>
    public static string PathOf(WitFunction function) => function.Kind switch
    {
        FunctionKind.Freestanding => function.Label,
        FunctionKind.Constructor => $"{function.Resource!.Name}.constructor",
        _ => $"{function.Resource!.Name}.{(function.Label == "constructor" ? "%constructor" : function.Label)}",
    };

    public static string Cut(string text) => text.Length > Longest ? text[..Longest] + "…" : text;
}
