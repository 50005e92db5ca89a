namespace Dovetail.Tests.Tooling.AssemblyScript;

/// <summary>A program of AssemblyScript that imports functions of an interface and of its world.</summary>
public sealed class ScriptImportTests
{
    private const string Store = "test:imports/store@0.2.1";

    private static readonly Engine s_engine = new();

    [Theory]
    [InlineData("imports", false)]
    [InlineData("imports", true)]
    [InlineData("imports-minimal", false)]
    public void Values_of_all_kinds_go_through_imports(string name, bool collectsAlways)
    {
        using var store = new Store(s_engine);
        var log = new List<string>();
        var instance = Host(log).Instantiate(store, Component.Load(s_engine, ScriptGuest.Build(name, isDeclared: true, null, collectsAlways)));
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(
                """["ok 0", "ok 10", "missing", "refused: item 3", "item 1=1", "none", "2:1,2", "a", "b", "", "abcdefgh18446744073709551615", "45"]""",
                instance.Invoke("run(4)"));
            Assert.Equal("3", instance.Invoke("total()"));
        }
        Assert.Equal(["at 12345678901", "at 12345678901", "at 12345678901"], log);
    }

    private static Linker Host(List<string> log) => new Linker(s_engine)
        .Define("log", (string message) => log.Add(message))
        .Define("read-time", () => 12345678901UL)
        .Define(Store, store => store
            .Function("put", (WitValue[] arguments) => Put(arguments[0]))
            .Function("get", (WitValue[] arguments) => (string)arguments[0] == "item 1" ? WitValue.Some(Item("item 1", 1)) : WitValue.None)
            .Function("all", (WitValue[] _) => WitValue.List(Item("a", 1), Item("b", 2), Item("", 0)))
            .Function("put-all", (WitValue[] arguments) => arguments[0].ToString() == """[{name: "aaa", amount: 7}, {name: "", amount: 42}]"""
                ? WitValue.List(1u, 2u)
                : WitValue.List<uint>([]))
            .Function("add", (uint a, uint b) => a + b)
            .Function("small", (byte a, bool b, short c) => (byte)(a + (b ? 3 : 0) + c))
            .Function("many", (WitValue[] arguments) => WitValue.String(string.Concat(arguments.Select(argument => argument.ToString().Trim('"'))))));

    private static WitValue Put(WitValue item)
    {
        var name = (string)item["name"];
        var amount = (uint)item["amount"];
        return amount < 2 ? WitValue.Ok(amount * 10)
            : WitValue.Err(amount == 2 ? WitValue.Variant("missing") : WitValue.Variant("refused", name));
    }

    private static WitValue Item(string name, uint amount) => WitValue.Record(("name", name), ("amount", amount));
}
