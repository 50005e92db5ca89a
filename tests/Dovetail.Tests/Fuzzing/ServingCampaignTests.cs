using System.Net;
using System.Net.Sockets;
using System.Text;
using Dovetail.Fuzzing.Serving;

namespace Dovetail.Tests.Fuzzing;

/// <summary>What judges a server under load sees an answer that is not whole, or is not alone, and a server that grows.</summary>
public sealed class ServingCampaignTests
{
    private static readonly ServerFigures _figures = new(10_000_000, 100_000_000, 1000, 30, 100);

    // A server that says this to whoever connects, and closes.
    private static async Task<(RawAnswer Answer, bool HasMore)> Read(string said)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var connection = await RawConnection.OpenAsync(((IPEndPoint)listener.LocalEndpoint).Port);
        using (var client = await listener.AcceptTcpClientAsync())
            await client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(said));
        return (await connection.ReadAsync(), connection.HasMore);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", 200, "hello")]
    [InlineData("HTTP/1.1 204 No Content\r\n\r\n", 204, "")]
    [InlineData("HTTP/1.1 200 OK\r\n\r\nhello, to the end", 200, "hello, to the end")]
    [InlineData("HTTP/1.1 500 Oh\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nc\r\n, it failed \r\n0\r\nx-end: 1\r\n\r\n", 500, "hello, it failed ")]
    public async Task An_answer_is_read_to_its_end(string said, int status, string body)
    {
        var (answer, hasMore) = await Read(said);
        Assert.Equal((status, body, false), (answer.Status, answer.Text, hasMore));
    }

    [Theory]
    [InlineData("")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhello\r\n0\r\n\r\n")]
    [InlineData("hello\r\n\r\n")]
    public Task A_part_of_an_answer_is_none(string said) => Assert.ThrowsAsync<IOException>(() => Read(said));

    [Fact]
    public async Task An_answer_that_does_not_come_is_not_waited_for()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var connection = await RawConnection.OpenAsync(((IPEndPoint)listener.LocalEndpoint).Port);
        connection.Limit = TimeSpan.FromMilliseconds(100);
        Assert.Equal("no whole answer within 0.1 s", (await Assert.ThrowsAsync<IOException>(connection.ReadAsync)).Message);
    }

    [Fact]
    public async Task What_comes_behind_an_answer_is_seen() =>
        Assert.True((await Read("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhelloHTTP/1.1 500 Oh\r\n\r\n")).HasMore);

    [Fact]
    public void Figures_that_vary_are_no_growth()
    {
        Assert.Null(_figures.GrowthSince(_figures));
        Assert.Null((_figures with { Heap = 11_000_000, Resident = 110_000_000, Mappings = 1020, Threads = 32, Descriptors = 98 }).GrowthSince(_figures));
        Assert.Equal(_figures, ServerFigures.Parse(_figures.ToLine()));
    }

    [Fact]
    public void Growth_is_named()
    {
        Assert.Equal("the heap has grown", (_figures with { Heap = 20_000_000 }).GrowthSince(_figures));
        Assert.Equal("resident memory has grown", (_figures with { Resident = 200_000_000 }).GrowthSince(_figures));
        Assert.Equal("mappings have grown", (_figures with { Mappings = 1200 }).GrowthSince(_figures));
        Assert.Equal("threads have grown", (_figures with { Threads = 40 }).GrowthSince(_figures));
        Assert.Equal("descriptors have grown", (_figures with { Descriptors = 110 }).GrowthSince(_figures));
    }
}
