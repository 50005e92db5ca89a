using System.Globalization;
using System.Net;
using Dovetail.AspNetCore;
using Dovetail.Tests.Instantiation;
using Dovetail.Tests.Wasi;
using Dovetail.Wasi;
using Dovetail.Wasi.Http;

namespace Dovetail.Tests.AspNetCore;

/// <summary>The instances of a handler that are kept from one request to the next.</summary>
public class GuestInstancesTests : ServingTestBase
{
    // Counts in a global, from its start function on, and prints what it has come to. It answers nothing.
    private static readonly string _counting = Counting("""(core module $n (func (export "mark"))) (core instance $n (instantiate $n)) (alias core export $n "mark" (core func $mark))""");

    // As that, and calls a function which the host has besides those of WASI.
    private static readonly string _marking = Counting("""(import "mark" (func $f)) (core func $mark (canon lower (func $f)))""");

    private readonly StoreOptions _limits = new() { Deadline = TimeSpan.FromSeconds(30) };

    [Theory]
    [InlineData("/")]
    [InlineData("/print")]
    [InlineData("/unfinished")]
    [InlineData("/error")]
    [InlineData("/lines/40")]
    [InlineData("/json")]
    public void One_that_has_answered_is_as_if_it_had_not(string path)
    {
        var wasi = new WasiHost(_ => new WasiOptions());
        var linker = new Linker(Engine).AddWasi(wasi);
        using var used = new Store(Engine, _limits) { Runs = [] };
        using var fresh = new Store(Engine, _limits) { Runs = [] };
        var (again, first) = (linker.Instantiate(used, Guest), linker.Instantiate(fresh, Guest));
        var handle = IncomingHandler.Of(again);
        for (var round = 0; round < 3; round++)
        {
            // What it answers is not looked at.
            _ = Record.Exception(() => WarmUpRequest.Run(used, wasi, handle, path));
            Assert.True(used.TryClear());
            used.Renew();
            StoreGraph.AssertSame(first, again);
        }
    }

    [Fact]
    public async Task A_start_function_runs_for_each_request_as_a_part_of_it()
    {
        var address = Serve(application => application.MapComponent("/", Component.Parse(Engine, _counting)));
        for (var i = 0; i < 5; i++)
        {
            var path = string.Create(CultureInfo.InvariantCulture, $"/request-{i}");
            using var response = await Client.GetAsync(new Uri(address + path));
            Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
            var lines = Logged.Lines.Where(line => line.Contains(path, StringComparison.Ordinal)).ToArray();
            Assert.Contains(lines, line => line.EndsWith(": 1", StringComparison.Ordinal));
            Assert.Contains(lines, line => line.EndsWith(": 2", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task One_that_functions_of_others_know_is_of_one_request()
    {
        var stores = new HashSet<Store>();
        var address = Serve(application => application.MapComponent("/", Component.Parse(Engine, _marking), new ComponentHostOptions
        {
            ConfigureLinker = linker => linker.Define("mark", (Store store) => { stores.Add(store); }),
        }));
        stores.Clear();
        for (var i = 0; i < 3; i++)
            (await Client.GetAsync(new Uri(address + "/"))).Dispose();
        Assert.Equal(3, stores.Count);
    }

    [Theory]
    [InlineData("/trap")]
    [InlineData("/silent")]
    [InlineData("/flood")]
    [InlineData("/bomb")]
    [InlineData("/unfinished")]
    public async Task Those_who_come_next_notice_nothing(string path)
    {
        var address = Serve();
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal("hello from a component\n", await Client.GetStringAsync(new Uri(address + "/")));
            using var response = await Client.GetAsync(new Uri(address + path));
            Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        }
        Assert.Equal("hello from a component\n", await Client.GetStringAsync(new Uri(address + "/")));
    }

    [Fact]
    public void No_more_are_kept_than_are_worth_it_and_none_when_all_is_over()
    {
        var linker = new Linker(Engine).AddWasi(new WasiHost(_ => new WasiOptions()));
        var guests = new GuestInstances(Engine, _limits, most: 2);
        GuestInstance[] rented = [guests.Rent(), guests.Rent(), guests.Rent(), guests.Rent()];
        foreach (var guest in rented)
            guest.Begin(linker, Guest);
        foreach (var guest in rented[..3])
            guests.Return(guest, isReusable: true);
        Assert.Equal(2, rented.Count(guest => guest != rented[3] && !guest.Store.IsDisposed));
        guests.Return(rented[3], isReusable: false);
        guests.Clear();
        Assert.All(rented, guest => Assert.True(guest.Store.IsDisposed));
    }

    private static string Counting(string mark) => $$"""
        (component
          {{WasiText.Io()}} {{WasiText.Stdio()}}
          (import "wasi:http/types@0.2.0" (instance $types
            (export "incoming-request" (type (sub resource))) (export "response-outparam" (type (sub resource)))))
          (alias export $types "incoming-request" (type $request))
          (alias export $types "response-outparam" (type $outparam))
          (core module $memory (memory (export "memory") 1) (func (export "realloc") (param i32 i32 i32 i32) (result i32) (i32.const 1024)))
          (core instance $memory (instantiate $memory))
          (core func $get (canon lower (func $stdout "get-stdout")))
          (core func $write (canon lower (func $streams "[method]output-stream.blocking-write-and-flush")
            (memory $memory "memory") (realloc (func $memory "realloc"))))
          {{mark}}
          (core module $m
            (import "" "memory" (memory 1))
            (import "" "get" (func $get (result i32)))
            (import "" "write" (func $write (param i32 i32 i32 i32)))
            (import "" "mark" (func $mark))
            (global $n (mut i32) (i32.const 48))
            (func $count
              (global.set $n (i32.add (global.get $n) (i32.const 1)))
              (i32.store8 (i32.const 8) (global.get $n))
              (i32.store8 (i32.const 9) (i32.const 10))
              (call $write (call $get) (i32.const 8) (i32.const 2) (i32.const 16)))
            (start $count)
            (func (export "handle") (param i32 i32) (call $mark) (call $count)))
          (core instance $i (instantiate $m (with "" (instance
            (export "memory" (memory $memory "memory")) (export "get" (func $get)) (export "write" (func $write)) (export "mark" (func $mark))))))
          (func $handle (param "request" (own $request)) (param "response-out" (own $outparam)) (canon lift (core func $i "handle")))
          (instance $handler (export "handle" (func $handle)))
          (export "wasi:http/incoming-handler@0.2.0" (instance $handler)))
        """;
}
