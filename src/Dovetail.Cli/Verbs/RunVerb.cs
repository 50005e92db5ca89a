using System.CommandLine;
using System.Runtime.CompilerServices;
using Dovetail.Cli.Output;
using Dovetail.Wasi;
using Dovetail.Wasm;

namespace Dovetail.Cli.Verbs;

/// <summary>
/// <c>dovetail run FILE -- ARGUMENTS</c> runs a program, <c>dovetail run FILE --invoke CALL</c> calls an exported function; without a call, what can be called is listed.
/// </summary>
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
        var (variables, directories, http) = (Grants.Environment(), Grants.Directories(), Grants.Http());
        var (network, hosts) = (Grants.Network(), Grants.Hosts());
        var arguments = new Argument<string[]>("ARGUMENTS") { Description = "The program's own arguments, after --.", Arity = ArgumentArity.ZeroOrMore };
        var command = new Command(
            "run",
            "Runs a program, or calls a function of a component or module. The exit code is the program's own; 125 says that something kept it from ending with one. "
            + "Example: dovetail run hello.wasm --dir data::/ --env LANG=C -- world\ndovetail run add.wasm --invoke 'add(42, 58)'")
        {
            file, arguments, invoke, timeout, fuel, directories, variables, network, hosts, http,
        };
        command.SetAction(parsed => Run(new RunOptions(parsed.GetRequiredValue(file))
        {
            Call = parsed.GetValue(invoke),
            Timeout = parsed.GetValue(timeout),
            Fuel = parsed.GetValue(fuel),
            Arguments = parsed.GetValue(arguments) ?? [],
            Hosts = parsed.GetValue(hosts) ?? [],
            InheritsNetwork = parsed.GetValue(network),
            Directories = parsed.GetValue(directories) ?? [],
            Variables = parsed.GetValue(variables) ?? [],
            Http = parsed.GetValue(http) ?? [],
        }));
        return command;
    }

    private static int Run(RunOptions options)
    {
        using var interrupts = new CaughtInterrupts();
        return ExitCode.Of(() => Run(options, line => Console.Out.WriteLine(line), interrupts.Token));
    }

    /// <summary>Runs a program, calls, or lists what can be called. Throws what is wrong with the input or the call.</summary>
    /// <param name="write">Writes the result of a call as a line.</param>
    public static int Run(RunOptions options, Action<string> write, CancellationToken cancellation)
    {
        using var engine = new Engine(new EngineOptions { MetersFuel = options.Fuel is not null });
        using var store = new Store(engine, new StoreOptions
        {
            Deadline = options.Timeout is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            Cancellation = cancellation,
            Fuel = options.Fuel,
        });
        var bytes = InputFile.Read(options.File);
        // By its name, messages can say which file is meant.
        var name = options.File == "-" ? null : options.File;
        var linker = new Linker(engine);
        if (WasmInput.KindOf(bytes, options.File) != WasmKind.Component)
        {
            var module = Module.Load(engine, bytes, name);
            return CommandRun.ImportsWasi(module) || HasEntry(module)
                ? RunModule(store, module, options, write, cancellation)
                : Call(Callable.Of(linker.Instantiate(store, module)), options, write);
        }
        var component = Component.Load(engine, bytes, name);
        return options.Call is null || CommandRun.ImportsWasi(component)
            ? RunComponent(store, component, options, write, cancellation)
            : Call(Callable.Of(linker.Instantiate(store, component)), options, write);
    }

    // Without LINQ, here and below, whose assembly a small module does not load.
    private static bool HasEntry(Module module)
    {
        foreach (var export in module.Definition.Exports)
        {
            if (export.Name is "_start" or "_initialize")
            {
                return true;
            }
        }
        return false;
    }

    // By itself, so that what does not need WASI does not wait for its assembly.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int RunComponent(Store store, Component component, RunOptions options, Action<string> write, CancellationToken cancellation)
    {
        var command = new CommandRun(options);
        return options.Call is null && WasiCommand.IsCommand(component)
            ? command.Run(store, component, cancellation)
            : Call(Callable.Of(command.LinkerFor(component).Instantiate(store, component)), options, write);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int RunModule(Store store, Module module, RunOptions options, Action<string> write, CancellationToken cancellation)
    {
        var command = new CommandRun(options);
        return options.Call is null && WasiCommand.IsCommand(module)
            ? command.Run(store, module, cancellation)
            : Call(Callable.Of(command.Instantiate(store, module)), options, write);
    }

    private static int Call(IReadOnlyList<Callable> callables, RunOptions options, Action<string> write)
    {
        if (options.Call is null)
        {
            return List(callables, options.File);
        }
        write(Invoke(callables, Wave.ParseCall(options.Call, "--invoke")));
        return ExitCode.Done;
    }

    private static int List(IReadOnlyList<Callable> callables, string path)
    {
        if (callables.Count == 0)
        {
            StandardError.WriteLine($"error: `{path}` exports no function");
            return ExitCode.Failed;
        }
        foreach (var callable in callables.Where(callable => callable.Refusal is null))
        {
            Console.Out.WriteLine(TerminalText.Of($"{callable.FullName}: {callable.Type}"));
        }
        StandardError.WriteLine("Call one with --invoke 'NAME(ARGUMENTS…)'.");
        return ExitCode.Done;
    }

    private static string Invoke(IReadOnlyList<Callable> callables, WaveCall call)
    {
        var callable = Find(callables, call);
        if (callable.Refusal is { } refusal)
        {
            throw call.NameError(refusal);
        }
        return callable.Call(call.Arguments(callable.Type)) is { } result ? Wave.Write(result) : "()";
    }

    private static Callable Find(IReadOnlyList<Callable> callables, WaveCall call)
    {
        var found = new List<Callable>();
        foreach (var callable in callables)
        {
            if (!callable.Matches(call))
            {
                continue;
            }
            // What is called by its whole name is meant, whatever else the name could be short for.
            if (callable.Interface == call.Interface)
            {
                return callable;
            }
            found.Add(callable);
        }
        return found is [var only] ? only : throw NoOneFunction(callables, found, call);
    }

    private static WaveException NoOneFunction(IReadOnlyList<Callable> callables, List<Callable> found, WaveCall call)
    {
        var names = string.Join(", ", (found.Count == 0 ? callables : found).Take(20).Select(callable => $"`{TerminalText.Of(callable.FullName)}`"));
        return call.NameError(found.Count == 0
            ? $"no such function is exported; there {(callables.Count == 1 ? "is" : "are")} {(names.Length == 0 ? "none" : names)}"
            : $"more than one interface exports this function: {names}");
    }
}
