using Dovetail.Wasi;
using Dovetail.Wasi.Http;

namespace Dovetail.Tests.Wasi;

/// <summary><c>wasi:http/types.fields</c>: what may stand in a header, who may change it, and how much there may be.</summary>
public sealed class FieldTests : IDisposable
{
    private readonly Engine _engine = new();
    private readonly Store _store;
    private readonly WasiState _state;

    public FieldTests()
    {
        _store = new Store(_engine);
        _state = new WasiHost(_ => WasiOptions.Default).Of(_store);
    }

    public void Dispose()
    {
        _store.Dispose();
        _engine.Dispose();
    }

    private static byte[] Bytes(string text) => [.. text.Select(c => (byte)c)];

    private Fields Make(params (string Name, string Value)[] entries) => Fields.FromList(_state, [.. entries.Select(entry => (entry.Name, Bytes(entry.Value)))]).Value;

    [Fact]
    public void Names_are_the_same_in_any_case_and_keep_theirs()
    {
        var fields = Make(("X-One", "a"), ("x-two", "b"), ("x-ONE", "c"));
        Assert.Equal([Bytes("a"), Bytes("c")], fields.Get("X-one"));
        Assert.True(fields.Has("X-TWO"));
        Assert.Equal(["X-One", "x-two", "x-ONE"], fields.Entries().Select(entry => entry.Item1));
    }

    [Fact]
    public void Set_replaces_append_adds_delete_removes()
    {
        var fields = Make(("a", "1"), ("A", "2"));
        Assert.True(fields.Set("a", [Bytes("3"), Bytes("4")]).IsOk);
        Assert.True(fields.Append("A", Bytes("5")).IsOk);
        Assert.Equal([Bytes("3"), Bytes("4"), Bytes("5")], fields.Get("a"));
        Assert.True(fields.Delete("a").IsOk);
        Assert.Empty(fields.Get("a"));
        Assert.True(fields.Delete("never-there").IsOk);
    }

    [Fact]
    public void What_is_absent_or_no_name_has_no_values()
    {
        Assert.Empty(Make().Get("no name"));
        Assert.False(Make().Has(""));
        Assert.Equal([Bytes("")], Make(("empty", "")).Get("empty"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a:")]
    [InlineData("a\r\nb")]
    [InlineData("\u00e4")]
    [InlineData("a\0")]
    [InlineData("(a)")]
    public void A_name_that_is_no_token_is_invalid(string name)
    {
        Assert.Equal(HeaderError.InvalidSyntax, Fields.FromList(_state, [(name, [])]).Error);
        Assert.Equal(HeaderError.InvalidSyntax, Make().Append(name, []).Error);
        Assert.Equal(HeaderError.InvalidSyntax, Make().Set(name, []).Error);
        Assert.Equal(HeaderError.InvalidSyntax, Make().Delete(name).Error);
    }

    [Theory]
    [InlineData("a\r\nb: c")]
    [InlineData("a\nb")]
    [InlineData("a\rb")]
    [InlineData("a\0b")]
    [InlineData("a\u007f")]
    [InlineData("\u001b[2J")]
    [InlineData(" a")]
    [InlineData("a\t")]
    [InlineData("a\r\n b")]
    public void A_value_that_would_break_a_line_or_begins_with_space_is_invalid(string value)
    {
        Assert.Equal(HeaderError.InvalidSyntax, Fields.FromList(_state, [("a", Bytes(value))]).Error);
        Assert.Equal(HeaderError.InvalidSyntax, Make().Append("a", Bytes(value)).Error);
        var fields = Make(("a", "old"));
        Assert.Equal(HeaderError.InvalidSyntax, fields.Set("a", [Bytes("good"), Bytes(value)]).Error);
        Assert.Equal([Bytes("old")], fields.Get("a"));
    }

    [Theory]
    [InlineData("a b")]
    [InlineData("a\tb")]
    [InlineData("\u00e4\u00ff")]
    public void Other_bytes_may_be_in_values(string value) => Assert.Equal([Bytes(value)], Make(("a", value)).Get("a"));

    [Theory]
    [InlineData("connection")]
    [InlineData("Keep-Alive")]
    [InlineData("proxy-authenticate")]
    [InlineData("proxy-authorization")]
    [InlineData("proxy-connection")]
    [InlineData("Transfer-Encoding")]
    [InlineData("UPGRADE")]
    [InlineData("host")]
    [InlineData("http2-settings")]
    public void Names_that_are_the_connections_are_forbidden(string name)
    {
        Assert.Equal(HeaderError.Forbidden, Fields.FromList(_state, [(name, [])]).Error);
        Assert.Equal(HeaderError.Forbidden, Make().Append(name, []).Error);
        Assert.Equal(HeaderError.Forbidden, Make().Set(name, []).Error);
        Assert.Equal(HeaderError.Forbidden, Make().Delete(name).Error);
    }

    [Theory]
    [InlineData("+5")]
    [InlineData("-1")]
    [InlineData("5,5")]
    [InlineData("0x5")]
    [InlineData("")]
    [InlineData("99999999999999999999")]
    public void A_length_is_digits(string length) => Assert.Equal(HeaderError.InvalidSyntax, Make().Append("Content-Length", Bytes(length)).Error);

    [Fact]
    public void A_length_may_be_removed() => Assert.True(Make(("content-length", "5")).Delete("content-length").IsOk);

    [Fact]
    public void Fields_of_a_message_cannot_be_changed_but_copied()
    {
        var fields = new Fields(_state, Make(("a", "1")).Take(), new OutgoingResponse(_state, new FieldList(1000)));
        Assert.Equal(HeaderError.Immutable, fields.Append("a", Bytes("2")).Error);
        Assert.Equal(HeaderError.Immutable, fields.Set("a", [Bytes("2")]).Error);
        Assert.Equal(HeaderError.Immutable, fields.Delete("a").Error);
        var copy = fields.Clone();
        Assert.True(copy.Append("a", Bytes("2")).IsOk);
        Assert.Equal([Bytes("1")], fields.Get("a"));
        Assert.Equal([Bytes("1"), Bytes("2")], copy.Get("a"));
    }

    [Fact]
    public void Forty_thousand_fields_trap_and_so_does_a_huge_value()
    {
        var fields = Make();
        Assert.Equal(TrapCode.LimitReached, Assert.Throws<TrapException>(() =>
        {
            for (var i = 0; i < 40_000; i++)
                fields.Append("a", []);
        }).Code);
        Assert.InRange(fields.Entries().Length, 3900, 4000);
        Assert.Equal(TrapCode.LimitReached, Assert.Throws<TrapException>(() => Make().Append("a", new byte[200_000].Select(_ => (byte)'x').ToArray())).Code);
    }

    [Fact]
    public void Deleting_makes_room()
    {
        var fields = Make();
        for (var i = 0; i < 100; i++)
        {
            Assert.True(fields.Append("a", Bytes(new string('x', 60_000))).IsOk);
            Assert.True(fields.Delete("A").IsOk);
        }
    }

    [Fact]
    public void Headers_end_before_their_message()
    {
        var response = new OutgoingResponse(_state, Make(("a", "1")).Take());
        var headers = response.Headers();
        Assert.Equal(TrapCode.HostRule, Assert.Throws<TrapException>(response.Drop).Code);
        headers.Drop();
        response.Drop();
        Assert.Equal(0, _state.Count);
    }

    [Theory]
    [InlineData(99, false)]
    [InlineData(100, true)]
    [InlineData(999, true)]
    [InlineData(1000, false)]
    public void A_status_has_three_digits(ushort status, bool isValid) =>
        Assert.Equal(isValid, new OutgoingResponse(_state, Make().Take()).SetStatusCode(status).IsOk);

    [Fact]
    public void A_body_is_given_once_and_its_stream_too()
    {
        var response = new OutgoingResponse(_state, Make().Take());
        var body = response.Body().Value;
        Assert.True(response.Body().IsError);
        var stream = body.Write().Value;
        Assert.True(body.Write().IsError);
        Assert.Equal(TrapCode.HostRule, Assert.Throws<TrapException>(() => OutgoingBody.Finish(body, null)).Code);
        stream.Drop();
    }

    [Theory]
    [InlineData(5, 4, false)]
    [InlineData(5, 5, true)]
    [InlineData(5, 6, false)]
    public void A_body_is_as_long_as_its_header_says(int promised, int written, bool isWhole)
    {
        var response = new OutgoingResponse(_state, Make(("content-length", $"{promised}")).Take());
        var body = response.Body().Value;
        var stream = body.Write().Value;
        Assert.True(stream.CheckWrite().Value >= 6);
        Assert.Equal(written <= promised, stream.Write(new byte[written]).IsOk);
        stream.Drop();
        Assert.Equal(isWhole, OutgoingBody.Finish(body, null).IsOk);
    }

    [Fact]
    public void A_body_that_nobody_takes_yet_holds_one_permit()
    {
        var stream = new OutgoingResponse(_state, Make().Take()).Body().Value.Write().Value;
        var permit = stream.CheckWrite().Value;
        Assert.True(stream.Write(new byte[permit]).IsOk);
        Assert.Equal(0ul, stream.CheckWrite().Value);
        Assert.False(stream.Subscribe().IsReady());
    }

    [Theory]
    [InlineData("GET", true)]
    [InlineData("brew", true)]
    [InlineData("", false)]
    [InlineData("A B", false)]
    [InlineData("A\r\n", false)]
    public void A_method_is_a_token(string method, bool isValid) => Assert.Equal(isValid, Request().SetMethod(new Dovetail.Wasi.Http.HttpMethod.Other(method)).IsOk);

    [Theory]
    [InlineData("example.org", true)]
    [InlineData("example.org:80", true)]
    [InlineData("[::1]:80", true)]
    [InlineData("127.0.0.1:", true)]
    [InlineData("user@example.org", false)]
    [InlineData("example.org:99999", false)]
    [InlineData("example.org:+80", false)]
    [InlineData("example.org/", false)]
    [InlineData("[::1", false)]
    [InlineData("[::1]80", false)]
    [InlineData("a b", false)]
    [InlineData("", false)]
    [InlineData(":80", false)]
    [InlineData("a\r\nb", false)]
    public void An_authority_is_a_host_and_a_port(string authority, bool isValid) => Assert.Equal(isValid, Request().SetAuthority(authority).IsOk);

    [Theory]
    [InlineData("/", true)]
    [InlineData("/a?b=c", true)]
    [InlineData("?b", true)]
    [InlineData("", true)]
    [InlineData("a", false)]
    [InlineData("/a b", false)]
    [InlineData("/a\r\nb", false)]
    [InlineData("/\u00e4", false)]
    [InlineData("/a#b", false)]
    public void A_path_is_printable_and_has_no_fragment(string path, bool isValid) => Assert.Equal(isValid, Request().SetPathWithQuery(path).IsOk);

    [Theory]
    [InlineData("ftp", true)]
    [InlineData("1a", false)]
    [InlineData("a b", false)]
    [InlineData("", false)]
    public void A_scheme_begins_with_a_letter(string scheme, bool isValid) => Assert.Equal(isValid, Request().SetScheme(new HttpScheme.Other(scheme)).IsOk);

    // CVE-2024-32980: what is not named is taken from nowhere else, least of all from a request that came in.
    [Fact]
    public void A_request_that_names_no_host_goes_nowhere()
    {
        var state = new WasiHost(_ => new WasiOptions { Http = new OutgoingHttp { Allowed = [HttpOrigin.Parse("*")], AllowsPrivateAddresses = true } }).Of(_store);
        Assert.IsType<ErrorCode.HttpRequestUriInvalid>(OutgoingHandler.Handle(state, Request(), null).Error);
        Assert.IsType<ErrorCode.HttpRequestUriInvalid>(OutgoingHandler.Handle(state, new OutgoingRequest(state, Make(("x-forwarded-host", "127.0.0.1")).Take()), null).Error);
    }

    private OutgoingRequest Request() => new(_state, Make().Take());
}
