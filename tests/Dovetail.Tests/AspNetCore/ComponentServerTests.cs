using System.Net;
using Dovetail.AspNetCore;
using Dovetail.Tests.House;

namespace Dovetail.Tests.AspNetCore;

/// <summary>A server of its own for one file.</summary>
public sealed class ComponentServerTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("dovetail-server-").FullName;

    private string Handler => Path.Combine(_folder, "handler.wasm");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Serves_a_file_until_it_is_told_to_stop_and_the_next_one_takes_its_code_from_the_cache()
    {
        File.Copy(Repository.PathOf("tests/Dovetail.Tests/AspNetCore/Guest/handler.wasm"), Handler);
        for (var start = 0; start < 2; start++)
        {
            using var cache = new CodeCache(Path.Combine(_folder, "cache"));
            using var stop = new CancellationTokenSource();
            var listening = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
            var serving = ComponentServer.RunAsync(Options() with
            {
                OnListening = addresses => listening.SetResult(addresses.Single()),
                Engine = new EngineOptions { Cache = cache, CompileMode = CompileMode.Lazy },
            }, stop.Token);
            await Task.WhenAny(serving, listening.Task).WaitAsync(TimeSpan.FromMinutes(1));
            using (var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }))
                Assert.Equal("hello from a component\n", await client.GetStringAsync(new Uri(await listening.Task + "/")));
            await stop.CancelAsync();
            await serving.WaitAsync(TimeSpan.FromMinutes(1));
        }
    }

    [Theory]
    [InlineData("(component)")]
    [InlineData("(component (core module (func (result i32))))")]
    [InlineData("no component")]
    public async Task A_file_that_cannot_be_served_is_an_error(string text)
    {
        await File.WriteAllTextAsync(Handler, text);
        await Assert.ThrowsAnyAsync<DovetailException>(() => ComponentServer.RunAsync(Options()).WaitAsync(TimeSpan.FromMinutes(1)));
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_an_error() =>
        await Assert.ThrowsAsync<FileNotFoundException>(() => ComponentServer.RunAsync(Options()).WaitAsync(TimeSpan.FromMinutes(1)));

    private ComponentServerOptions Options() => new(Handler) { Address = new IPEndPoint(IPAddress.Loopback, 0) };
}
