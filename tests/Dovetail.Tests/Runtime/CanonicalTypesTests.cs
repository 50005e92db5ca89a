using System.Runtime.CompilerServices;
using System.Text;
using Dovetail.Runtime;
using Dovetail.Wasm;

namespace Dovetail.Tests.Runtime;

public sealed class CanonicalTypesTests : IDisposable
{
    private const string Node = "(rec (type $node (struct (field (ref null $list)))) (type $list (sub (struct (field (ref null $node))))))";

    private readonly Engine _engine = new();

    public void Dispose() => _engine.Dispose();

    [Fact]
    public void Equal_groups_of_two_modules_are_one()
    {
        var (a, b) = (TypesOf(Node), TypesOf("(type (func))" + Node));
        Assert.Same(a[0], b[1]);
        Assert.Same(a[1], b[2]);
    }

    [Fact]
    public void Two_engines_share_nothing()
    {
        using var other = new Engine();
        Assert.NotSame(TypesOf(Node)[0], Module.Parse(other, $"(module {Node})").Types[0]);
    }

    [Theory]
    [InlineData("(rec (type (sub (struct (field (ref null 1))))) (type (struct (field (ref null 0)))))")]
    [InlineData("(rec (type (struct (field (ref null 1)))) (type (struct (field (ref null 0)))))")]
    [InlineData("(rec (type (struct (field (ref null 1)))) (type (sub (struct (field (ref null 0))))) (type (func)))")]
    [InlineData("(rec (type (struct (field (ref null 0)))) (type (sub (struct (field (ref null 1))))))")]
    [InlineData("(rec (type (struct (field (ref 1)))) (type (sub (struct (field (ref null 0))))))")]
    [InlineData("(rec (type (struct (field (mut (ref null 1))))) (type (sub (struct (field (ref null 0))))))")]
    public void Groups_that_differ_anywhere_share_no_type(string other) =>
        Assert.Empty(TypesOf(Node).Intersect(TypesOf(other)));

    [Fact]
    public void A_type_in_a_group_of_its_own_is_not_the_same_type_in_a_larger_group()
    {
        var types = TypesOf("(type (struct)) (rec (type (struct)) (type (struct)))");
        Assert.Equal(3, types.Distinct().Count());
    }

    [Fact]
    public void A_type_is_below_its_supertypes_at_any_depth_and_below_no_other()
    {
        var chain = string.Concat(Enumerable.Range(0, 63).Select(i => $"(type (sub {i} (struct)))"));
        var types = TypesOf($"(type (sub (struct))) {chain} (type (sub 0 (struct (field i32))))");
        Assert.Equal(65, types.Distinct().Count());
        Assert.All(Enumerable.Range(0, 64), i => Assert.All(Enumerable.Range(0, 64), j => Assert.Equal(j <= i, types[i].IsBelow(types[j]))));
        Assert.All(Enumerable.Range(1, 63), i => Assert.False(types[64].IsBelow(types[i]) || types[i].IsBelow(types[64])));
    }

    [Fact]
    public void Types_that_build_on_each_other_cost_no_more_than_they_are_long()
    {
        // Written out, the last type would have 2^5000 parts.
        var text = new StringBuilder("(type (struct))");
        for (var i = 0; i < 5000; i++)
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"(type (struct (field (ref null {i})) (field (ref null {i}))))");
        Assert.Same(TypesOf(text.ToString())[^1], TypesOf(text.ToString())[^1]);
    }

    [Fact]
    public void Many_threads_get_the_same_types()
    {
        var found = new CanonicalType[8][];
        Parallel.For(0, found.Length, i => found[i] = TypesOf(Node + "(type (array (ref null 0)))"));
        Assert.All(found, types => Assert.Equal(found[0], types));
    }

    [Fact]
    public void Types_die_with_the_last_module_that_has_them()
    {
        var type = ForgottenTypeOf(Node);
        for (var round = 0; round < 20 && type.IsAlive; round++)
            Collect();
        Assert.False(type.IsAlive);
        var again = TypesOf(Node);
        Assert.Same(again[0], TypesOf(Node)[0]);
    }

    [Fact]
    public void What_is_known_of_dead_types_does_not_pile_up()
    {
        for (var i = 0; i < 3000; i++)
        {
            ForgottenTypeOf($"(type (func (param {string.Concat(Enumerable.Repeat("i32 ", i % 40))} {(i % 2 == 0 ? "f32" : "f64")})))"
                + $"(type (func (result {string.Concat(Enumerable.Repeat("i64 ", 1 + (i / 80)))})))");
            if (i % 500 == 499)
                Collect();
        }
        Assert.InRange(_engine.Types.GroupCount, 0, 1024);
    }

    private CanonicalType[] TypesOf(string types) => Module.Parse(_engine, $"(module {types})").Types;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private WeakReference ForgottenTypeOf(string types) => new(_engine.Types.Intern(
        WasmInput.ReadModule(Encoding.UTF8.GetBytes($"(module {types})")).Types,
        WasmInput.ReadModule(Encoding.UTF8.GetBytes($"(module {types})")).Groups)[0]);

    private static void Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
    }
}
