using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Dovetail.Wasi;
using Dovetail.Wasi.Http;
using Dovetail.Wasi.Io;
using HttpMethod = Dovetail.Wasi.Http.HttpMethod;

namespace Dovetail.Tests.Wasi;

/// <summary>Requests to servers that do wrong, and requests that cannot be made, each with its code of <c>wasi:http/types.error-code</c>.</summary>
public sealed class HttpErrorTests : IDisposable
{
    private static readonly OutgoingHttp Impatient = new() { ConnectTimeout = TimeSpan.FromMilliseconds(200) };

    private readonly Engine _engine = new();
    private readonly Store _store;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();

    public HttpErrorTests()
    {
        _store = new Store(_engine, new StoreOptions { Deadline = TimeSpan.FromMinutes(1) });
        _listener.Start();
    }

    private int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
        _listener.Dispose();
        _store.Dispose();
        _engine.Dispose();
    }

    [Fact]
    public void What_is_not_http_is_a_protocol_error()
    {
        Answer("220 mail.example.org ESMTP\r\n");
        Assert.IsType<ErrorCode.HttpProtocolError>(Ask().Error);
    }

    [Fact]
    public void A_server_that_closes_without_an_answer_leaves_it_incomplete()
    {
        Answer("");
        Assert.IsType<ErrorCode.HttpResponseIncomplete>(Ask().Error);
    }

    [Fact]
    public void A_body_that_ends_too_soon_is_incomplete()
    {
        Answer("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nbegun");
        Assert.IsType<ErrorCode.HttpResponseIncomplete>(BodyError(Ask().Value));
    }

    [Fact]
    public void A_body_of_more_than_may_be_is_too_large()
    {
        Answer($"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{new string('x', 1000)}");
        Assert.IsType<ErrorCode.HttpResponseBodySize>(BodyError(Ask(new OutgoingHttp { MaxBodyBytes = 10 }).Value));
    }

    [Fact]
    public void A_server_without_tls_is_a_tls_protocol_error()
    {
        Answer("HTTP/1.1 400 Bad Request\r\n\r\n");
        Assert.IsType<ErrorCode.TlsProtocolError>(Ask(scheme: "https").Error);
    }

    [Fact]
    public void A_certificate_that_nobody_vouches_for_is_a_tls_certificate_error()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        Serve(async stream =>
        {
            using var tls = new SslStream(stream);
            await tls.AuthenticateAsServerAsync(certificate);
            await tls.ReadExactlyAsync(new byte[1], _stop.Token);
        });
        Assert.IsType<ErrorCode.TlsCertificateError>(Ask(scheme: "https").Error);
    }

    // A queue that is full drops who wants to connect.
    [LinuxFact]
    public async Task A_connection_that_nobody_answers_times_out()
    {
        using var full = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        full.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        full.Listen(0);
        var waiting = new List<Socket>();
        try
        {
            Task connecting;
            do
            {
                waiting.Add(new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
                connecting = waiting[^1].ConnectAsync(full.LocalEndPoint!);
                await Task.WhenAny(connecting, Task.Delay(300));
            }
            while (connecting.IsCompleted && waiting.Count < 20);
            Assert.False(connecting.IsCompleted);
            Assert.IsType<ErrorCode.ConnectionTimeout>(Ask(Impatient, port: ((IPEndPoint)full.LocalEndPoint!).Port).Error);
        }
        finally
        {
            waiting.ForEach(socket => socket.Dispose());
        }
    }

    [Fact]
    public void A_server_that_never_agrees_on_TLS_times_out()
    {
        Serve(stream => Task.Delay(Timeout.Infinite, _stop.Token));
        Assert.IsType<ErrorCode.ConnectionTimeout>(Ask(Impatient, scheme: "https").Error);
    }

    [Fact]
    public void An_address_that_is_not_public_is_prohibited_unless_it_was_named() =>
        Assert.IsType<ErrorCode.DestinationIpProhibited>(Ask(new OutgoingHttp { Allowed = [HttpOrigin.Parse($"*:{Port}")] }).Error);

    [Fact]
    public void Connect_is_no_method_and_other_schemes_are_no_protocol()
    {
        Assert.IsType<ErrorCode.HttpRequestMethodInvalid>(Ask(method: new HttpMethod.Connect()).Error);
        Assert.IsType<ErrorCode.HttpProtocolError>(Ask(scheme: "gopher").Error);
    }

    [Fact]
    public void Trailers_of_requests_are_not_supported()
    {
        var state = State(OutgoingHttp.None);
        var body = new OutgoingRequest(state, new FieldList(1000)).Body().Value;
        Assert.IsType<ErrorCode.InternalError>(OutgoingBody.Finish(body, Fields.FromList(state, [("x-end", "done"u8.ToArray())]).Value).Error);
    }

    private WasiState State(OutgoingHttp http) => new WasiHost(_ => new WasiOptions { Http = http }).Of(_store);

    private Result<IncomingResponse, ErrorCode> Ask(OutgoingHttp? http = null, string scheme = "http", HttpMethod? method = null, int? port = null)
    {
        var authority = $"127.0.0.1:{port ?? Port}";
        var options = http ?? OutgoingHttp.None;
        var state = State(options.Allowed.IsEmpty ? options with { Allowed = [HttpOrigin.Parse(authority)] } : options);
        var request = new OutgoingRequest(state, new FieldList(1000));
        Assert.True(request.SetScheme(HttpScheme.Of(scheme)).IsOk && request.SetAuthority(authority).IsOk && request.SetMethod(method ?? new HttpMethod.Get()).IsOk);
        var handled = OutgoingHandler.Handle(state, request, null);
        if (handled.IsError)
            return Result<IncomingResponse, ErrorCode>.Err(handled.Error);
        _store.Block(handled.Value);
        return handled.Value.Get()!.Value.Value;
    }

    private static ErrorCode? BodyError(IncomingResponse response)
    {
        var stream = response.Consume().Value.Stream().Value;
        while (true)
        {
            if (stream.BlockingRead(100) is { IsError: true } end)
                return Assert.IsType<StreamError.LastOperationFailed>(end.Error).Error.Fault.Code as ErrorCode;
        }
    }

    private void Answer(string text) => Serve(async stream =>
    {
        _ = await stream.ReadAsync(new byte[4096], _stop.Token);
        await stream.WriteAsync(Encoding.ASCII.GetBytes(text), _stop.Token);
    });

    // Each connection, for a client may try again.
    private void Serve(Func<NetworkStream, Task> answer) => _ = Task.Run(async () =>
    {
        while (!_stop.IsCancellationRequested)
        {
            using var client = await _listener.AcceptTcpClientAsync(_stop.Token);
            try
            {
                await answer(client.GetStream());
            }
            catch (IOException)
            {
                // The client has enough.
            }
        }
    });
}
