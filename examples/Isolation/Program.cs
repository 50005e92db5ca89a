using System.Diagnostics;
using Dovetail;

// Three plug-ins under one host. Each lives in a store of its own, with its own limits; the host is a component that imports them as it would any others.
using var engine = new Engine();
var plugIn = Component.Load(engine, Path.Combine(AppContext.BaseDirectory, "plug-ins", "plug-in.wat"));
var dispatcher = Component.Load(engine, Path.Combine(AppContext.BaseDirectory, "plug-ins", "dispatcher.wat"));

var limits = new IsolationOptions
{
    Store = new StoreOptions { Deadline = TimeSpan.FromMilliseconds(50), MaxMemoryBytes = 64 << 20, MaxHandles = 10_000 },
};
string[] names = ["red", "green", "blue"];
var linker = new Linker(engine);
foreach (var name in names)
{
    linker.Isolate($"plug-in:{name}/api", plugIn, limits);
}
using var store = new Store(engine);
var host = linker.Instantiate(store, dispatcher);
var ask = host.GetFunction<Func<uint, string, Result<string, string>>>("ask");

for (var i = 0u; i < names.Length; i++)
{
    Console.WriteLine($"{names[i]}: {ask(i, "answer")}");
}

string[] attacks = ["spin", "trap", "memory", "leak", "forge"];
for (var i = 0; i < attacks.Length; i++)
{
    var attacker = i % names.Length;
    Console.WriteLine($"{names[attacker]}, {attacks[i]}: {ask((uint)attacker, attacks[i])}");

    // The others first, each in its time; then the one that failed, which is another instance by now.
    for (var next = 1; next <= names.Length; next++)
    {
        var other = (attacker + next) % names.Length;
        var clock = Stopwatch.StartNew();
        var answer = ask((uint)other, "answer");
        var inTime = clock.Elapsed < TimeSpan.FromMilliseconds(100) ? "in time" : $"late: {clock.Elapsed}";
        Console.WriteLine($"  {names[other]}{(other == attacker ? ", again" : "")}: {answer}, {inTime}");
    }
}
Console.WriteLine($"the host has answered {host.Call("calls")} times, and was never locked");
