using Dovetail.Fuzzing.Specification;
using Dovetail.Tooling.New;
using Dovetail.Wasm;
using Dovetail.Wit.Abi;
using Dovetail.Wit.Resolution;
using Dovetail.Wit.Types;

namespace Dovetail.Fuzzing.Worlds;

/// <summary>Makes components of modules that echo, for random worlds, and calls them: one by itself, and one by way of another.</summary>
/// <remarks>Strings are encoded differently in each, so that they are transcoded on the way.</remarks>
internal sealed class EchoRun
{
    private readonly HashSet<string> _kinds = new(StringComparer.Ordinal);

    /// <summary>How many functions were called.</summary>
    public int Functions { get; private set; }

    /// <summary>How many calls gave back what they took.</summary>
    public int Calls { get; private set; }

    /// <summary>The kinds of value types that were among the parameters, sorted.</summary>
    public IEnumerable<string> Kinds => _kinds.Order(StringComparer.Ordinal);

    /// <summary>The component of a world.</summary>
    public static byte[] Component(WitWorld world, StringEncoding encoding) => WasmOutput.Encode(
        ComponentBuilder.Build(EchoModule.Of(world), new ComponentOptions { Worlds = [new ModuleWorld(world, encoding)] }).Definition);

    /// <summary>Makes and calls the components of a seed. Throws what goes wrong.</summary>
    /// <returns>What did not come back as it went; null if nothing.</returns>
    public string? Run(ulong seed)
    {
        var choices = new Choices(seed);
        var wit = EchoWorld.Of(choices, hasMaps: true);
        var (leaf, relay) = (wit.World("leaf"), wit.World("relay"));
        using var engine = new Engine(new EngineOptions { ComponentFeatures = ComponentFeatures.All });
        using var store = new Store(engine);
        var component = Dovetail.Component.Load(engine, Component(leaf, Encoding(choices)));
        var alone = new Linker(engine).Instantiate(store, component);
        var linker = new Linker(engine);
        linker.Define(EchoWorld.Interface, component);
        var behind = linker.Instantiate(store, Dovetail.Component.Load(engine, Component(relay, Encoding(choices))));
        foreach (var function in leaf.Exports.OfType<WorldInterface>().Single().Interface.Functions)
        {
            Functions++;
            foreach (var parameter in function.Type.Parameters)
            {
                AddKinds(parameter.Type);
            }
            for (var i = 0; i < 3; i++)
            {
                if (Call([alone, behind], function, choices) is { } difference)
                {
                    return $"{difference}\n{wit.Text}";
                }
            }
        }
        return null;
    }

    private string? Call(ComponentInstance[] instances, WitFunction function, Choices choices)
    {
        var values = new ValueMaker(choices);
        var data = new WitData((_, _, _) => throw new InvalidOperationException("there are no resources"));
        var sent = function.Type.Parameters.Select(parameter => values.Value(parameter.Type)).ToArray();
        var expected = (sent.Length == 1 ? sent[0] : new Parts(sent)).ToString();
        foreach (var instance in instances)
        {
            var arguments = sent.Select((value, i) => data.ToWit(function.Type.Parameters[i].Type, value)).ToArray();
            var found = WitData.FromWit(function.Type.Result!, instance.GetInterface(EchoWorld.Interface).Call(function.Name, arguments)).ToString();
            if (found != expected)
            {
                return $"{function}: expected {expected}, found {found}";
            }
            Calls++;
        }
        return null;
    }

    private static StringEncoding Encoding(Choices choices) => choices.Pick(StringEncoding.Utf8, StringEncoding.Utf16, StringEncoding.CompactUtf16);

    private void AddKinds(WitType type)
    {
        _kinds.Add(type switch
        {
            PrimitiveType primitive => primitive.ToString(),
            ListType { Length: not null } => "list of a fixed length",
            _ => type.GetType().Name.Replace("Type", "", StringComparison.Ordinal).ToLowerInvariant(),
        });
        foreach (var part in Parts(type))
        {
            AddKinds(part);
        }
    }

    private static IEnumerable<WitType> Parts(WitType type) => type switch
    {
        ListType list => [list.Element],
        RecordType record => record.Fields.Select(field => field.Type),
        TupleType tuple => tuple.Items,
        MapType map => [map.Key, map.Value],
        VariantType or OptionType or ResultType => Cases.Of(type) is var cases
            ? Enumerable.Range(0, cases.Count).Select(i => cases[i]).OfType<WitType>() : [],
        _ => [],
    };
}
