using Dovetail.Wasi;

namespace Dovetail.Tests.Wasi;

/// <summary>The rules of handles to resources of the host: order of drops, how many there may be, one identity for all versions of a track.</summary>
public sealed class ResourceRuleTests : WasiTestBase
{
    // Functions of a guest over the standard output: they make and drop what the names say, in this order.
    private static readonly string _guest = $$"""
        (component
          {{WasiText.Io()}}
          {{WasiText.Stdio()}}
          (core func $get (canon lower (func $stdout "get-stdout")))
          (core func $subscribe (canon lower (func $streams "[method]output-stream.subscribe")))
          (core func $ready (canon lower (func $poll "[method]pollable.ready")))
          (core func $drop-stream (canon resource.drop $output-stream))
          (core func $drop-pollable (canon resource.drop $pollable))
          (core module $m
            (import "" "get" (func $get (result i32)))
            (import "" "subscribe" (func $subscribe (param i32) (result i32)))
            (import "" "ready" (func $ready (param i32) (result i32)))
            (import "" "drop-stream" (func $drop-stream (param i32)))
            (import "" "drop-pollable" (func $drop-pollable (param i32)))
            (func (export "child-first") (local $s i32) (local $p i32)
              (local.set $p (call $subscribe (local.tee $s (call $get))))
              (call $drop-pollable (local.get $p)) (call $drop-stream (local.get $s)))
            (func (export "parent-first") (local $s i32) (local $p i32)
              (local.set $p (call $subscribe (local.tee $s (call $get))))
              (call $drop-stream (local.get $s)) (call $drop-pollable (local.get $p)))
            (func (export "double-drop") (local $s i32)
              (call $drop-stream (local.tee $s (call $get))) (call $drop-stream (local.get $s)))
            (func (export "used-after-drop") (local $s i32)
              (call $drop-stream (local.tee $s (call $get))) (drop (call $subscribe (local.get $s))))
            (func (export "wrong-type") (drop (call $ready (call $get))))
            (func (export "keep") (param $n i32)
              (loop $l (drop (call $get)) (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
            (func (export "reuse") (param $n i32)
              (loop $l (call $drop-stream (call $get)) (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))))
          (core instance $i (instantiate $m (with "" (instance
            (export "get" (func $get)) (export "subscribe" (func $subscribe)) (export "ready" (func $ready))
            (export "drop-stream" (func $drop-stream)) (export "drop-pollable" (func $drop-pollable))))))
          (func (export "child-first") (canon lift (core func $i "child-first")))
          (func (export "parent-first") (canon lift (core func $i "parent-first")))
          (func (export "double-drop") (canon lift (core func $i "double-drop")))
          (func (export "used-after-drop") (canon lift (core func $i "used-after-drop")))
          (func (export "wrong-type") (canon lift (core func $i "wrong-type")))
          (func (export "keep") (param "n" u32) (canon lift (core func $i "keep")))
          (func (export "reuse") (param "n" u32) (canon lift (core func $i "reuse"))))
        """;

    [Fact]
    public void A_pollable_is_dropped_before_its_stream() => Start(_guest).Call("child-first");

    [Fact]
    public void A_stream_dropped_before_its_pollable_traps() => Assert.Contains(
        "`output-stream` was dropped before what was made from it", Trap("parent-first").Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("double-drop", TrapCode.UnknownHandle)]
    [InlineData("used-after-drop", TrapCode.UnknownHandle)]
    [InlineData("wrong-type", TrapCode.HandleTypeMismatch)]
    public void A_misused_handle_traps(string function, TrapCode code) => Assert.Equal(code, Trap(function).Code);

    [Fact]
    public void One_resource_more_than_the_limit_traps()
    {
        var options = new WasiOptions { Limits = new WasiLimits { MaxResources = 10 } };
        Start(_guest, options).Call("keep", 10u);
        Start(_guest, options).Call("reuse", 1000u);
        Assert.Equal(TrapCode.LimitReached, Assert.Throws<TrapException>(() => Start(_guest, options).Call("keep", 11u)).Code);
    }

    [Theory]
    [InlineData("0.2.0", "0.2.4", "0.2.10", "0.2.12")]
    [InlineData("0.2.12", "0.2.12", "0.2.12", "0.2.0")]
    [InlineData("0.2.99", "0.2.0", "0.2.3", "0.2.6")]
    public void A_component_that_mixes_versions_links_and_its_resources_are_of_one_type(string error, string poll, string streams, string cli)
    {
        var instance = Start(WasiText.Forward([WasiText.Io(error, poll, streams), WasiText.Stdio(cli)], "poll", "streams", "stdout"));
        var output = Interface(instance, "stdout").Call("get-stdout");
        var pollable = Interface(instance, "streams").Method("output-stream.subscribe", output);
        Assert.True((bool)Interface(instance, "poll").Method("pollable.ready", pollable));
    }

    [Theory]
    [InlineData("0.3.0")]
    [InlineData("0.2.0-rc-2023-11-10")]
    public void A_version_of_another_track_does_not_link(string version) => Assert.Throws<LinkException>(
        () => Start(WasiText.Forward([WasiText.Exit(version)], "exit")));

    [Fact]
    public void A_function_that_an_interface_does_not_have_is_named() => Assert.Contains("set-limit", Assert.Throws<LinkException>(() => Start(
        """(component (import "wasi:io/poll@0.2.20" (instance (export "set-limit" (func)))))""")).Message, StringComparison.Ordinal);

    private TrapException Trap(string function) => Assert.Throws<TrapException>(() => Start(_guest).Call(function));
}
