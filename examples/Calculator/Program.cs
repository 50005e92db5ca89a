using Dovetail;

using var engine = new Engine();
var component = Component.Load(engine, Path.Combine(AppContext.BaseDirectory, "calculator.wasm"));
using var store = new Store(engine);
var instance = new Linker(engine).Instantiate(store, component);

var add = instance.GetFunction<Func<int, int, int>>("add");
Console.WriteLine($"42 + 58 = {add(42, 58)}");
