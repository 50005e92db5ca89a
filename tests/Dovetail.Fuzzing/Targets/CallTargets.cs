using System.Text;
using Dovetail.Fuzzing.Mutations;
using Dovetail.Wasm.Components.Decoding;
using Dovetail.Wasm.Components.Validation;
using Dovetail.Wit.Types;

namespace Dovetail.Fuzzing.Targets;

/// <summary>
/// Components that are loaded, instantiated and called with random values through the dynamic API. A fifth of the mutants are changed inside
/// bodies, immediates, canonical options and data, and valid, so that they run.
/// </summary>
internal static class CallTargets
{
    private const int MostCalls = 12;
    private const int MostAttempts = 40;

    private static readonly Engine Shared = new();

    private static readonly StoreOptions Options = new()
    {
        Deadline = TimeSpan.FromMilliseconds(250),
        MaxMemoryBytes = 64 << 20,
        MaxTableElements = 100_000,
        MaxInstances = 100,
    };

    public static IReadOnlyList<Target> All { get; } = [new("calls", Guests, Call) { Mutate = Mutate }];

    private static IReadOnlyList<byte[]> Guests() =>
        [.. Corpus.Files("guests", "*.wasm").Where(bytes => bytes[6] == 1)];

    private static byte[] Mutate(IReadOnlyList<byte[]> corpus, ulong seed)
    {
        var random = new SeededRandom(seed);
        if (!random.OneIn(5)) return new Mutator(corpus).Mutate(seed);
        var mutant = corpus[0];
        for (var attempts = 0; attempts < MostAttempts; attempts++)
        {
            mutant = RunnableMutations.Mutate(corpus[random.Below(corpus.Count)], random);
            if (IsValid(mutant)) return mutant;
        }

        return mutant;
    }

    private static bool IsValid(byte[] component)
    {
        try
        {
            ComponentValidator.Validate(ComponentDecoder.Decode(component));
            return true;
        }
        catch (DovetailException)
        {
            return false;
        }
    }

    private static Answer Call(byte[] input, SeededRandom random)
    {
        var component = Component.Load(Shared, input);
        var linker = new Linker(Shared);
        foreach (var import in component.Imports)
        {
            if (Exporter.Value is { } exporter && exporter.Exports.Contains(import)) linker.Define(import, exporter);
        }

        var (values, traps) = (0, 0);
        for (var calls = 0; calls < MostCalls;)
        {
            // A trap locks its instance: what follows gets a new one.
            using var store = new Store(Shared, Options);
            var functions = Functions(linker.Instantiate(store, component)).ToArray();
            if (functions.Length == 0) return Answer.Value;
            for (var isLocked = false; !isLocked && calls < MostCalls; calls++)
            {
                isLocked = !TryCall(random.Pick<(ComponentInstance, string)>(functions), random);
                if (isLocked) traps++; else values++;
            }
        }

        return traps > values ? Answer.Trap : Answer.Value;
    }

    private static bool TryCall((ComponentInstance Instance, string Name) function, SeededRandom random)
    {
        try
        {
            var type = function.Instance.GetFunctionType(function.Name);
            function.Instance.Call(function.Name, [.. type.Parameters.Select(parameter => ValueOf(parameter.Type, random, 0))]);
            return true;
        }
        catch (ArgumentException)
        {
            // A function of the host exported again, or a resource that the program cannot make up.
            return true;
        }
        catch (TrapException)
        {
            return false;
        }
    }

    private static IEnumerable<(ComponentInstance, string)> Functions(ComponentInstance instance) =>
        instance.Functions.Select(name => (instance, name)).Concat(instance.Interfaces.SelectMany(name => Functions(instance.GetInterface(name))));

    private static WitValue ValueOf(WitType type, SeededRandom random, int depth) => type switch
    {
        PrimitiveType primitive => ValueOf(primitive.Kind, random),
        ListType list => WitValue.List([.. Enumerable.Range(0, (int)(list.Length ?? (uint)random.Below(depth > 3 ? 2 : 9)))
            .Select(_ => ValueOf(list.Element, random, depth + 1))]),
        RecordType record => WitValue.Record([.. record.Fields.Select(field => (field.Name, ValueOf(field.Type, random, depth + 1)))]),
        TupleType tuple => WitValue.Tuple([.. tuple.Items.Select(item => ValueOf(item, random, depth + 1))]),
        FlagsType flags => WitValue.Flags([.. flags.Names.Where(_ => random.OneIn(2))]),
        EnumType names => WitValue.Enum(names.Names[random.Below(names.Names.Length)]),
        OptionType option => random.OneIn(2) ? WitValue.None : WitValue.Some(ValueOf(option.Item, random, depth + 1)),
        VariantType variant => CaseOf(variant.Cases[random.Below(variant.Cases.Length)], random, depth),
        ResultType { Ok: null } when random.OneIn(2) => WitValue.Ok(),
        ResultType { Ok: { } ok } when random.OneIn(2) => WitValue.Ok(ValueOf(ok, random, depth + 1)),
        ResultType result => result.Error is { } error ? WitValue.Err(ValueOf(error, random, depth + 1)) : WitValue.Err(),
        _ => WitValue.Resource(new object()),
    };

    private static WitValue CaseOf(VariantCase chosen, SeededRandom random, int depth) =>
        chosen.Type is { } type ? WitValue.Variant(chosen.Name, ValueOf(type, random, depth + 1)) : WitValue.Variant(chosen.Name);

    private static WitValue ValueOf(PrimitiveKind kind, SeededRandom random) => kind switch
    {
        PrimitiveKind.Bool => random.OneIn(2),
        PrimitiveKind.S8 => (sbyte)random.Boundary(),
        PrimitiveKind.U8 => (byte)random.Boundary(),
        PrimitiveKind.S16 => (short)random.Boundary(),
        PrimitiveKind.U16 => (ushort)random.Boundary(),
        PrimitiveKind.S32 => (int)random.Boundary(),
        PrimitiveKind.U32 => (uint)random.Boundary(),
        PrimitiveKind.S64 => (long)random.Boundary(),
        PrimitiveKind.U64 => random.Boundary(),
        PrimitiveKind.F32 => BitConverter.UInt32BitsToSingle((uint)random.Boundary()),
        PrimitiveKind.F64 => BitConverter.UInt64BitsToDouble(random.Boundary()),
        PrimitiveKind.Char => RuneOf(random),
        _ => string.Concat(Enumerable.Range(0, random.Below(40)).Select(_ => RuneOf(random).ToString())),
    };

    private static Rune RuneOf(SeededRandom random) =>
        Rune.TryCreate((uint)random.Boundary() % 0x110000, out var rune) ? rune : new Rune('a' + random.Below(26));

    private static readonly Lazy<Component?> Exporter = new(() =>
        Corpus.Files("guests/resources", "exporter.wasm").FirstOrDefault() is { } bytes ? Component.Load(Shared, bytes) : null);
}
