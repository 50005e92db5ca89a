using Dovetail;

// Two databases, which the host owns: one is lent for a call, the other is handed out when the guest asks for it by name.
var visitors = new Database("visitors");
var archive = new Database("archive");
archive.Set("ada", "40");

using var engine = new Engine();
var component = Component.Load(engine, Path.Combine(AppContext.BaseDirectory, "guestbook.wasm"));
using var store = new Store(engine);
var linker = new Linker(engine).Define("example:database/databases@0.1.0", databases => databases
    .Resource<Database>("database", drop: database => database.Close())
    .Function("[method]database.get", (Database database, string key) => database.Get(key))
    .Function("[method]database.set", (Database database, string key, string value) => database.Set(key, value))
    .Function("open", (string name) => name == "archive"
        ? Result<Database, string>.Ok(archive)
        : Result<Database, string>.Err($"there is no database {name}")));
var guestbook = linker.Instantiate(store, component);

var visit = guestbook.GetFunction<Func<Database, string, uint>>("visit");
Console.WriteLine($"visit of ada: {visit(visitors, "ada")}");
Console.WriteLine($"visit of ada: {visit(visitors, "ada")}");
Console.WriteLine($"visit of grace: {visit(visitors, "grace")}");

// Here the guest closes what it opened, when it drops the handle.
var visitsIn = guestbook.GetFunction<Func<string, string, Result<uint, string>>>("visits-in");
Console.WriteLine($"ada in the archive: {visitsIn("archive", "ada")}");
Console.WriteLine($"ada in the cellar: {visitsIn("cellar", "ada")}");

// What was only lent is still the host's.
Console.WriteLine($"the host sees: ada {visitors.Get("ada")}, grace {visitors.Get("grace")}");
visitors.Close();
