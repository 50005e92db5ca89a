namespace Dovetail.ConformanceTests.Guests;

public class RecordedCallTests
{
    [SharedFact]
    public void Rust_add_answers_as_recorded() => Assert.Empty(Guest.Play("rust-add", null, DynamicCalls.Make));

    [SharedFact]
    public void Rust_math_answers_as_recorded() => Assert.Empty(Guest.Play("rust-math", null, DynamicCalls.Make));

    [SharedTheory]
    [InlineData("incremental")]
    [InlineData("minimal")]
    [InlineData("stub")]
    public void Assemblyscript_answers_as_recorded(string runtime) => Assert.Empty(Guest.Play("as-formatter", runtime, DynamicCalls.Make));

    [SharedFact]
    public void Values_of_all_types_answer_as_recorded() => Assert.Empty(Guest.PlayTypes(DynamicCalls.Make));

    [SharedTheory]
    [InlineData("utf8")]
    [InlineData("utf16")]
    [InlineData("compact-utf16")]
    public void Strings_in_each_encoding_answer_as_recorded(string encoding) => Assert.Empty(Guest.PlayStrings(encoding, Twice, DynamicCalls.Make));

    private static Func<WitValue[], WitValue> Twice(List<int> log) => arguments =>
    {
        var text = (string)arguments[0];
        log.Add(text.Length);
        return text + text;
    };

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
