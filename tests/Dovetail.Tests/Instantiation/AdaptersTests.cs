using Dovetail.Runtime;

namespace Dovetail.Tests.Instantiation;

public sealed class AdaptersTests : ComponentTestBase
{
    private const string Composed = """
        (component
          (import "host" (instance $host (export "log" (func (param "m" string)))))
          (component $inner
            (core module $m
              (memory (export "memory") 1)
              (func (export "realloc") (param i32 i32 i32 i32) (result i32) i32.const 64)
              (func (export "get") (param i32 i32 i32) (result i32) i32.const 16)
              (func (export "free") (param i32)))
            (core instance $i (instantiate $m))
            (func (export "get") (param "names" (list string)) (param "at" char) (result (list u16))
              (canon lift (core func $i "get") (memory $i "memory") (realloc (func $i "realloc"))
                (post-return (func $i "free")) string-encoding=utf16)))
          (instance $a (instantiate $inner))
          (component $outer
            (import "get" (func $get (param "names" (list string)) (param "at" char) (result (list u16))))
            (import "log" (func $log (param "m" string)))
            (core module $memory (memory (export "memory") 1)
              (func (export "realloc") (param i32 i32 i32 i32) (result i32) i32.const 64))
            (core instance $memory (instantiate $memory))
            (core func $get (canon lower (func $get) (memory $memory "memory") (realloc (func $memory "realloc"))))
            (core func $log (canon lower (func $log) (memory $memory "memory")))
            (core module $m (import "" "get" (func (param i32 i32 i32 i32))) (import "" "log" (func (param i32 i32))))
            (core instance (instantiate $m (with "" (instance (export "get" (func $get)) (export "log" (func $log)))))))
          (instance (instantiate $outer (with "get" (func $a "get")) (with "log" (func $host "log"))))
          (func (export "get") (alias export $a "get")))
        """;

    [Fact]
    public void Every_call_between_components_is_described()
    {
        var component = Parse(Composed);
        var adapters = component.Adapters;
        Assert.Equal(adapters, component.Adapters);
        Assert.Equal(2, adapters.Length);
        var get = adapters[0];
        Assert.Equal(("instance 1", "instance 0", "get"), (get.Caller, get.Callee, get.Function));
        Assert.True(get is { IsFused: true, CallsPostReturn: true, Index: 0 });
        Assert.Equal(("[i32 i32 i32 i32] -> []", "[i32 i32 i32] -> [i32]"), (get.CallerSignature, get.CalleeSignature));
        Assert.Equal(["names", "at"], get.Parameters.Select(parameter => parameter.Name));
        Assert.Equal(ValueMoves.Checks | ValueMoves.Allocates | ValueMoves.CopiesElements | ValueMoves.Transcodes, get.Parameters[0].Moves);
        Assert.Equal(ValueMoves.Checks, get.Parameters[1].Moves);
        Assert.Equal(ValueMoves.Allocates | ValueMoves.CopiesBlocks, get.Result!.Moves);
        Assert.True(get.Result.IsInMemory);
        Assert.Equal("instance 1 -> instance 0: get func(names: list<string>, at: char) -> list<u16>", get.ToString());
    }

    [Fact]
    public void What_an_import_becomes_is_known_when_it_is_linked()
    {
        var log = Parse(Composed).Adapters[1];
        Assert.Equal(("instance 1", "host", "host.log"), (log.Caller, log.Callee, log.Function));
        Assert.Null(log.CalleeSignature);
        Assert.Contains("host.log", Assert.Throws<InvalidOperationException>(() => log.Save("nowhere.dll")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_component_without_others_inside_has_none() => Assert.Empty(Parse(Counter).Adapters);

    [Fact]
    public void The_code_is_written_as_it_runs()
    {
        var path = Path.GetTempFileName();
        try
        {
            Parse(Composed).Adapters[0].Save(path);
            var assembly = System.Reflection.Assembly.Load(File.ReadAllBytes(path));
            var method = assembly.GetTypes().Single(type => type.Name == "Unit0").GetMethods().First(method => method.Name == "adapter");
            Assert.Equal([typeof(int), typeof(int), typeof(int), typeof(int), typeof(FunctionOwner)],
                method.GetParameters().Select(parameter => parameter.ParameterType));
        }
        finally
        {
            File.Delete(path);
        }
    }
}
