using System.CommandLine;
using Dovetail.Cli.Output;
using Dovetail.Wasm;

namespace Dovetail.Cli.Verbs;

/// <summary><c>dovetail run FILE --invoke CALL</c>: calls an exported function; without a call, lists what can be called.</summary>
internal static class RunVerb
{
    public static Command Create()
    {
        var file = InputFile.Argument();
        var invoke = new Option<string?>("--invoke") { Description = "The call, in WAVE: `add(42, 58)`, `shop:math/calc.add(1, 2)`.", HelpName = "CALL" };
        var timeout = new Option<double?>("--timeout") { Description = "Stops the guest after so many seconds.", HelpName = "SECONDS" };
        timeout.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double?>() is { } seconds && seconds is not (> 0 and < 1e6))
            {
                result.AddError("--timeout: expected a number of seconds above 0");
            }
        });
        var fuel = new Option<long?>("--fuel") { Description = "Stops the guest after about so many instructions.", HelpName = "AMOUNT" };
        fuel.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<long?>() < 0)
            {
                result.AddError("--fuel: expected a number from 0 on");
            }
        });
        var command = new Command("run", "Calls a function of a component or module. Example: dovetail run add.wasm --invoke 'add(42, 58)'")
        {
            file, invoke, timeout, fuel,
        };
        command.SetAction(arguments => ExitCode.Of(() =>
            Run(arguments.GetRequiredValue(file), arguments.GetValue(invoke), arguments.GetValue(timeout), arguments.GetValue(fuel))));
        return command;
    }

    /// <summary>Calls, or lists what can be called. Throws what is wrong with the input or the call.</summary>
    public static int Run(string path, string? call, double? timeout, long? fuel)
    {
        using var stop = new CancellationTokenSource();
        using var interrupts = new CaughtInterrupts(stop);
        using var engine = new Engine(new EngineOptions { MetersFuel = fuel is not null });
        using var store = new Store(engine, new StoreOptions
        {
            Deadline = timeout is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            Cancellation = stop.Token,
            Fuel = fuel,
        });
        var callables = Load(engine, store, path);
        if (call is null)
        {
            return List(callables, path);
        }
        Console.Out.WriteLine(Invoke(callables, Wave.ParseCall(call, "--invoke")));
        return ExitCode.Done;
    }

    private static IReadOnlyList<Callable> Load(Engine engine, Store store, string path)
    {
        var bytes = InputFile.Read(path);
        var linker = new Linker(engine);
        return WasmInput.KindOf(bytes, path) == WasmKind.Component
            ? Callable.Of(linker.Instantiate(store, Component.Load(engine, bytes)))
            : Callable.Of(linker.Instantiate(store, Module.Load(engine, bytes)));
    }

    private static int List(IReadOnlyList<Callable> callables, string path)
    {
        if (callables.Count == 0)
        {
            Console.Error.WriteLine($"error: `{path}` exports no function");
            return ExitCode.Failed;
        }
        foreach (var callable in callables.Where(callable => callable.Refusal is null))
        {
            Console.Out.WriteLine(TerminalText.Of($"{callable.FullName}: {callable.Type}"));
        }
        Console.Error.WriteLine("Call one with --invoke 'NAME(ARGUMENTS…)'.");
        return ExitCode.Done;
    }

    private static string Invoke(IReadOnlyList<Callable> callables, WaveCall call)
    {
        var found = callables.Where(callable => callable.Matches(call)).ToArray();
        // What is called by its whole name is meant, whatever else the name could be short for.
        found = found.Where(callable => callable.Interface == call.Interface).ToArray() is [var exact] ? [exact] : found;
        if (found.Length != 1)
        {
            var names = string.Join(", ", (found.Length == 0 ? callables : found).Take(20).Select(callable => $"`{TerminalText.Of(callable.FullName)}`"));
            throw call.NameError(found.Length == 0
                ? $"no such function is exported; there {(callables.Count == 1 ? "is" : "are")} {(names.Length == 0 ? "none" : names)}"
                : $"more than one interface exports this function: {names}");
        }
        if (found[0].Refusal is { } refusal)
        {
            throw call.NameError(refusal);
        }
        return found[0].Call(call.Arguments(found[0].Type)) is { } result ? Wave.Write(result) : "()";
    }
}
