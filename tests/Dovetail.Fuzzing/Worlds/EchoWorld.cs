using System.Globalization;
using System.Text;
using Dovetail.Fuzzing.Specification;
using Dovetail.Wit.Resolution;
using Dovetail.Wit.Text;
using Dovetail.Wit.Types;

namespace Dovetail.Fuzzing.Worlds;

/// <summary>
/// WIT of random types: an interface whose functions give back what they take, several parameters as a tuple. World <c>leaf</c> exports it, world
/// <c>relay</c> imports it too.
/// </summary>
internal sealed class EchoWorld
{
    public const string Interface = "random:echo/echo@1.0.0";

    private readonly StringBuilder _types = new();
    private readonly Dictionary<WitType, string> _named = [];

    private EchoWorld(Choices choices, bool hasMaps)
    {
        var maker = new TypeMaker(choices, new ModelParts(hasMaps, false, false), []);
        var functions = new StringBuilder();
        for (var i = 0; i < 1 + choices.Below(4); i++)
        {
            var types = Enumerable.Range(0, choices.Pick(1, 1, 1, 2, 3, 5)).Select(_ => maker.Type(mayBorrow: false)).ToList();
            var parameters = types.Select((type, j) => $"p{j}: {TextOf(type)}");
            var result = types.Count == 1 ? TextOf(types[0]) : $"tuple<{string.Join(", ", types.Select(TextOf))}>";
            functions.Append(CultureInfo.InvariantCulture, $"    f{i}: func({string.Join(", ", parameters)}) -> {result};\n");
        }
        Text = $$"""
            package random:echo@1.0.0;

            interface echo {
            {{_types}}{{functions}}}

            world leaf {
              export echo;
            }

            world relay {
              import echo;
              export echo;
            }

            """;
    }

    /// <summary>The WIT.</summary>
    public string Text { get; }

    /// <summary>The WIT of a seed.</summary>
    public static EchoWorld Of(Choices choices, bool hasMaps) => new(choices, hasMaps);

    /// <summary>One of its worlds.</summary>
    public WitWorld World(string name) =>
        WitResolution.Resolve([new WitSourceGroup([new SourceText(Text, "echo.wit")])]).SelectWorld(name);

    // Types that WIT has only names for are defined in front of the functions, the same one once.
    private string TextOf(WitType type) => type switch
    {
        PrimitiveType => type.ToString(),
        ListType { Length: { } length } list => $"list<{TextOf(list.Element)}, {length}>",
        ListType list => $"list<{TextOf(list.Element)}>",
        OptionType option => $"option<{TextOf(option.Item)}>",
        TupleType tuple => $"tuple<{string.Join(", ", tuple.Items.Select(TextOf))}>",
        MapType map => $"map<{TextOf(map.Key)}, {TextOf(map.Value)}>",
        ResultType { Ok: null, Error: null } => "result",
        ResultType { Error: null } result => $"result<{TextOf(result.Ok!)}>",
        ResultType result => $"result<{(result.Ok is null ? "_" : TextOf(result.Ok))}, {TextOf(result.Error!)}>",
        _ => _named.TryGetValue(type, out var name) ? name : Define(type),
    };

    private string Define(WitType type)
    {
        var body = type switch
        {
            RecordType record => $"record NAME {{ {string.Join(", ", record.Fields.Select(field => $"{field.Name}: {TextOf(field.Type)}"))} }}",
            VariantType variant => $"variant NAME {{ {string.Join(", ", variant.Cases.Select(item => item.Type is null ? item.Name : $"{item.Name}({TextOf(item.Type)})"))} }}",
            EnumType @enum => $"enum NAME {{ {string.Join(", ", @enum.Names)} }}",
            FlagsType flags => $"flags NAME {{ {string.Join(", ", flags.Names)} }}",
            _ => throw new InvalidOperationException($"{type} has no text"),
        };
        var name = $"t{_named.Count}";
        _named.Add(type, name);
        _types.Append("    ").Append(body.Replace("NAME", name, StringComparison.Ordinal)).Append('\n');
        return name;
    }
}
