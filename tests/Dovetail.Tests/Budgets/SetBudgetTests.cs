using Dovetail.Tests.Instantiation;

namespace Dovetail.Tests.Budgets;

/// <summary>Budgets for components that are linked as a set: each by its own paths.</summary>
public sealed class SetBudgetTests : ComponentTestBase
{
    // The memory is an instance's inside of the component.
    private static string Grower(string exports, string import = "") => $$"""
        (component
          {{import}}
          (component $inner
            (core module $m (memory 1) (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0))))
            (core instance $i (instantiate $m))
            (func (export "grow") (param "n" u32) (result s32) (canon lift (core func $i "grow"))))
          (instance $n (instantiate $inner))
          (instance $api (export "grow" (func $n "grow")))
          (export "{{exports}}" (instance $api)))
        """;

    [Fact]
    public void Each_component_has_its_own()
    {
        var (a, b) = (Parse(Grower("x:y/a")), Parse(Grower("x:y/b", "(import \"x:y/a\" (instance (export \"grow\" (func (param \"n\" u32) (result s32)))))")));
        var budgets = new Dictionary<Component, IReadOnlyDictionary<string, ComponentBudget>>
        {
            [a] = new Dictionary<string, ComponentBudget> { ["instance 0"] = new() { MaxMemoryBytes = 2 << 16 } },
            [b] = new Dictionary<string, ComponentBudget> { [""] = new() { MaxMemoryBytes = 4 << 16 } },
        };
        // The first is asked for by the second's import and has its path from there; its budgets do not.
        var instances = Link().InstantiateAll(Store, budgets, b, a);
        int Grow(int index, string name, uint pages) => instances[index].GetInterface(name).GetFunction<Func<uint, int>>("grow")(pages);
        Assert.Equal((1, -1), (Grow(1, "x:y/a", 1), Grow(1, "x:y/a", 1)));
        Assert.Equal((1, -1), (Grow(0, "x:y/b", 3), Grow(0, "x:y/b", 1)));
    }

    [Fact]
    public void What_a_budget_is_for_must_be_there()
    {
        var (a, other) = (Parse(Grower("x:y/a")), Parse(Grower("x:y/other")));
        IReadOnlyDictionary<string, ComponentBudget> At(string path) => new Dictionary<string, ComponentBudget> { [path] = new() { MaxMemoryBytes = 4 << 16 } };
        Assert.Contains("`instance 7`", Assert.Throws<ArgumentException>(() => Link().InstantiateAll(Store,
            new Dictionary<Component, IReadOnlyDictionary<string, ComponentBudget>> { [a] = At("instance 7") }, a)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Link().InstantiateAll(Store,
            new Dictionary<Component, IReadOnlyDictionary<string, ComponentBudget>> { [other] = At("") }, a));
    }
}
