using System.Diagnostics;
using Dovetail.Fuzzing.Scenarios;

namespace Dovetail.Fuzzing.Hostile;

/// <summary>
/// Hostile components, each with its expected end. Every one is loaded, linked and called in a store where a healthy neighbour lives, which must answer right
/// after, within <see cref="MostForTheNeighbour"/>.
/// </summary>
internal static class HostileSuite
{
    private static readonly TimeSpan MostForTheNeighbour = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan MostForAnAttack = TimeSpan.FromSeconds(10);

    private static readonly StoreOptions Limits = new()
    {
        Deadline = TimeSpan.FromMilliseconds(100),
        MaxMemoryBytes = 64 << 20,
        MaxTableElements = 100_000,
        MaxInstances = 500,
        MaxHandles = 1_000,
        MaxValueBytes = 16 << 20,
    };

    private const string Healthy = """
        (component
          (core module $m (memory (export "memory") 1) (global $n (mut i32) (i32.const 0))
            (func (export "realloc") (param i32 i32 i32 i32) (result i32) (i32.const 64))
            (func (export "length") (param i32 i32) (result i32) (global.set $n (i32.add (global.get $n) (i32.const 1))) (local.get 1)))
          (core instance $i (instantiate $m))
          (func (export "length") (param "s" string) (result u32)
            (canon lift (core func $i "length") (memory $i "memory") (realloc (func $i "realloc")))))
        """;

    /// <summary>The attacks, by group.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<Attack>> Groups { get; } = new Dictionary<string, IReadOnlyList<Attack>>
    {
        ["abi"] = [.. ReallocAttacks.All, .. ValueAttacks.All],
        ["resources"] = ResourceAttacks.All,
        ["types"] = TypeAttacks.All,
        ["link"] = LinkAttacks.All,
    };

    /// <summary>A scenario for each group.</summary>
    public static IReadOnlyList<Scenario> All { get; } = [.. Groups.Select(group => new Scenario($"hostile-{group.Key}", _ => Run(group.Value)))];

    private static void Run(IReadOnlyList<Attack> attacks)
    {
        using var engine = new Engine();
        var healthy = Component.Parse(engine, Healthy);
        var failures = new List<string>();
        Expect.True(attacks.DistinctBy(attack => attack.Name).Count() == attacks.Count, "two attacks have one name");
        Call(engine, healthy, attacks[0], []);
        foreach (var attack in attacks)
        {
            Call(engine, healthy, attack, failures);
        }
        failures.ForEach(Console.WriteLine);
        Console.WriteLine($"{attacks.Count} attacks, {failures.Count} failures");
        Expect.True(failures.Count == 0, $"{failures.Count} of {attacks.Count} hostile components ended otherwise than expected");
    }

    private static void Call(Engine engine, Component healthy, Attack attack, List<string> failures)
    {
        using var store = new Store(engine, attack.Limit(Limits));
        var neighbour = new Linker(engine).Instantiate(store, healthy);
        var ask = neighbour.GetFunction<Func<string, uint>>("length");
        _ = ask("warm");
        var clock = Stopwatch.StartNew();
        var end = End(engine, store, attack);
        var took = clock.Elapsed;
        clock.Restart();
        var answer = ask("healthy");
        var answered = clock.Elapsed;
        if (!attack.Expected.Fits(end))
        {
            failures.Add($"{attack.Name}: expected {attack.Expected}, found {(end is null ? "an answer" : $"{end.GetType().Name}: {end.Message}")}");
        }
        if (took > MostForAnAttack || answer != 7 || answered > MostForTheNeighbour)
        {
            failures.Add($"{attack.Name}: took {took.TotalMilliseconds:F0} ms; the neighbour answered {answer} after {answered.TotalMilliseconds:F0} ms");
        }
    }

    private static Exception? End(Engine engine, Store store, Attack attack)
    {
        try
        {
            ComponentInstance? instance = null;
            var linker = new Linker(engine).Define("host", host => HostInterface.Offer(host, () => instance));
            attack.Define?.Invoke(linker);
            instance = linker.Instantiate(store, Component.Load(engine, attack.Bytes));
            if (instance.Functions.Contains("attack"))
            {
                instance.Call("attack", attack.Arguments);
            }
            return null;
        }
        catch (Exception end)
        {
            return end;
        }
    }
}
