using Dovetail;

// The invoice was built against version 1.2.0 of an interface that other components export. Nobody composed them: they meet here.
using var engine = new Engine();
var invoice = Load("invoice.wat");

Console.WriteLine("with math 1.2.3, a newer patch:");
using (var store = new Store(engine))
{
    var instance = Host().Define(Load("math-1.2.3.wat")).Instantiate(store, invoice);
    var total = instance.GetFunction<Func<uint, uint, string>>("total");
    Console.WriteLine($"  3 × 4.99 = {total(3, 499)}");
}

Console.WriteLine("both as a set, the one that imports first:");
using (var store = new Store(engine))
{
    var instances = Host().InstantiateAll(store, invoice, Load("math-1.2.3.wat"));
    Console.WriteLine($"  12 × 0.25 = {(string)instances[0].Call("total", 12u, 25u)}");
    Console.WriteLine($"  the other one: 6 × 7 = {instances[1].GetInterface("shop:math/calc").Call("multiply", 6u, 7u)}");
}

Console.WriteLine("with math 2.0.0, another major version:");
Refused(Host().Define(Load("math-2.0.0.wat")));

Console.WriteLine("with math 1.3.0, which breaks its promise:");
Refused(Host().Define(Load("math-1.3.0.wat")));

Console.WriteLine("with nothing at all:");
Refused(new Linker(engine));

Component Load(string file) => Component.Load(engine, Path.Combine(AppContext.BaseDirectory, "components", file));

Linker Host() => new Linker(engine).Define("shop:format/currency@1.0.0", currency => currency
    .Function("format", (uint cents) => string.Create(null, $"{cents / 100}.{cents % 100:00} €")));

void Refused(Linker linker)
{
    using var store = new Store(engine);
    try
    {
        linker.Instantiate(store, invoice);
        Console.WriteLine("  linked");
    }
    catch (LinkException refusal)
    {
        foreach (var problem in refusal.Problems)
        {
            Console.WriteLine($"  {problem.Rule}: {problem.Message}");
        }
    }
}
