// A folder of plug-ins that others wrote, in a program that goes on whatever they do.
using System.Collections.Concurrent;
using Dovetail;
using Plugins;

var ours = AppContext.BaseDirectory;
var folder = Directory.CreateTempSubdirectory("plug-ins");
foreach (var file in Directory.EnumerateFiles(Path.Combine(ours, "plug-ins")))
    File.Copy(file, Path.Combine(folder.FullName, Path.GetFileName(file)));

// What the folder's thread tells is shown when it is waited for, so that this program says the same each time.
var news = new BlockingCollection<string>();
using var engine = new Engine(new EngineOptions { MetersFuel = true });
using var filters = new Filters(engine, folder.FullName, LimitsOf, news.Add);
Hear(3);

Say("Each makes something of a line:");
Ask("shout.wasm", "two  spaces");
Ask("squeeze.wasm", "two  spaces");
Ask("tally.wasm", "two  spaces");
Hear(1);
Ask("squeeze.wasm", "");

Say("One traps, and knows nothing of it at the next call:");
Ask("shout.wasm", "é");
Ask("shout.wasm", "e");

Say("One uses up its fuel:");
Ask("shout.wasm", new string('a', 10_000));

Say("One spins until its deadline, while others answer:");
var spinning = Task.Run(() => filters.Apply("squeeze.wasm", "the end  "));
Ask("shout.wasm", "meanwhile");
Ask("tally.wasm", "meanwhile");
Console.WriteLine($"  squeeze.wasm: {await spinning}");

Say("One takes all the memory it gets, and begins anew:");
for (var i = 0; i < 4; i++)
    Ask("tally.wasm", "more");
Hear(1);

Say("Better ones are put into the folder, while the old ones are called from another thread:");
using var stop = new CancellationTokenSource();
var calling = Task.Run(() => CallWhile(stop.Token));
foreach (var name in (string[])["shout", "squeeze", "tally"])
    Put($"{name}.wasm", File.ReadAllBytes(Path.Combine(ours, "updates", $"{name}.wasm")));
await stop.CancelAsync();
Console.WriteLine($"  {await calling}");
Ask("shout.wasm", "é");
Ask("squeeze.wasm", "the end  ");
for (var i = 0; i < 6; i++)
    filters.Apply("tally.wasm", "more");
Hear(1);
Ask("tally.wasm", "more");

Say("Worse ones are refused:");
Put("shout.wasm", File.ReadAllBytes(Path.Combine(folder.FullName, "shout.wasm"))[..500]);
Put("squeeze.wasm", File.ReadAllBytes(Path.Combine(ours, "updates", "greedy.wat")));
Put("tally.wasm", File.ReadAllBytes(Path.Combine(ours, "updates", "other.wat")));
Ask("shout.wasm", "still here");
Ask("squeeze.wasm", "still  here");
Ask("tally.wasm", "still here");

Say("Others come and go:");
Put("echo.wasm", File.ReadAllBytes(Path.Combine(ours, "updates", "squeeze.wasm")));
Ask("echo.wasm", "echo  echo");
File.Delete(Path.Combine(folder.FullName, "shout.wasm"));
Hear(1);

filters.Dispose();
folder.Delete(recursive: true);

// What a plug-in may use up. Fuel and deadline are for one call, memory is for all that it keeps.
static StoreOptions LimitsOf(string name)
{
    var most = new StoreOptions { Deadline = TimeSpan.FromSeconds(5), MaxMemoryBytes = 1 << 20 };
    return name switch
    {
        "shout.wasm" => most with { Fuel = 50_000 },
        "squeeze.wasm" => most with { Deadline = TimeSpan.FromSeconds(1) },
        "tally.wasm" => most with { MaxMemoryBytes = 5 << 16 },
        _ => most,
    };
}

string CallWhile(CancellationToken stop)
{
    var calls = 0;
    for (; calls < 100 || !stop.IsCancellationRequested; calls++)
    {
        if (filters.Apply("shout.wasm", "in use") is not "IN USE" and var other)
            return $"shout.wasm gave {other}";
    }
    return "every call was answered";
}

void Say(string text) => Console.WriteLine(text);

void Ask(string name, string line)
{
    var shown = line.Length > 20 ? $"{line[..20]}…" : line;
    Console.WriteLine($"  {name}: \"{shown}\" → {filters.Apply(name, line)}");
}

// A file is written beside its place and moved there, so that nobody sees half of it.
void Put(string name, byte[] bytes)
{
    var path = Path.Combine(folder.FullName, name);
    File.WriteAllBytes(path + ".new", bytes);
    File.Move(path + ".new", path, overwrite: true);
    Hear(1);
}

void Hear(int count)
{
    for (var i = 0; i < count; i++)
        Console.WriteLine($"  {news.Take()}");
}
