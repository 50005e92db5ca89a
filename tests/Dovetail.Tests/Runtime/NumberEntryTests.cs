using System.Globalization;
using Dovetail.Tests.Compilation;

namespace Dovetail.Tests.Runtime;

/// <summary>Dynamic calls of functions that take few numbers, which need no compiler.</summary>
public sealed class NumberEntryTests
{
    private static readonly string[] Types = ["i32", "i64", "f32", "f64"];

    [Fact]
    public void Every_few_numbers_arrive_and_come_back()
    {
        var signatures = (
            from first in Types.Prepend("")
            from second in first.Length == 0 ? [""] : Types.Prepend("")
            from result in Types.Prepend("")
            select (Parameters: new[] { first, second }.Where(type => type.Length > 0).ToArray(), Result: result)).ToArray();
        var instance = Wat.Instantiate($"(module {string.Concat(Types.Select(Globals))} {string.Concat(signatures.Select(Function))})");
        Assert.Equal(105, signatures.Length);
        foreach (var (parameters, result) in signatures)
        {
            var arguments = parameters.Select((type, i) => Number(type, i + 1.5)).ToArray();
            var results = instance.GetFunction(Name(parameters, result)).Invoke(arguments);
            Assert.Equal(result.Length == 0 ? [] : [Number(result, 7)], results);
            for (var i = 0; i < parameters.Length; i++)
                Assert.Equal(arguments[i], instance.GetFunction($"{parameters[i]}.{i}").Invoke()[0]);
        }
    }

    [Fact]
    public void A_trap_leaves_the_store_in_order()
    {
        var instance = Wat.Instantiate("""
            (module (func (export "divide") (param i32 i32) (result i32) (i32.div_u (local.get 0) (local.get 1))))
            """);
        var divide = instance.GetFunction("divide");
        Assert.Equal(TrapCode.IntegerDivideByZero, Assert.Throws<TrapException>(() => divide.Invoke(1, 0)).Code);
        Assert.Equal([3], divide.Invoke(6, 2));
        Assert.Throws<ArgumentException>(() => divide.Invoke(6, 2L));
        Assert.Equal([3], divide.Invoke(6, 2));
    }

    private static string Name(string[] parameters, string result) => $"{string.Join(',', parameters)}>{result}";

    private static string Globals(string type) => string.Concat(Enumerable.Range(0, 2).Select(i => $"""
        (global ${type}{i} (mut {type}) ({type}.const 0)) (func (export "{type}.{i}") (result {type}) (global.get ${type}{i}))
        """));

    private static string Function((string[] Parameters, string Result) signature) => string.Create(CultureInfo.InvariantCulture, $"""
        (func (export "{Name(signature.Parameters, signature.Result)}") (param {string.Join(' ', signature.Parameters)})
          {(signature.Result.Length == 0 ? "" : $"(result {signature.Result})")}
          {string.Concat(signature.Parameters.Select((type, i) => $"(global.set ${type}{i} (local.get {i}))"))}
          {(signature.Result.Length == 0 ? "" : $"({signature.Result}.const 7)")})
        """);

    private static object Number(string type, double number) => type switch
    {
        "i32" => (object)(int)number,
        "i64" => (long)number,
        "f32" => (float)number,
        _ => number,
    };
}
