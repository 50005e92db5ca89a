namespace Dovetail.ConformanceTests.Guests;

public class RecordedCallTests
{
    [SharedTheory]
    [InlineData("rust-add", null)]
    [InlineData("rust-math", null)]
    [InlineData("as-formatter", "incremental")]
    [InlineData("as-formatter", "minimal")]
    [InlineData("as-formatter", "stub")]
    public void Guests_answer_as_recorded(string folder, string? variant)
    {
        Assert.Empty(Guest.Play(folder, variant, DynamicCalls.Make));
        Assert.Empty(Guest.Play(folder, variant, TypedCalls.Make));
    }

    [SharedTheory]
    [InlineData("incremental")]
    [InlineData("minimal")]
    [InlineData("stub")]
    public void A_module_of_AssemblyScript_answers_as_recorded(string runtime)
    {
        Assert.Empty(Guest.PlayScript(runtime, DynamicCalls.Make));
        Assert.Empty(Guest.PlayScript(runtime, TypedCalls.Make));
    }

    [SharedFact]
    public void Values_of_all_types_answer_as_recorded() => Assert.Empty(Guest.PlayTypes(DynamicCalls.Make));

    [SharedFact]
    public void Typed_values_answer_as_recorded() => Assert.Empty(Guest.PlayTypes((target, @case) =>
        @case.Function == TooManyParameters ? DynamicCalls.Make(target, @case) : TypedCalls.Make(target, @case)));

    // No delegate type of the framework has more than 16 parameters.
    private const string TooManyParameters = "e-many";

    [SharedTheory]
    [InlineData("utf8")]
    [InlineData("utf16")]
    [InlineData("compact-utf16")]
    public void Strings_in_each_encoding_answer_as_recorded(string encoding)
    {
        Assert.Empty(Guest.PlayStrings(encoding, DynamicTwice, DynamicCalls.Make));
        Assert.Empty(Guest.PlayStrings(encoding, Twice, TypedCalls.Make));
    }

    private static Func<string, string> Twice(List<int> log) => text =>
    {
        log.Add(text.Length);
        return text + text;
    };

    private static Func<WitValue[], WitValue> DynamicTwice(List<int> log) => arguments => Twice(log)((string)arguments[0]);

    [SharedFact]
    public void A_string_with_half_of_a_surrogate_pair_is_refused()
    {
        using var store = new Store(Guest.Engine);
        var types = new Linker(Guest.Engine).Instantiate(store, Component.Load(Guest.Engine, Guest.PathOf("types/types.wasm")));
        var echo = types.GetInterface("demo:types/echo").GetFunction<Func<string, string>>("e-string");

        Assert.Throws<ArgumentException>(() => WitValue.String(SpecOverride.LoneSurrogate));
        Assert.Throws<ArgumentException>(() => echo(SpecOverride.LoneSurrogate));
        Assert.Equal("and goes on", echo("and goes on"));
    }
}
