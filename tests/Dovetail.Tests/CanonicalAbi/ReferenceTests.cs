using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json.Nodes;
using Dovetail.Bindings;
using Dovetail.CanonicalAbi;
using Dovetail.Wit.Abi;
using Dovetail.Wit.Types;

namespace Dovetail.Tests.CanonicalAbi;

/// <summary>
/// Compares lifting, lowering and component-to-component transfers with the specification's own definitions.py, on
/// random types, values and damaged memories: the same bytes, the same calls of realloc, the same values, a trap where
/// it traps.
/// </summary>
/// <remarks>
/// DOVETAIL_CANONICAL_ABI names that file; DOVETAIL_REFERENCE_CASES how many cases to try, DOVETAIL_REFERENCE_SEED
/// where to start.
/// </remarks>
[Trait("Category", "Slow")]
public sealed class ReferenceTests : IDisposable
{
    private const int Base = 1024;

    private readonly Engine engine = new();
    private Store store;
    private readonly Process? python;

    public ReferenceTests()
    {
        store = new Store(engine);
        python = ReferenceFactAttribute.Definitions is { } definitions ? Start(definitions) : null;
    }

    public void Dispose()
    {
        python?.StandardInput.Close();
        python?.WaitForExit(10_000);
        python?.Dispose();
        store.Dispose();
        engine.Dispose();
    }

    [ReferenceFact]
    public void Agrees_with_the_specification_on_random_values_and_damaged_memories()
    {
        var first = int.Parse(Environment.GetEnvironmentVariable("DOVETAIL_REFERENCE_SEED") ?? "1", null);
        var cases = int.Parse(Environment.GetEnvironmentVariable("DOVETAIL_REFERENCE_CASES") ?? "500", null);
        for (var seed = first; seed < first + cases; seed++)
        {
            store.Dispose();
            store = new Store(engine);
            var random = new RandomValues(new Random(seed));
            var type = random.Type(3);
            var value = random.Value(type);
            try
            {
                Compare(random, type, value);
            }
            catch (Exception fault)
            {
                throw new InvalidOperationException($"seed {seed}, type {type}, value {value}: {fault.Message}", fault);
            }
        }
    }

    private void Compare(RandomValues random, WitType type, WitValue value)
    {
        var (from, to) = (random.Encoding(), random.Encoding());
        var guest = new AbiGuest(store, from);
        var (flat, memory) = CheckLower(guest, type, value, from);
        if (flat is null)
        {
            return;
        }
        CheckLift(guest, type, flat, memory, from);
        CheckTransfer(type, flat, memory, from, to);
        for (var i = 0; i < 3 && !RandomValues.HasFloat(type); i++)
        {
            random.Damage(flat, memory);
            memory.CopyTo(guest.Bytes(Base, memory.Length));
            CheckLift(guest, type, flat, memory, from);
            CheckTransfer(type, flat, memory, from, to);
        }
    }

    private (ulong[]?, byte[]) CheckLower(AbiGuest guest, WitType type, WitValue value, StringEncoding to)
    {
        var plan = FunctionPlan.Of(new WitFunctionType([new("p", type)], null));
        var codec = new WitValueCodecs(plan).For(type);
        var cx = Context(guest);
        var frame = default(FlatFrame);
        var writer = new FlatWriter(ref frame);
        if (plan.ParametersInMemory)
        {
            var address = cx.Allocate(codec.Alignment, codec.Size, AbiBlock.Values);
            codec.Store(cx, address, value);
            writer.Add(address);
        }
        else
        {
            codec.LowerFlat(cx, ref writer, value);
        }
        var answer = Ask(new JsonObject
        {
            ["op"] = "lower",
            ["type"] = Json(type),
            ["to"] = Name(to),
            ["value"] = Json(type, value),
        });
        Assert.Equal(answer.ToJsonString(), Lowered(guest, frame, writer.Position).ToJsonString());
        return (plan.ParametersInMemory ? null : ((ReadOnlySpan<ulong>)frame)[..writer.Position].ToArray(),
            guest.Bytes(Base, (int)guest.Top - Base).ToArray());
    }

    private void CheckLift(AbiGuest guest, WitType type, ulong[] flat, byte[] memory, StringEncoding from)
    {
        var answer = Ask(Question("lift", type, flat, memory, from, from));
        var plan = FunctionPlan.Of(new WitFunctionType([new("p", type)], null));
        var frame = default(FlatFrame);
        flat.CopyTo((Span<ulong>)frame);
        JsonObject found;
        try
        {
            guest.State.ValueBytesLeft = store.Options.MaxValueBytes;
            var reader = new FlatReader(ref frame);
            found = new JsonObject
            {
                ["value"] =
                Json(type, new WitValueCodecs(plan).For(type).LiftFlat(Context(guest), ref reader))
            };
        }
        catch (TrapException)
        {
            found = new JsonObject { ["trap"] = true };
        }
        Assert.Equal(answer.ToJsonString(), found.ToJsonString());
    }

    private void CheckTransfer(WitType type, ulong[] flat, byte[] memory, StringEncoding from, StringEncoding to)
    {
        var answer = Ask(Question("transfer", type, flat, memory, from, to));
        var source = new AbiGuest(store, from, name: "source");
        memory.CopyTo(source.Bytes(Base, memory.Length));
        var target = new AbiGuest(store, to, name: "target");
        JsonObject found;
        try
        {
            found = Lowered(target, FusedCalls.Transfer(source, target, type, flat), flat.Length);
        }
        catch (TrapException)
        {
            found = new JsonObject { ["trap"] = true };
        }
        Assert.Equal(answer.ToJsonString(), found.ToJsonString());
    }

    private static LiftLowerContext Context(AbiGuest guest) =>
        new(new AbiSide(guest.State, guest.Options, [], isHostEdge: false), null);

    private static JsonObject Question(string op, WitType type, ulong[] flat, byte[] memory, StringEncoding from,
        StringEncoding to) => new()
        {
            ["op"] = op,
            ["type"] = Json(type),
            ["flat"] = new JsonArray([.. flat.Select(bits => (JsonNode)bits)]),
            ["memory"] = Convert.ToHexStringLower(memory),
            ["from"] = Name(from),
            ["to"] = Name(to),
        };

    private static JsonObject Lowered(AbiGuest guest, FlatFrame frame, int count) => new()
    {
        ["flat"] = new JsonArray([.. ((ReadOnlySpan<ulong>)frame)[..count].ToArray().Select(bits => (JsonNode)bits)]),
        ["reallocs"] =
            new JsonArray(
            [.. guest.Reallocs.Select(call => new JsonArray(call.Old, call.OldSize, call.Alignment, call.Size))]),
        ["memory"] = Convert.ToHexStringLower(guest.Bytes(Base, (int)guest.Top - Base)),
    };

    private JsonNode Ask(JsonObject question)
    {
        python!.StandardInput.WriteLine(question.ToJsonString());
        python.StandardInput.Flush();
        return JsonNode.Parse(
            python.StandardOutput.ReadLine() ?? throw new InvalidOperationException("definitions.py ended"))!;
    }

    private static string Name(StringEncoding encoding) => encoding switch
    {
        StringEncoding.Utf8 => "utf8",
        StringEncoding.Utf16 => "utf16",
        _ => "latin1+utf16",
    };

    private static JsonNode? Json(WitType? type) => type switch
    {
        null => null,
        PrimitiveType primitive => primitive.Kind.ToString().ToLowerInvariant(),
        ListType list => new JsonArray("list", Json(list.Element)),
        RecordType record => new JsonArray(["record", .. record.Fields.Select(field => Json(field.Type))]),
        TupleType tuple => new JsonArray(["tuple", .. tuple.Items.Select(Json)]),
        VariantType variant => new JsonArray(["variant", .. variant.Cases.Select(@case => Json(@case.Type))]),
        EnumType @enum => new JsonArray("enum", @enum.Names.Length),
        OptionType option => new JsonArray("option", Json(option.Item)),
        ResultType result => new JsonArray("result", Json(result.Ok), Json(result.Error)),
        FlagsType flags => new JsonArray("flags", flags.Names.Length),
        _ => throw new UnreachableException(),
    };

    private static JsonNode? Json(WitType type, WitValue value) => type switch
    {
        PrimitiveType primitive => primitive.Kind switch
        {
            PrimitiveKind.Bool => (bool)value ? 1 : 0,
            PrimitiveKind.F32 => BitConverter.SingleToUInt32Bits((float)value),
            PrimitiveKind.F64 => BitConverter.DoubleToUInt64Bits((double)value),
            PrimitiveKind.Char => ((Rune)value).Value,
            PrimitiveKind.String =>
                new JsonArray([.. ((string)value).EnumerateRunes().Select(rune => (JsonNode)rune.Value)]),
            PrimitiveKind.U64 => (ulong)value,
            _ => (long)value,
        },
        ListType list => new JsonArray([.. value.Items.Select(item => Json(list.Element, item))]),
        RecordType record => new JsonArray([.. record.Fields.Select(field => Json(field.Type, value[field.Name]))]),
        TupleType tuple => new JsonArray([.. tuple.Items.Select((item, i) => Json(item, value.Items[i]))]),
        FlagsType flags => value.Names.Aggregate(0u, (bits, name) => bits | 1u << flags.Names.IndexOf(name)),
        _ => Case(Cases.Of(type), value),
    };

    private static JsonArray Case(Cases cases, WitValue value)
    {
        var index = Enumerable.Range(0, cases.Count).First(i => cases.Name(i) == value.CaseName);
        return new JsonArray(index, cases[index] is { } payload ? Json(payload, value.CaseValue!.Value) : null);
    }

    private static Process Start(string definitions, [CallerFilePath] string here = "") =>
        Process.Start(new ProcessStartInfo("python3")
        {
            ArgumentList = { Path.Combine(Path.GetDirectoryName(here)!, "reference.py"), definitions },
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
}

/// <summary>A fact that needs Python and the specification's definitions.py.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ReferenceFactAttribute : FactAttribute
{
    public ReferenceFactAttribute() => Skip = Definitions is null
        ? "set DOVETAIL_CANONICAL_ABI to the specification's design/mvp/canonical-abi/definitions.py (needs python3)"
        : null;

    public static string? Definitions { get; } =
        Environment.GetEnvironmentVariable("DOVETAIL_CANONICAL_ABI") is { Length: > 0 } path && File.Exists(path)
            ? path : null;
}
