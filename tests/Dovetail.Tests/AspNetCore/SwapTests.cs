using System.Runtime.CompilerServices;
using Dovetail.AspNetCore;

namespace Dovetail.Tests.AspNetCore;

/// <summary>A component is exchanged while it serves: no request is lost, and nothing of the old one stays.</summary>
public sealed class SwapTests : ServingTestBase
{
    private static byte[] Hello(string text)
    {
        // The same handler with another greeting, of the same length.
        var bytes = File.ReadAllBytes(GuestPath);
        var at = bytes.AsSpan().IndexOf("hello from a component\n"u8);
        System.Text.Encoding.ASCII.GetBytes(text.PadRight(22), bytes.AsSpan(at, 22));
        return bytes;
    }

    private Component Other(string text) => Component.Load(Engine, Hello(text));

    [Fact]
    public async Task The_new_component_answers_what_comes_after_the_swap()
    {
        var host = new ComponentHost(Guest);
        var address = Serve(host);
        Assert.Equal("hello from a component\n", await Client.GetStringAsync(Uri(address + "/")));
        var swap = host.Swap(Other("hello again"));
        Assert.True(swap.Difference.IsEmpty);
        Assert.StartsWith("hello again ", await Client.GetStringAsync(Uri(address + "/")), StringComparison.Ordinal);
        await swap.Retired.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(1, host.Swaps);
    }

    [Fact]
    public async Task A_request_in_flight_ends_on_the_old_one()
    {
        var host = new ComponentHost(Guest);
        var address = Serve(host);
        var other = Other("hello again");
        using var response = await Client.GetAsync(Uri(address + "/slow/100"), HttpCompletionOption.ResponseHeadersRead);
        var swap = host.Swap(other);
        Assert.False(swap.Retired.IsCompleted);
        Assert.EndsWith("line 99\n", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await swap.Retired.WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task No_request_is_lost_while_components_come_and_go()
    {
        var host = new ComponentHost(Guest);
        var address = Serve(host);
        using var stop = new CancellationTokenSource();
        var traffic = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            var count = 0;
            for (; !stop.IsCancellationRequested; count++)
                Assert.StartsWith("hello ", await Client.GetStringAsync(Uri(address + "/")), StringComparison.Ordinal);
            return count;
        })).ToArray();
        for (var i = 0; i < 10; i++)
        {
            await host.Swap(Other($"hello {i}")).Retired.WaitAsync(TimeSpan.FromSeconds(20));
            await Task.Delay(20);
        }
        await stop.CancelAsync();
        Assert.All(await Task.WhenAll(traffic), count => Assert.True(count > 0));
    }

    [Fact]
    public async Task The_old_one_is_unloaded()
    {
        var host = new ComponentHost(Other("hello 1"));
        var address = Serve(host);
        await Client.GetStringAsync(Uri(address + "/"));
        var (old, retired) = Exchange(host);
        await retired.WaitAsync(TimeSpan.FromSeconds(10));
        for (var i = 0; i < 50 && old.IsAlive; i++)
        {
            await Client.GetStringAsync(Uri(address + "/"));
            GC.Collect();
            GC.WaitForPendingFinalizers();
            await Task.Delay(20);
        }
        Assert.False(old.IsAlive);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private (WeakReference Old, Task Retired) Exchange(ComponentHost host) => (new WeakReference(host.Component), host.Swap(Other("hello 2")).Retired);

    [Fact]
    public async Task What_is_not_fit_to_serve_is_refused_and_the_old_one_serves_on()
    {
        var host = new ComponentHost(Guest, new ComponentHostOptions { WarmUpPath = "/status/204" });
        var address = Serve(host);
        Assert.Throws<LinkException>(() => host.Swap(Component.Parse(Engine, "(component)")));
        using var foreign = new Engine();
        Assert.Throws<ArgumentException>(() => host.Swap(Component.Load(foreign, GuestPath)));
        var missing = Component.Load(Engine, Renamed("wasi:cli/stdout@0.2.12", "wasi:cli/stdoux@0.2.12"));
        Assert.Contains("stdoux", Assert.Throws<LinkException>(() => host.Swap(missing)).Message, StringComparison.Ordinal);
        Assert.Equal(0, host.Swaps);
        Assert.Equal("hello from a component\n", await Client.GetStringAsync(Uri(address + "/")));
    }

    [Theory]
    [InlineData("/status/500")]
    [InlineData("/silent")]
    public void A_component_that_does_not_answer_the_warm_up_is_refused(string path) => Assert.Contains(
        $"GET {path}",
        Assert.Throws<InvalidOperationException>(() => new ComponentHost(Guest, new ComponentHostOptions { WarmUpPath = path })).Message,
        StringComparison.Ordinal);

    [Fact]
    public async Task A_watched_file_takes_over_and_a_bad_one_does_not()
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".wasm");
        await File.WriteAllBytesAsync(path, Hello("hello 1"));
        try
        {
            var host = new ComponentHost(Component.Load(Engine, path));
            var address = Serve(host);
            var (swapped, refused) = (new TaskCompletionSource<ComponentSwap>(), new TaskCompletionSource<Exception>());
            using var watcher = new ComponentWatcher(path, Engine, host, swap => swapped.TrySetResult(swap), error => refused.TrySetResult(error));
            await File.WriteAllTextAsync(path, "not a component");
            Assert.IsAssignableFrom<DovetailException>(await refused.Task.WaitAsync(TimeSpan.FromSeconds(20)));
            Assert.StartsWith("hello 1", await Client.GetStringAsync(Uri(address + "/")), StringComparison.Ordinal);
            await File.WriteAllBytesAsync(path, Hello("hello 2"));
            await swapped.Task.WaitAsync(TimeSpan.FromSeconds(20));
            Assert.StartsWith("hello 2", await Client.GetStringAsync(Uri(address + "/")), StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    // Good answers, traps, torn ones, clients that go, components that are not fit to serve: all at the same time.
    [Fact]
    public async Task Every_request_has_its_own_end_whatever_is_swapped_meanwhile()
    {
        var host = new ComponentHost(Guest, Limited(new StoreOptions { Deadline = TimeSpan.FromMinutes(2) }));
        var address = Serve(host);
        var unfit = Component.Parse(Engine, "(component)");
        using var stop = new CancellationTokenSource();
        var traffic = new[] { Whole("/", 200), Whole("/do/r200,b,a,whello,d,e", 200), Whole("/trap", 500), Whole("/do/r200,b,a,whello,d,e,t", 200), Torn(), Leaving() };
        for (var i = 0; i < 4; i++)
        {
            Assert.Throws<LinkException>(() => host.Swap(unfit));
            await host.Swap(Other($"hello {i}")).Retired.WaitAsync(TimeSpan.FromSeconds(60));
        }
        await stop.CancelAsync();
        await Task.WhenAll(traffic);
        Assert.Equal(4, host.Swaps);
        await Until(() => host is { ActiveRequests: 0, QueuedRequests: 0 });
        Assert.StartsWith("hello 3 ", await Client.GetStringAsync(Uri(address + "/")), StringComparison.Ordinal);

        async Task Whole(string path, int status)
        {
            while (!stop.IsCancellationRequested)
            {
                using var response = await Client.GetAsync(Uri(address + path));
                Assert.Equal(status, (int)response.StatusCode);
                Assert.NotEmpty(await response.Content.ReadAsStringAsync());
            }
        }

        async Task Torn()
        {
            while (!stop.IsCancellationRequested)
                await Assert.ThrowsAnyAsync<HttpRequestException>(() => Client.GetStringAsync(Uri(address + "/torn")));
        }

        async Task Leaving()
        {
            while (!stop.IsCancellationRequested)
            {
                using var response = await Client.GetAsync(Uri(address + "/slow/100"), HttpCompletionOption.ResponseHeadersRead);
                Assert.Equal(200, (int)response.StatusCode);
            }
        }
    }

    [LinuxFact]
    public async Task A_watched_file_may_become_anything()
    {
        var folder = Directory.CreateTempSubdirectory("dovetail").FullName;
        var path = Path.Combine(folder, "handler.wasm");
        await File.WriteAllBytesAsync(path, Hello("hello 1"));
        try
        {
            var host = new ComponentHost(Component.Load(Engine, path));
            var address = Serve(host);
            var refused = 0;
            using var watcher = new ComponentWatcher(path, Engine, host, refused: _ => Interlocked.Increment(ref refused));

            // Half of a component, of which the rest comes when it has been refused already.
            var next = Hello("hello 2");
            await File.WriteAllBytesAsync(path, next[..(next.Length / 2)]);
            await Until(() => Volatile.Read(ref refused) == 1);
            await using (var file = new FileStream(path, FileMode.Append))
                await file.WriteAsync(next.AsMemory(next.Length / 2));
            await Until(() => host.Swaps == 1);
            Assert.StartsWith("hello 2", await Client.GetStringAsync(Uri(address + "/")), StringComparison.Ordinal);

            // A component of another world.
            await File.WriteAllTextAsync(path, "(component)");
            await Until(() => Volatile.Read(ref refused) == 2);

            // A pipe into which nobody writes.
            File.Delete(path);
            using (var making = System.Diagnostics.Process.Start("mkfifo", path))
                await making.WaitForExitAsync();
            await Until(() => Volatile.Read(ref refused) == 3);

            // Nothing, and a folder.
            File.Delete(path);
            Directory.CreateDirectory(path);
            await Task.Delay(500);
            Assert.StartsWith("hello 2", await Client.GetStringAsync(Uri(address + "/")), StringComparison.Ordinal);
            Directory.Delete(path);

            // A link to a component, as deployments have it.
            await File.WriteAllBytesAsync(Path.Combine(folder, "3.wasm"), Hello("hello 3"));
            File.CreateSymbolicLink(path, Path.Combine(folder, "3.wasm"));
            await Until(() => host.Swaps == 2);
            Assert.StartsWith("hello 3", await Client.GetStringAsync(Uri(address + "/")), StringComparison.Ordinal);
            Assert.Equal(3, refused);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task An_engine_that_is_disposed_fails_its_requests_and_no_others()
    {
        using var other = new Engine();
        var address = Serve(application =>
        {
            application.MapComponent("/mortal", Component.Load(other, GuestPath));
            application.MapComponent("/", Guest);
        });
        other.Dispose();
        using var late = await Client.GetAsync(Uri(address + "/mortal"));
        Assert.Equal(500, (int)late.StatusCode);
        Assert.Equal("hello from a component\n", await Client.GetStringAsync(Uri(address + "/")));
    }

    private static byte[] Renamed(string name, string other)
    {
        var bytes = File.ReadAllBytes(GuestPath);
        for (int at; (at = bytes.AsSpan().IndexOf(System.Text.Encoding.ASCII.GetBytes(name))) >= 0;)
            System.Text.Encoding.ASCII.GetBytes(other, bytes.AsSpan(at));
        return bytes;
    }
}
