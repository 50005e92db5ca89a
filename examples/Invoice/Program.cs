using Dovetail;

using var engine = new Engine();

// `dovetail compose` has put the three components together to one.
using (var store = new Store(engine))
{
    var shop = new Linker(engine).Instantiate(store, Load("composed.wasm"));
    Print("composed once", shop);
}

// Or they meet here: a component satisfies what another imports.
using (var store = new Store(engine))
{
    var linker = new Linker(engine).Define(Load("math.wasm")).Define(Load("formatter.wasm"));
    Print("linked at run time", linker.Instantiate(store, Load("invoice.wasm")));
}

void Print(string how, ComponentInstance shop)
{
    var total = shop.GetFunction<Func<int, int, string>>("total");
    Console.WriteLine($"{how}: 250 × 49.99 = {total(250, 4999)}");
}

Component Load(string name) => Component.Load(engine, Path.Combine(AppContext.BaseDirectory, "components", name));
